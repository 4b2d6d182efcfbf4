"""The two stages of a run as tasks, and how their endings are told."""

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
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import (
    Deferred,
    EditedMeanwhile,
    Failed,
    Fault,
    Held,
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
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.work import Ending, StageWork, Task, WorkFound

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
    work = StageWork(rules(), journal, TODAY).of(stage, MemoryPowerPro([enrolment]))
    (there,) = (task for batch in work.batches for task in batch.tasks)
    return work, there


def told(value: Ending | None = None, fault: Fault | None = None) -> Record:
    return record_of_ended(Ended(task(), (), value, fault))


# --- who a record is --------------------------------------------------------------


def test_a_task_is_its_clients_by_code_stored_id_and_email() -> None:
    assert list(task(secondary_id=" 07", email=" JG11@pm.me ").persons) == [
        ("client", "2021000017"),
        ("secondary id", "7"),
        ("e-mail", "jg11@pm.me"),
    ]


def test_blank_and_foreign_ids_make_nobody_one_person() -> None:
    assert list(task(secondary_id="DPC000129", email="").persons) == [("client", "2021000017")]


def test_tasks_are_known_by_stage_and_enrolment() -> None:
    _, due = found(StageName.PROVISIONING, enrolment())
    _, results = found(StageName.RESULTS, provisioned())
    assert due.key == (StageName.PROVISIONING, "1001")
    assert results.key == (StageName.RESULTS, "1001")


def test_a_membership_that_was_refused_is_a_task_of_its_enrolment() -> None:
    _, membership = found(StageName.PROVISIONING, provisioned(), PENDING)
    assert membership.key == (StageName.PROVISIONING, "1001")


# --- endings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (Provisioned(enrolment(), JOANA_7, None), RecordStatus.PROVISIONED),
        (NoLongerDue(()), RecordStatus.UNCHANGED),
        (MembershipSettled(PENDING, Group(GROUP)), RecordStatus.WRITTEN),
        (MembershipSettled(PENDING, None), RecordStatus.UNCHANGED),
        (Fetched(), RecordStatus.UNCHANGED),
        (Fetched(written=(Written(unit(), unit().result),)), RecordStatus.WRITTEN),
    ],
)
def test_each_ending_is_one_outcome(value: Ending, outcome: RecordStatus) -> None:
    record = told(value)
    assert record.status is outcome
    assert (record.reason, record.message) == ("", "")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Held("?"), RecordStatus.HELD),
        (Failed("?"), RecordStatus.FAILED),
        (Refused("?"), RecordStatus.FAILED),
        (Deferred("?"), RecordStatus.DEFERRED),
        (NoAnswer("?"), RecordStatus.DEFERRED),
        (EditedMeanwhile("?"), RecordStatus.DEFERRED),
        (TalentUnusable("?"), RecordStatus.DEFERRED),
        (PowerProUnusable("?"), RecordStatus.DEFERRED),
    ],
)
def test_each_fault_is_one_outcome(fault: Fault, outcome: RecordStatus) -> None:
    assert told(fault=fault).status is outcome


def test_a_fault_is_told_with_reason_message_and_remedy() -> None:
    record = told(fault=Held("who is it?", reason="talent-user-shared", remedy="Look"))
    assert (record.reason, record.message, record.remedy) == (
        "talent-user-shared",
        "who is it?",
        "Look",
    )


def test_of_fetched_results_what_needs_a_person_most_comes_first() -> None:
    written = (Written(unit(), unit().result),)
    edited = (EditedMeanwhile("edited"),)
    assert told(Fetched(written, (Held("held"),), edited)).status is RecordStatus.HELD
    assert told(Fetched(written, (), edited)).status is RecordStatus.DEFERRED


def test_each_of_several_held_units_is_told() -> None:
    message = told(Fetched(held=(Held("ICTWEB304: ..."), Held("ICTWEB305: ...")))).message
    assert "ICTWEB304" in message
    assert "ICTWEB305" in message


def test_whatever_stops_the_run_what_was_found_due_stays_so() -> None:
    work, _ = found(StageName.PROVISIONING, enrolment())
    assert work.due == (DueMark(booking(), EXPORT_DATE),)


def test_a_flow_without_a_fault_has_a_value() -> None:
    with pytest.raises(AssertionError, match="returns a value"):
        told()


def test_the_course_of_a_record_is_powerpros() -> None:
    assert told(NoLongerDue(())).course_code == COURSE.code
