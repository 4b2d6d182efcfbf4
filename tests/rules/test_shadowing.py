"""What another agent wrote, from PowerPro at two moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    LOG,
    PERTH,
    STAMP,
    STARTED,
    USER_7,
    booking,
    enrolment,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.model import ADDED_TO_GROUP, UNDONE, stand_in
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import ShadowKey, ShadowValue
from talent_powerpro.records.shadow_memory import Planned, SeenEnrolment
from talent_powerpro.records.write import AddContactLog, Enrol, SetSecondaryId, Write
from talent_powerpro.rules.shadowing import (
    differing,
    had_a_day,
    ours_in,
    seen_of,
    theirs_in,
    unit_of,
    without,
)

TODAY = DONE.date()
DONE_UNIT = unit(outcome=COMPETENT, outcome_date=TODAY, short_comment=STAMP)


def test_what_was_there_before_is_nobodys_news() -> None:
    row = provisioned(DONE_UNIT)
    assert theirs_in(row, seen_of(row), PERTH, TODAY) == ()


def test_a_contact_log_and_stamped_results_of_a_new_enrolment_are_theirs() -> None:
    row = provisioned(DONE_UNIT, unit("ICTWEB305", outcome="51 - RPL"))
    log, result = theirs_in(row, None, PERTH, TODAY)
    assert (log.key, log.day) == (ShadowKey(StageName.PROVISIONING, booking()), EXPORT_DATE)
    assert log.value == ShadowValue("7", "126")
    assert (result.key.unit_id, result.day, result.stamped) == (DONE_UNIT.id, EXPORT_DATE, True)


def test_what_is_remembered_of_an_enrolment_are_its_logs_and_the_results_that_it_has() -> None:
    row = provisioned(DONE_UNIT, unit("ICTWEB305"))
    found = seen_of(row)
    assert found == SeenEnrolment(JOANA.code, found.logs, {DONE_UNIT.id: DONE_UNIT.result})
    # A digest names nobody, and tells one log from another.
    others = (evolve(LOG, contact_date=DONE), evolve(LOG, description="by hand"))
    more = seen_of(evolve(row, contact_logs=(LOG, *others)))
    assert len({*found.logs, *more.logs}) == 3
    assert not [each for each in more.logs if "Joana" in each]


def test_of_two_new_logs_the_later_day_counts() -> None:
    row = provisioned()
    again = evolve(LOG, contact_date=LOG.contact_date + timedelta(days=1))
    for logs in ((LOG, again), (again, LOG)):
        (log,) = theirs_in(evolve(row, contact_logs=logs), None, PERTH, TODAY)
        assert log.day == EXPORT_DATE + timedelta(days=1)


def test_a_link_and_a_log_in_other_words_name_no_talent_user_and_no_course() -> None:
    client = evolve(JOANA, secondary_id="DPC000129")
    row = provisioned(client=client, contact_logs=(evolve(LOG, description="by hand"),))
    (log,) = theirs_in(row, None, PERTH, TODAY)
    assert log.value == ShadowValue("", "")


def test_a_log_of_a_day_to_come_is_of_today() -> None:
    row = provisioned(contact_logs=(evolve(LOG, contact_date=DONE + timedelta(days=9)),))
    (log,) = theirs_in(row, None, PERTH, TODAY)
    assert log.day == TODAY


def test_logs_of_another_type_and_undone_ones_are_no_provisioning() -> None:
    row = provisioned()
    for contact_type in (ADDED_TO_GROUP, "Phone call"):
        more = evolve(LOG, contact_type=contact_type)
        assert theirs_in(evolve(row, contact_logs=(LOG, more)), seen_of(row), PERTH, TODAY) == ()
    undone = evolve(row, contact_logs=(LOG, evolve(LOG, contact_type=UNDONE)))
    assert theirs_in(undone, seen_of(row), PERTH, TODAY) == ()


def test_a_result_is_theirs_where_outcome_or_date_changed() -> None:
    before = seen_of(provisioned(unit(), unit("ICTWEB305", outcome="70", short_comment="x")))
    row = provisioned(DONE_UNIT, unit("ICTWEB305", outcome="70", short_comment=f"{STAMP} x"))
    (found,) = theirs_in(row, before, PERTH, TODAY)
    assert (found.key.unit_id, found.value.outcome, found.day) == (DONE_UNIT.id, COMPETENT, TODAY)
    by_hand = evolve(DONE_UNIT, short_comment="")
    (found,) = theirs_in(provisioned(by_hand), before, PERTH, TODAY)
    assert not found.stamped


def test_without_them_the_enrolment_is_as_it_was() -> None:
    old = enrolment(units=(unit(outcome="70", short_comment="x"), unit("ICTWEB305")))
    now = evolve(old, contact_logs=(LOG,), units=(DONE_UNIT, unit("ICTWEB305", outcome="51")))
    assert without(now, theirs_in(now, seen_of(old), PERTH, TODAY), seen_of(old)) == old
    unknown = without(now, theirs_in(now, None, PERTH, TODAY), None)
    assert (unknown.contact_logs, unknown.units) == ((), (unit(), now.units[1]))


def test_a_plan_says_what_we_would_have_written() -> None:
    world = rto(enrolment())
    ((key, value, record),) = ours_in(world.agent().plan())
    assert (key.unit_id, value, record.enrolment_id) == (None, ShadowValue("", "126"), "1001")
    world.run()
    world.powerpro.put_enrolment(evolve(world.enrolment(), contact_logs=()))
    # Linked and in the course already: only the contact log is left to write.
    ((_, value, _),) = ours_in(world.agent().plan())
    assert value == ShadowValue("", "126")
    world.talent.enrolled.clear()
    ((_, value, _),) = ours_in(world.agent().plan())
    assert value == ShadowValue("7", "126")


NEW_USER = stand_in(JOANA.code)
OUR_LOG = AddContactLog(booking(), "Enrolled in Talent Course: 126")


@pytest.mark.parametrize(
    ("writes", "user"),
    [
        ([SetSecondaryId(JOANA.code, "", NEW_USER), Enrol(NEW_USER, COURSE_126)], ""),
        ([SetSecondaryId(JOANA.code, "", NEW_USER)], ""),
        ([SetSecondaryId(JOANA.code, "", USER_7), Enrol(USER_7, COURSE_126)], "7"),
        ([SetSecondaryId(JOANA.code, "", USER_7)], "7"),
        ([Enrol(USER_7, COURSE_126)], "7"),
        ([], ""),
    ],
)
def test_a_provisioning_of_ours_names_the_talent_user_it_links(
    writes: Sequence[Write], user: str
) -> None:
    (planned,) = rto(enrolment()).agent().plan(only="provisioning").records
    ours = evolve(planned, writes=(*writes, OUR_LOG))
    assert list(ours_in(Plan(TODAY, (ours,)))) == [
        (ShadowKey(StageName.PROVISIONING, booking()), ShadowValue(user, "126"), ours)
    ]


def test_a_membership_alone_is_written_by_no_other_agent() -> None:
    world = rto(enrolment())
    group = next(iter(world.talent.groups))
    members = world.talent.groups.pop(group)
    world.run()
    world.talent.groups[group] = members
    plan = world.agent().plan()
    assert plan.writing
    assert list(ours_in(plan)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "codes"),
    [
        (ShadowValue("7", "126"), ShadowValue("7", "126"), ()),
        (ShadowValue("", "126"), ShadowValue("7", ""), ()),
        (ShadowValue("7", "126"), ShadowValue("8", "127"), ("user", "course")),
        (ShadowValue(outcome="20 - A", outcome_date=TODAY),) * 2 + ((),),
        (ShadowValue(outcome="20 - A"), ShadowValue(outcome="020 - B"), ()),
        (
            ShadowValue(outcome="20", outcome_date=TODAY),
            ShadowValue(outcome="51", outcome_date=EXPORT_DATE),
            ("outcome", "date"),
        ),
    ],
)
def test_values_differ_where_both_are_known(
    ours: ShadowValue, theirs: ShadowValue, codes: tuple[str, ...]
) -> None:
    assert [each.rpartition("-")[2] for each in differing(ours, theirs)] == list(codes)


def test_a_day_is_a_night_and_some_hours() -> None:
    key = ShadowKey(StageName.PROVISIONING, booking())
    planned = Planned(key, JOANA.code, ShadowValue(), STARTED)
    assert not had_a_day(planned, STARTED + timedelta(hours=19, minutes=59))
    assert had_a_day(planned, STARTED + timedelta(hours=20))


def test_a_unit_is_found_by_its_key() -> None:
    row = provisioned(unit())
    assert unit_of(row, ShadowKey(StageName.RESULTS, row.id, unit().id)) == unit()
    assert unit_of(row, ShadowKey(StageName.PROVISIONING, row.id)) is None
