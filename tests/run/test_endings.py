"""Tasks of both stages, and the records of their endings."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    TODAY,
    USER_7,
    booking,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import (
    MemoryJournal,
    MemoryLastLooks,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.errors import (
    Deferred,
    EditedMeanwhile,
    Failed,
    Fault,
    Held,
    Kept,
    NoAnswer,
    PowerProUnusable,
    Refused,
    TalentUnusable,
)
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned, provision
from talent_powerpro.flows.results import Fetched, Written
from talent_powerpro.flows.talent_group import Group, MembershipSettled
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Due, DueMark
from talent_powerpro.records.holds import Hold, hold_id
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.news import standing_holds
from talent_powerpro.run.tasks import Ending, Task, WorkFound
from talent_powerpro.run.work import StageWork

PENDING = PendingMembership(booking(), USER_7, GROUP)


def task(**client: Any) -> Task:
    due = Due(enrolment(client=evolve(JOANA, **client)), TODAY)
    return Task(StageName.PROVISIONING, due.enrolment, partial(provision, due, rules()))


def found(
    stage: StageName, enrolment: Enrolment, *pending: PendingMembership
) -> tuple[WorkFound, Task]:
    """What a stage finds where that is the only enrolment, and its task."""
    journal = MemoryJournal()
    for each in pending:
        journal.set_pending(each)
    work = StageWork(
        rules(), journal, TODAY, MemoryVerifiedLinks(), "", MemoryLastLooks(), MemoryTries()
    ).of(stage, MemoryPowerPro([enrolment]))
    (there,) = (task for batch in work.batches for task in batch.tasks)
    return work, there


def ended_as(value: Ending | None = None, fault: Fault | None = None) -> Record:
    return record_of_ended(Ended(task(), (), value, fault))


# --- who a record is --------------------------------------------------------------


def test_a_membership_that_was_refused_is_a_task_of_its_enrolment() -> None:
    _, membership = found(StageName.PROVISIONING, provisioned(), PENDING)
    assert membership.key == (StageName.PROVISIONING, "1001")


# --- endings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (Provisioned(enrolment(), JOANA_7, None), RecordStatus.PROVISIONED),
        (NoLongerDue(()), RecordStatus.UNCHANGED),
        (MembershipSettled(PENDING, Group(GROUP)), RecordStatus.WRITTEN),
        (MembershipSettled(PENDING, None), RecordStatus.UNCHANGED),
        (Fetched(), RecordStatus.UNCHANGED),
        (Fetched(written=(Written(unit(), unit().result),)), RecordStatus.WRITTEN),
    ],
)
def test_each_ending_has_one_status(value: Ending, status: RecordStatus) -> None:
    record = ended_as(value)
    assert record.status is status
    assert (record.reason, record.message, record.remedy) == ("", "", "")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Held("?"), RecordStatus.HELD),
        (Kept("?"), RecordStatus.UNCHANGED),
        (Failed("?"), RecordStatus.FAILED),
        (Refused("?"), RecordStatus.FAILED),
        (Deferred("?"), RecordStatus.DEFERRED),
        (NoAnswer("?"), RecordStatus.DEFERRED),
        (EditedMeanwhile("?"), RecordStatus.DEFERRED),
        (TalentUnusable("?"), RecordStatus.DEFERRED),
        (PowerProUnusable("?"), RecordStatus.DEFERRED),
    ],
)
def test_each_fault_has_one_status(fault: Fault, status: RecordStatus) -> None:
    assert ended_as(fault=fault).status is status


def test_a_hold_comes_first_among_fetched_results() -> None:
    written = (Written(unit(), unit().result),)
    edited = (EditedMeanwhile("edited"),)
    assert ended_as(Fetched(written, (Held("held"),), edited)).status is RecordStatus.HELD
    assert ended_as(Fetched(written, (), edited)).status is RecordStatus.DEFERRED


def test_each_of_several_holds_has_its_own_id_and_facts() -> None:
    """A person answers each by itself."""
    several, first, second = (
        Held(f"{n}.", reason=f"r{n}", remedy="Ask.", releasable=True, facts=(n,), both=(n,))
        for n in ("1", "1", "2")
    )
    several.others = (second,)
    for record in (ended_as(Fetched(held=(first, second))), ended_as(fault=several)):
        assert (record.reason, record.message, record.remedy) == ("r1", "1. 2.", "Ask.")
        assert record.holds == tuple(
            Hold(hold_id("1001", f"r{n}", (n,)), f"r{n}", f"{n}.", "Ask.", True, (n,), (n,))
            for n in ("1", "2")
        )
        assert [(each.id, each.facts) for each in standing_holds(record)] == [
            (hold_id("1001", f"r{n}", (n,)), (n,)) for n in ("1", "2")
        ]


def test_the_one_hold_of_a_lost_run_is_no_hold_of_each_record() -> None:
    record = ended_as(fault=Held("See hold 1.", reason="run-missing"))
    assert (record.status, record.reason, record.holds) == (RecordStatus.HELD, "run-missing", ())


def test_the_texts_of_several_holds_become_one_paragraph_each_once() -> None:
    holds = (
        Held("One.", reason="vetoed", remedy="Ask."),
        Held("Two", reason="vetoed", remedy="Ask."),
        Held("Three.", reason="vetoed"),
    )
    record = ended_as(Fetched(held=holds))
    assert (record.message, record.remedy) == ("One. Two. Three.", "Ask.")


def test_units_that_failed_come_before_those_that_are_deferred() -> None:
    class Own(Failed):
        """A fault of a host's, which is not made as others are."""

        def __init__(self, text: str) -> None:
            super().__init__(text, reason="own", remedy=f"See {text}")

    failed, deferred = (Own("a"), Own("b")), (Deferred("c"),)
    record = ended_as(Fetched(failed=failed, deferred=deferred))
    assert (record.status, record.reason) == (RecordStatus.FAILED, "own")
    assert (record.message, record.remedy) == ("a. b.", "See a. See b.")


def test_enrolments_found_due_get_a_due_mark() -> None:
    work, _ = found(StageName.PROVISIONING, enrolment())
    assert work.due == (DueMark(booking(), EXPORT_DATE),)


def test_a_flow_without_a_fault_has_a_value() -> None:
    with pytest.raises(AssertionError, match="returns a value"):
        ended_as()


def test_the_course_of_a_record_is_powerpros() -> None:
    assert ended_as(NoLongerDue(())).course_code == COURSE.code


def test_a_kept_hold_leaves_the_record_unchanged() -> None:
    record = ended_as(fault=Kept("kept", reason="why", remedy="Ask."))
    assert (record.status, record.is_silent) == (RecordStatus.UNCHANGED, True)
    assert (record.reason, record.message, record.remedy, record.holds) == ("", "", "", ())
