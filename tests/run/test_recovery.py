"""Recovery after a run that was cut off: PowerPro shows what was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    PERTH,
    USER_7,
    Rto,
    careful,
    finished,
    only,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.adapters.memory.state import MemoryEvidence, MemoryJournal
from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment, EnrolmentId, Unit, UnitResult
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.records.write import CreateUser, set_result
from talent_powerpro.run.recovery import recover

WRITE = set_result(unit(), UnitResult(COMPETENT, None, ""))


class KilledError(BaseException):
    """The process is gone."""


def killed() -> None:
    raise KilledError


def results(*units: Unit) -> Rto:
    world = rto(provisioned(*units), talent=finished("ICTWEB304"), policy=careful())
    world.clock.now = datetime(2022, 6, 15, 9, tzinfo=PERTH)
    return world


def cut_off(world: Rto, *, at: Callable[[], object]) -> None:
    with pytest.raises(KilledError):
        at()


def test_a_result_written_just_before_the_end_is_the_agents_own_and_keeps_its_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise the next date's hold would blame a person."""
    world = results(unit())
    with monkeypatch.context() as cut:
        cut.setattr(world.journal, "remember_result", lambda *_: killed())
        cut_off(world, at=world.run)
    assert world.unit().outcome == COMPETENT
    recover(world.journal, world.powerpro, world.evidence)
    (kept,) = world.evidence.of_units([world.unit().id])
    assert (kept.outcome, kept.talent_unit_name) == (COMPETENT, "ICTWEB304 Build simple web pages")
    world.run()
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE + timedelta(days=1))
    (record,) = world.run().of("results")
    assert record.reason == "date-replaced"
    assert "The agent wrote the date in PowerPro" in record.message
    assert world.journal.unfinished() == ()


def test_a_result_that_was_not_written_is_not_the_agents_and_has_no_evidence() -> None:
    world = results(unit())
    world.powerpro.script.does("set_result", killed)
    cut_off(world, at=world.run)
    (entry,) = world.journal.unfinished()
    assert len(world.evidence.of_units([world.unit().id])) == 1
    recover(world.journal, world.powerpro, world.evidence)
    assert world.evidence.of_units([world.unit().id]) == ()
    assert world.journal.last_results([world.unit().id]) == {}
    (ended,) = world.journal.entries(entry.run_id)
    assert (ended.status, ended.made) == (RecordStatus.NOT_REACHED, ())


def test_an_enrolment_with_its_contact_log_is_provisioned_and_no_longer_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = rto()
    with monkeypatch.context() as cut:
        cut.setattr(world.journal, "end", lambda *_: killed())
        cut_off(world, at=world.run)
    assert len(world.journal.due_marks()) == 1
    report = world.run()
    assert report.of("provisioning") == ()
    assert world.journal.due_marks() == ()
    (entry,) = world.journal.entries()
    assert (entry.status, entry.made) == ("provisioned", entry.writes)
    assert CreateUser in map(type, entry.made)


def test_an_enrolment_without_its_contact_log_stays_due() -> None:
    world = rto()
    world.powerpro.script.does("add_contact_log", killed)
    cut_off(world, at=world.run)
    world.clock.pass_days(1)
    assert only(world.run().of("provisioning")).status is RecordStatus.PROVISIONED


@pytest.mark.parametrize("stage", ["results", "provisioning"])
def test_an_enrolment_that_is_gone_ends_as_not_reached(stage: str) -> None:
    journal = MemoryJournal()
    entry = JournalEntry("run-1", stage, EnrolmentId("gone"), (WRITE,))
    journal.begin([entry])
    recover(journal, rto().powerpro, MemoryEvidence())
    assert list(journal.entries()) == [evolve(entry, status="not reached")]


def test_a_plan_recovers_nothing() -> None:
    world = rto()
    world.powerpro.script.does("add_contact_log", killed)
    cut_off(world, at=world.run)
    world.agent().plan()
    assert len(world.journal.unfinished()) == 1


@pytest.mark.parametrize("raises", [True, False])
def test_an_unreadable_enrolment_stays_unfinished_and_others_are_recovered(
    raises: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = provisioned(unit(), unreadable=("odd",))

    def read(number: EnrolmentId) -> Enrolment | None:
        if number == odd.id and raises:
            raise RecordFault("it cannot be read")
        return odd if number == odd.id else None

    world = rto()
    monkeypatch.setattr(world.powerpro, "enrolment", read)
    entry = JournalEntry("run-1", "results", odd.id, (WRITE,))
    world.journal.begin([entry, evolve(entry, enrolment_id=EnrolmentId("gone"))])
    recover(world.journal, world.powerpro, MemoryEvidence())
    assert world.journal.unfinished() == (entry,)


def test_the_evidence_of_an_earlier_run_stays_that_runs_own() -> None:
    world = results(unit())
    world.run()
    (before,) = world.evidence.of_units([world.unit().id])
    (entry,) = world.journal.entries(before.run_id)
    world.journal.begin([JournalEntry("run-2", "results", entry.enrolment_id, entry.writes)])
    recover(world.journal, world.powerpro, world.evidence)
    assert world.evidence.of_units([world.unit().id]) == (before,)
