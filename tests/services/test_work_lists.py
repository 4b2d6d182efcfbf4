"""The lists that people work through, and the rows that they dismiss."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    JOANA,
    PERTH,
    PINK,
    TALENT_COURSE,
    USER_7,
    Rto,
    booking,
    enrolment,
    portal_with_joana,
    provisioned,
    rto,
    talent_unit,
    unit,
)
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.work_lists import Dismissal, ListName
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.saving import Saving
from talent_powerpro.services.office_report import office_report
from talent_powerpro.services.status import status_of
from talent_powerpro.services.work_lists import (
    ListRow,
    dismiss,
    dismissed,
    list_again,
)

NOW = datetime(2022, 6, 20, 9, tzinfo=PERTH)
OLD = talent_unit("BSBWEB304A", "Old code", "904")


def rows(made: Rto, name: ListName) -> list[ListRow]:
    return list(made.reader().rows(name))


def off(made: Rto, name: ListName, *ids: str, who: str = "Pauline", why: str = "seen") -> None:
    dismiss(name, ids or ("1001",), made.reader(), who=who, why=why, now=NOW)


def missed() -> Rto:
    return rto(
        enrolment(export_date=date(2022, 5, 30)), enrolment("1002", export_date=date(2022, 5, 20))
    )


def closed() -> Rto:
    """Joana completed a unit on the 13th and withdrew on the 14th."""
    talent = portal_with_joana()
    made = rto(provisioned(unit(), unit("ICTWEB305")), talent=talent)
    made.clock.now = datetime(2022, 6, 13, 9, tzinfo=PERTH)
    made.run()
    for code in ("ICTWEB304", "ICTWEB305"):
        found = next(each for each in TALENT_COURSE.units if each.name.startswith(code))
        talent.complete(USER_7, COURSE_126, found.id, DONE)
    made.powerpro.put_enrolment(evolve(made.enrolment(), withdrawal_date=date(2022, 6, 14)))
    made.clock.now = datetime(2022, 6, 15, 9, tzinfo=PERTH)
    return made


def unmatched(*, saving: Saving = Saving()) -> Rto:  # noqa: B008  # a frozen value
    talent = portal_with_joana(units=(*TALENT_COURSE.units, OLD))
    talent.complete(USER_7, COURSE_126, OLD.id, DONE)
    made = rto(provisioned(unit()), talent=talent, saving=saving)
    made.clock.now = NOW
    return made


# --- the lists --------------------------------------------------------------------


def test_missed_enrolments_are_listed_with_their_age_the_oldest_first() -> None:
    made = missed()
    pink = enrolment("1003", PINK, export_date=date(2022, 5, 30))
    made.powerpro.put_enrolment(evolve(pink, client=evolve(PINK, given_names="ANNA")))
    found = rows(made, ListName.MISSED)
    assert [(row.enrolment_id, row.since, row.days) for row in found] == [
        ("1002", date(2022, 5, 20), 13),
        ("1003", date(2022, 5, 30), 3),
        ("1001", date(2022, 5, 30), 3),
    ], "and of one day by name"
    assert found[0] == ListRow(
        ListName.MISSED,
        "1002",
        JOANA.code,
        JOANA.name,
        COURSE.code,
        ("the export date 20/05/2022 has passed",),
        ("Home > Enrolments and Results > Course data > Talent LMS export/Date",),
        date(2022, 5, 20),
        13,
        ("2022-05-20",),
    )


def test_ticked_enrolments_without_a_date_stand_beside_them() -> None:
    (row,) = rto(enrolment(export_date=None)).reader().no_export_date()
    assert (row.enrolment_id, row.list, row.days) == ("1001", None, None)


def test_closed_enrolments_are_listed_from_the_day_they_closed() -> None:
    made = closed()
    made.run()
    (row,) = rows(made, ListName.CLOSED)
    assert (row.list, row.since, row.days) == (ListName.CLOSED, date(2022, 6, 14), 1)
    assert len(row.reasons) == len(row.items) == 2


def test_an_unmatched_unit_is_listed_with_its_day_of_completion() -> None:
    made = unmatched()
    made.run()
    assert rows(made, ListName.UNMATCHED) == [
        ListRow(
            ListName.UNMATCHED,
            booking(),
            JOANA.code,
            JOANA.name,
            COURSE.code,
            (
                "BSBWEB304A Old code was completed in TalentLMS on 13/06/2022, and no unit has its "
                "code.",
            ),
            (
                "Begin the Talent unit's name with the unit's code in PowerPro, or name the code "
                "in `[policy.unit_aliases]`.",
            ),
            date(2022, 6, 13),
            7,
            ("904 BSBWEB304A Old code",),
        )
    ]
    (look,) = made.asked.looked_at([booking()]).values()
    (unit_there,) = look.unmatched
    made.asked.remember_looks([evolve(look, unmatched=(evolve(unit_there, completed=None),))])
    (row,) = rows(made, ListName.UNMATCHED)
    assert row.reasons == (
        "BSBWEB304A Old code was completed in TalentLMS, and no unit has its code.",
    )
    assert (row.since, row.days) == (None, None)


def test_units_of_several_enrolments_are_listed_and_dismissed_one_by_one() -> None:
    made = unmatched()
    made.powerpro.put_enrolment(evolve(made.enrolment(), id=booking("1002")))
    made.run()
    two = made.asked.looked_at([booking(), booking("1002")])
    (done,) = two[booking()].unmatched
    undated = evolve(done, unit_id="905", name="BSBWEB305A Old code", completed=None)
    looks = [evolve(each, unmatched=(undated, done)) for each in two.values()]
    # One enrolment has had no look yet, and the client of another has no Secondary ID any more.
    made.powerpro.put_enrolment(evolve(made.enrolment(), id=booking("1003")))
    made.powerpro.put_enrolment(provisioned(unit(), id=booking("1004"), client=PINK))
    made.asked.remember_looks([*looks, evolve(looks[0], enrolment_id=booking("1004"))])
    found = rows(made, ListName.UNMATCHED)
    assert [(row.enrolment_id, row.since) for row in found] == [
        ("1001", date(2022, 6, 13)),
        ("1002", date(2022, 6, 13)),
        ("1001", None),
        ("1002", None),
    ]
    gone = dismiss(ListName.UNMATCHED, ["1001"], made.reader(), who="Pauline", why="seen", now=NOW)
    assert gone == (found[0], found[2])
    made.asked.remember_looks(
        [evolve(two[booking()], unmatched=(undated, done, evolve(done, unit_id="906")))]
    )
    assert [row.enrolment_id for row in rows(made, ListName.UNMATCHED)] == ["1001", "1002", "1002"]


@pytest.mark.parametrize("other", ["user", "course"])
def test_a_look_at_another_talent_user_or_course_is_not_listed(other: str) -> None:
    made = unmatched()
    made.run()
    found = made.enrolment()
    if other == "user":
        made.powerpro.put_client(evolve(found.client, secondary_id="8"))
    else:
        made.powerpro.put_enrolment(
            evolve(found, course=evolve(found.course, talent_course_id="127"))
        )
    assert rows(made, ListName.UNMATCHED) == []


def test_students_who_completed_nothing_are_listed_after_two_weeks() -> None:
    made = rto(provisioned(unit()), talent=portal_with_joana(), saving=Saving())
    for day, listed in (("15", False), ("16", True)):
        made.clock.now = datetime.fromisoformat(f"2022-06-{day}T09:00:00+08:00")
        made.run()
        assert bool(rows(made, ListName.NOT_STARTED)) is listed
    (row,) = rows(made, ListName.NOT_STARTED)
    assert row.reasons == ("Nothing is completed in Talent course 126 since 02/06/2022.",)
    assert (row.list, row.days) == (ListName.NOT_STARTED, 14)


# --- dismissed --------------------------------------------------------------------


def test_a_dismissed_row_leaves_the_list_and_stays_on_record() -> None:
    made = missed()
    off(made, ListName.MISSED, "1001", who=" Pauline ", why=" withdrew by phone ")
    assert [row.enrolment_id for row in rows(made, ListName.MISSED)] == ["1002"]
    (kept,) = dismissed(ListName.MISSED, made.reader())
    assert kept == Dismissal(
        ListName.MISSED,
        booking(),
        "2022-05-30",
        "the export date 30/05/2022 has passed",
        "Pauline",
        "withdrew by phone",
        NOW,
    )
    assert dismissed(ListName.CLOSED, made.reader()) == ()


def test_a_dismissed_row_leaves_the_runs_list() -> None:
    made = missed()
    off(made, ListName.MISSED, "1001", "1002")
    report = made.run()
    assert report.lists.missed == ()
    assert not report.has_open_entries


def test_a_new_export_date_that_is_missed_again_is_listed_again() -> None:
    made = missed()
    off(made, ListName.MISSED, "1001", "1002")
    made.powerpro.put_enrolment(evolve(made.enrolment(), export_date=date(2022, 6, 1)))
    assert [row.enrolment_id for row in rows(made, ListName.MISSED)] == ["1001"]


def test_a_dismissed_completion_leaves_the_runs_list_and_a_result_brings_none_back() -> None:
    made = closed()
    made.run()
    off(made, ListName.CLOSED)
    assert rows(made, ListName.CLOSED) == []
    first, *_ = made.enrolment().units
    made.powerpro.put_unit(evolve(first, outcome="20 - Competency achieved/pass"))
    report = made.run()
    assert report.lists.closed_before_results == ()
    assert rows(made, ListName.CLOSED) == []


@pytest.mark.parametrize("saving", [Saving(), Saving(sweep=timedelta(0))])
def test_a_dismissed_unit_leaves_the_runs_list(saving: Saving) -> None:
    """Both where TalentLMS is asked again and where the last look is remembered."""
    made = unmatched(saving=saving)
    assert made.run().lists.unmatched
    off(made, ListName.UNMATCHED)
    assert rows(made, ListName.UNMATCHED) == []
    assert made.run().lists.unmatched == ()


def test_a_dismissed_student_is_listed_again_once_provisioned_anew() -> None:
    made = rto(provisioned(unit()), talent=portal_with_joana(), saving=Saving())
    made.clock.now = NOW
    made.run()
    off(made, ListName.NOT_STARTED)
    assert rows(made, ListName.NOT_STARTED) == []
    (log,) = made.enrolment().contact_logs
    anew = evolve(log, contact_date=log.contact_date + timedelta(days=1))
    made.powerpro.put_enrolment(evolve(made.enrolment(), contact_logs=(anew,)))
    assert len(rows(made, ListName.NOT_STARTED)) == 1


def test_rows_can_be_listed_again() -> None:
    made = missed()
    off(made, ListName.MISSED, "1001", "1002")
    (forgotten,) = list_again(ListName.MISSED, ["1001"], made.reader())
    assert forgotten.enrolment_id == "1001"
    assert [row.enrolment_id for row in rows(made, ListName.MISSED)] == ["1001"]


def test_all_faults_are_told_and_nothing_is_dismissed() -> None:
    made = missed()
    with pytest.raises(SettingsFault) as raised:
        off(made, ListName.MISSED, "1001", "1003", who=" ", why="")
    assert raised.value.faults == (
        "The name is blank. Give one with --who NAME. It is recorded.",
        "The reason is blank. Give one with --why REASON. It is recorded.",
        "Enrolment 1003 is not on the list missed. Show it with `talent-powerpro missed`.",
    )
    assert len(rows(made, ListName.MISSED)) == 2


# --- withdrawn --------------------------------------------------------------------


def withdrawn(mode: OnWithdrawal = OnWithdrawal.REPORT) -> Rto:
    """Joana withdrew on the 14th, and a run of the 15th has seen it."""
    made = closed()
    made.policy = evolve(made.policy, on_withdrawal=mode)
    made.run()
    return made


def test_withdrawn_students_are_listed_from_that_day_until_dismissed() -> None:
    made = withdrawn()
    (row,) = rows(made, ListName.WITHDRAWN)
    assert (row.list, row.since, row.days) == (ListName.WITHDRAWN, date(2022, 6, 14), 1)
    assert status_of(made.reader()).withdrawn == 1
    office = office_report(made.reader(), now=NOW)
    assert ([each.enrolment_id for each in office.withdrawn], office.waiting) == (["1001"], 2)
    off(made, ListName.WITHDRAWN)
    assert rows(made, ListName.WITHDRAWN) == []
    assert made.run().lists.withdrawn == ()
    assert list_again(ListName.WITHDRAWN, ["1001"], made.reader())
    assert len(made.run().lists.withdrawn) == 1


@pytest.mark.parametrize("mode", [OnWithdrawal.NONE, OnWithdrawal.SUSPEND])
def test_unless_they_are_to_be_reported_no_withdrawn_student_is_listed(mode: OnWithdrawal) -> None:
    made = withdrawn(mode)
    assert rows(made, ListName.WITHDRAWN) == []
    assert status_of(made.reader()).withdrawn == 0
