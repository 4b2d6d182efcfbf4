"""The exit codes, one row each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import IntEnum

import pytest
from attrs import evolve

from mutation.table_mutants import Example, in_place_of, killer
from talent_powerpro.cli.exits import Exit, of_check, of_fault, of_plan, of_report
from talent_powerpro.errors import (
    BrakeApplied,
    InternalError,
    Interrupted,
    LockHeld,
    PortalChanged,
    PowerProUnusable,
    QuotaReached,
    RunFault,
    SettingsFault,
    TalentUnusable,
)
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.records.check import Check, CheckItem, Level
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.report import HeldRun, Listed, Lists, RunReport, Stopped, Unmatched
from talent_powerpro.records.write import Enrol, Write
from talent_powerpro.run.brakes import BRAKES

NOW = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)


def record(outcome: RecordStatus, *, new: bool = False, writes: tuple[Write, ...] = ()) -> Record:
    return Record(
        StageName.PROVISIONING,
        EnrolmentId("1001"),
        ClientCode("2021000017"),
        "JOANA GOMEZ",
        CourseCode("ICT30120-A"),
        outcome,
        new=new,
        writes=writes,
    )


def report(
    *records: Record,
    stopped: Stopped | None = None,
    lists: Lists | None = None,
    held_run: HeldRun | None = None,
) -> RunReport:
    return RunReport(
        "run",
        NOW,
        NOW,
        NOW.date(),
        tuple(StageName),
        records,
        lists=lists or Lists(),
        held_run=held_run,
        stopped=stopped,
    )


def test_a_run_that_did_its_work_is_0() -> None:
    done = report(record(RecordStatus.PROVISIONED), record(RecordStatus.UNCHANGED))
    assert of_report(done) is Exit.DONE


def lists(new: bool) -> tuple[Lists, ...]:
    """Each list whose new entries need a person."""
    entry = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT30120-A", ("passed",), new=new)
    return (
        Lists(missed=(entry,)),
        Lists(closed_before_results=(entry,)),
        Lists(unmatched=(Unmatched("ICT30120-A", "1", "ICTWEB999", (), new=new),)),
    )


def other_lists(new: bool) -> tuple[Lists, ...]:
    entry = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT30120-A", ("no date",), new=new)
    return Lists(no_export_date=(entry,)), Lists(unmet=(entry,)), Lists(other_items=3)


@pytest.mark.parametrize("which", range(3))
def test_list_entries_are_1_when_they_are_new_and_each_time_under_strict(which: int) -> None:
    fresh, known = (report(lists=lists(new)[which]) for new in (True, False))
    assert of_report(fresh) is of_report(fresh, strict=True) is Exit.ATTENTION
    assert of_report(known) is Exit.DONE
    assert of_report(known, strict=True) is Exit.ATTENTION


@pytest.mark.parametrize("which", range(3))
def test_the_other_lists_change_no_code(which: int) -> None:
    listed = report(lists=other_lists(new=True)[which])
    assert of_report(listed) is of_report(listed, strict=True) is Exit.DONE


@pytest.mark.parametrize("outcome", [RecordStatus.HELD, RecordStatus.FAILED, RecordStatus.DEFERRED])
def test_newly_held_failed_or_deferred_is_1(outcome: RecordStatus) -> None:
    assert of_report(report(record(outcome, new=True))) is Exit.ATTENTION


def without_group(*, new: bool) -> RunReport:
    remark = Remark("group-missing", "TalentLMS has no group with that key.")
    return report(evolve(record(RecordStatus.PROVISIONED, new=new), remarks=(remark,)))


def lost_runs(*, new: bool) -> RunReport:
    hold = StandingHold(
        *("", EnrolmentId(""), ClientCode(""), "", CourseCode("")),
        *("run-missing", "PowerPro has nothing of it."),
    )
    return report(held_run=HeldRun(hold, new))


def held(*, new: bool) -> RunReport:
    return report(record(RecordStatus.HELD, new=new))


@pytest.mark.parametrize("open_in", [held, without_group, lost_runs])
def test_what_was_already_reported_is_0_and_1_when_strict(
    open_in: Callable[..., RunReport],
) -> None:
    assert of_report(open_in(new=True)) is Exit.ATTENTION
    standing = open_in(new=False)
    assert of_report(standing) is Exit.DONE
    assert of_report(standing, strict=True) is Exit.ATTENTION


@pytest.mark.parametrize("brake", BRAKES)
def test_a_run_stopped_by_a_brake_is_5(brake: str) -> None:
    assert (
        of_report(report(stopped=Stopped.by(BrakeApplied("too many", reason=brake)))) is Exit.BRAKE
    )


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (TalentUnusable("because"), Exit.UNUSABLE),
        (PowerProUnusable("because"), Exit.UNUSABLE),
        (TalentUnusable("because", reason="bad-key"), Exit.UNUSABLE),
        (SettingsFault("because"), Exit.SETTINGS),
        (Interrupted("because"), Exit.INTERRUPTED),
        (InternalError("because"), Exit.INTERNAL_ERROR),
    ],
)
def test_the_fault_that_stopped_a_run_gives_its_code(fault: RunFault, code: Exit) -> None:
    assert of_report(report(stopped=Stopped.by(fault))) is code


def test_an_adapters_own_reason_changes_no_code() -> None:
    """The kind of a fault decides, not its reason."""
    fault = PowerProUnusable("because", reason="settings")
    assert of_report(report(stopped=Stopped.by(fault))) is Exit.UNUSABLE


def test_a_stopped_run_outranks_attention() -> None:
    stopped = report(
        record(RecordStatus.HELD, new=True), stopped=Stopped.by(BrakeApplied("too many"))
    )
    assert of_report(stopped) is Exit.BRAKE


def test_an_interruption_outranks_other_faults() -> None:
    stopped = report(stopped=Stopped.by(TalentUnusable("no answer")))
    assert of_report(stopped, interrupted=True) is Exit.INTERRUPTED


def test_a_signal_after_the_end_of_a_run_changes_nothing() -> None:
    assert of_report(report(), interrupted=True) is Exit.DONE
    fresh = report(record(RecordStatus.HELD, new=True))
    assert of_report(fresh, interrupted=True) is Exit.ATTENTION


def test_an_internal_error_outranks_an_interruption() -> None:
    stopped = report(stopped=Stopped.by(InternalError("KeyError")))
    assert of_report(stopped, interrupted=True) is Exit.INTERNAL_ERROR


def test_a_plan_with_changes_is_7_where_that_was_asked_for_and_0_otherwise() -> None:
    write = Enrol(TalentUserId("7"), TalentCourseId("126"))
    today = date(2022, 6, 2)
    changes = Plan(today, (record(RecordStatus.PROVISIONED, writes=(write,)),))
    assert of_plan(changes, says_changes=True) is Exit.CHANGES
    assert of_plan(changes, says_changes=False) is Exit.DONE
    unchanged = Plan(today, (record(RecordStatus.UNCHANGED),))
    assert of_plan(unchanged, says_changes=True) is Exit.DONE


def test_a_plan_that_is_not_complete_has_the_code_of_what_ended_it() -> None:
    cut = Plan(date(2022, 6, 2), stopped=Stopped.by(QuotaReached("x")))
    assert {of_plan(cut, says_changes=each) for each in (True, False)} == {Exit.QUOTA}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (SettingsFault("x"), Exit.SETTINGS),
        (TalentUnusable("x"), Exit.UNUSABLE),
        (PowerProUnusable("x"), Exit.UNUSABLE),
        (BrakeApplied("x"), Exit.BRAKE),
        (QuotaReached("x"), Exit.QUOTA),
        (Interrupted("x"), Exit.INTERRUPTED),
        (PortalChanged("x"), Exit.SETTINGS),
        (LockHeld("x"), Exit.LOCKED),
        (InternalError("x"), Exit.INTERNAL_ERROR),
    ],
)
def test_a_fault_that_was_raised_has_its_code(fault: RunFault, code: Exit) -> None:
    assert of_fault(fault) is code


CODES = {
    "DONE": 0,
    "ATTENTION": 1,
    "SETTINGS": 2,
    "UNUSABLE": 3,
    "LOCKED": 4,
    "BRAKE": 5,
    "QUOTA": 6,
    "CHANGES": 7,
    "PROBLEMS": 8,
    "INTERNAL_ERROR": 70,
    "INTERRUPTED": 130,
}
"""The documented codes."""


def test_each_code_has_its_documented_number() -> None:
    assert {code.name: int(code) for code in Exit} == CODES
    assert list(CODES.values()) == sorted(CODES.values())


@pytest.mark.parametrize("name", CODES)
def test_another_number_for_a_code_is_noticed(name: str) -> None:
    others = {each: number + 1 if each == name else number for each, number in CODES.items()}
    mutant = in_place_of(Exit, name, IntEnum("Exit", others))
    assert killer(mutant, [Example("the codes", test_each_code_has_its_documented_number)])


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ((), 0),
        ((Level.NOTE,), 0),
        ((Level.WARNING, Level.NOTE), 1),
        ((Level.PROBLEM,), 8),
        ((Level.PROBLEM, Level.WARNING, Level.NOTE), 8),
    ],
    ids=str,
)
def test_a_check_has_the_code_of_the_worst_that_it_found(
    levels: tuple[Level, ...], code: int
) -> None:
    items = tuple(CheckItem(level, "reason", "message") for level in levels)
    assert of_check(Check((), items)) == code
