"""Writes that PowerPro lacks, all of them together: which count, and the hold about them."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from support.the_guide import (
    COMPETENT,
    DONE,
    JOANA,
    LOG,
    PERTH,
    STAMP,
    USER_7,
    booking,
    enrolment,
    unit,
)
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    Enrolment,
    EnrolmentId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.write import AddContactLog, JoinGroup, SetResult, SetSecondaryId
from talent_powerpro.rules.lost_writes import Made, all_missing, run_hold, runs_of, to_powerpro

LINK = SetSecondaryId(JOANA.code, "DPC000129", USER_7)
LOGGED = AddContactLog(booking(), LOG.description)
BLANK, TWENTY = UnitResult("", None, ""), UnitResult(COMPETENT, DONE.date(), STAMP)
BEFORE = enrolment(units=(unit(),))
AFTER = evolve(
    BEFORE,
    client=evolve(JOANA, secondary_id="7"),
    contact_logs=(LOG,),
    units=(unit().with_result(TWENTY),),
)


def written(row: str = "ICTWEB304", old: UnitResult = BLANK) -> SetResult:
    return SetResult(booking(), UnitRowId(row), "ICTWEB304", old, TWENTY)


def all_of(there: Enrolment) -> list[Made]:
    return [Made(write, there) for write in (LINK, LOGGED, written())]


def test_a_write_is_there_while_powerpro_has_its_value() -> None:
    assert [each.is_there for each in all_of(AFTER)] == [True, True, True]
    assert [each.is_there for each in all_of(BEFORE)] == [False, False, False]
    assert [each.value for each in all_of(BEFORE)] == ["DPC000129", None, BLANK]
    assert Made(written("gone"), BEFORE).value is None


def test_only_writes_that_leave_a_trace_in_powerpro_are_compared() -> None:
    joined = JoinGroup(USER_7, "KEY")  # type: ignore[arg-type]
    assert to_powerpro([LINK, joined, LOGGED]) == (LINK, LOGGED)


def test_everything_is_missing_where_it_is_as_it_was_before() -> None:
    assert all_missing(all_of(BEFORE))


def test_one_write_alone_may_have_been_taken_back_by_a_person() -> None:
    assert not all_missing([Made(written(), BEFORE)])
    assert not all_missing([Made(written(), BEFORE), Made(written(old=TWENTY), BEFORE)])
    assert all_missing([]) is False


def test_contact_logs_alone_are_deleted_to_provision_a_class_again() -> None:
    other = evolve(BEFORE, id=booking("1002"))
    logs = [Made(LOGGED, BEFORE), Made(evolve(LOGGED, enrolment_id=other.id), other)]
    assert not all_missing(logs)
    assert all_missing([*logs, Made(LINK, BEFORE)])


def test_a_value_that_no_run_found_there_was_typed_by_somebody() -> None:
    typed = evolve(BEFORE, units=(unit(outcome="30 - Failed"),))
    assert not all_missing(all_of(typed))


def test_an_older_back_up_has_the_values_before_the_earlier_of_two_runs() -> None:
    later = UnitResult(COMPETENT, JOANA.date_of_birth, STAMP)
    second = evolve(written(old=TWENTY), new=later)
    assert all_missing([Made(second, BEFORE), Made(LOGGED, BEFORE), Made(written(), BEFORE)])


def test_the_hold_names_the_run_the_causes_and_both_answers() -> None:
    at = datetime(2022, 6, 2, 14, 58, tzinfo=PERTH)
    hold = run_hold([("run-1", at)], all_of(BEFORE))
    assert hold == StandingHold(
        stage="run",
        enrolment_id=EnrolmentId(""),
        client_code=ClientCode(""),
        client_name="",
        course_code=CourseCode(""),
        reason="run-missing",
        message="PowerPro has nothing of what the run of 02/06/2022 14:58 wrote (contact log: 1, "
        "Secondary ID: 1, result: 1; enrolments: 1). A transaction around the run was probably "
        "rolled back, or an older back-up was put in place. If you release this hold, the next "
        "run does all of it again. If you keep PowerPro as it is, each result counts as removed "
        "by a person.",
        remedy="If newer data of PowerPro exists, put it back: the hold then ends by itself",
        releasable=True,
        facts=("run run-1", "enrolment 1001"),
    )
    assert runs_of(hold) == ("run-1",)


def test_several_runs_are_one_hold() -> None:
    first, last = (datetime(2022, 6, day, 9, tzinfo=PERTH) for day in (1, 2))
    hold = run_hold([("b", last), ("a", first)], all_of(BEFORE)[:1])
    assert "what 2 runs from 01/06/2022 09:00 to 02/06/2022 09:00 wrote (Secondary ID: 1;" in (
        hold.message
    )
    assert runs_of(hold) == ("b", "a")
