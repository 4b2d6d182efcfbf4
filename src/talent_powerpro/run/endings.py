"""The two stages of a run as tasks: one enrolment, its flow, and how its ending is told."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias, TypeVar, assert_never

from attrs import frozen

from talent_powerpro.errors import (
    EditedMeanwhile,
    Failed,
    Fault,
    Held,
    RecordFault,
    RunFault,
)
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.flows.provisioning import (
    Due,
    MembershipSettled,
    NoLongerDue,
    Provisioned,
    provision,
    retry_membership,
)
from talent_powerpro.flows.results import Fetched, fetch_results
from talent_powerpro.model import Enrolment, plain, talent_number
from talent_powerpro.ports import PowerProRepository, TalentSide
from talent_powerpro.ports.state import PendingMembership, RunJournal, hold_id
from talent_powerpro.records.record import (
    Hold,
    Record,
    RecordStatus,
    StageName,
    record_of,
    remarks_of,
    writes_of,
)
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.conditions import Day
from talent_powerpro.rules.rules import Rules

F = TypeVar("F", Held, EditedMeanwhile)

Ending: TypeAlias = Provisioned | NoLongerDue | MembershipSettled | Fetched


@frozen
class Task:
    """One record to be done in one stage."""

    stage: StageName
    enrolment: Enrolment
    start: Callable[[PowerProRepository, TalentSide], Flow[Ending]]
    """Its flow, over whichever pair of repositories: rehearsed or real."""

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment.id

    @property
    def persons(self) -> Iterable[Hashable]:
        """Whatever may identify this record's person; flows of one person go in turn."""
        client = self.enrolment.client
        yield "client", client.code
        if stored := talent_number(client.secondary_id):
            yield "secondary id", stored
        if email := plain(client.email):
            yield "e-mail", email


def provisioning_tasks(
    due: Sequence[Due], rules: Rules, clock: Callable[[], datetime], journal: RunJournal
) -> tuple[Task, ...]:
    def task(each: Due) -> Task:
        return Task(
            StageName.PROVISIONING,
            each.enrolment,
            lambda powerpro, talent: provision(
                each, powerpro, talent, rules, clock, journal.set_pending
            ),
        )

    return tuple(map(task, due))


def membership_task(pending: PendingMembership, enrolment: Enrolment) -> Task:
    """A group membership that was refused before, to be tried again."""
    return Task(
        StageName.PROVISIONING,
        enrolment,
        lambda powerpro, talent: retry_membership(pending, powerpro, talent),
    )


def result_tasks(
    in_scope: Sequence[Enrolment], rules: Rules, day: Day, journal: RunJournal
) -> tuple[Task, ...]:
    def task(enrolment: Enrolment) -> Task:
        return Task(
            StageName.RESULTS,
            enrolment,
            lambda powerpro, talent: fetch_results(
                enrolment, powerpro, talent, rules, day, journal.last_result
            ),
        )

    return tuple(map(task, in_scope))


# --- how a task ended -------------------------------------------------------------


def record_of_ended(ended: Ended[Task, Ending]) -> Record:
    """The record of a task whose flow has ended."""
    outcome, fault = status_of(ended)
    return record_of(
        ended.record.stage,
        ended.record.enrolment,
        outcome,
        reason=fault.reason if fault else "",
        message=fault.message if fault else "",
        remedy=fault.remedy if fault else "",
        writes=writes_of(ended.events),
        remarks=remarks_of(ended.events),
        holds=holds_of(ended),
    )


def status_of(ended: Ended[Task, Ending]) -> tuple[RecordStatus, Fault | None]:
    """The outcome of a flow, and the fault that explains it where one does."""
    if ended.fault is not None:
        whole = together(ended.fault.all) if isinstance(ended.fault, Held) else ended.fault
        return outcome_of_fault(ended.fault), whole
    match ended.value:
        case Provisioned():
            return RecordStatus.PROVISIONED, None
        case NoLongerDue():
            return RecordStatus.UNCHANGED, None
        case MembershipSettled(group=group):
            return (RecordStatus.WRITTEN if group else RecordStatus.UNCHANGED), None
        case Fetched() as fetched:
            return status_of_results(fetched)
        case None:
            raise AssertionError("a flow that ends without a fault returns a value")
        case never:
            assert_never(never)


def status_of_results(fetched: Fetched) -> tuple[RecordStatus, Fault | None]:
    """What needs a person most comes first; results written beside it stay written."""
    if fetched.held:
        return RecordStatus.HELD, together(fetched.held)
    if fetched.edited:
        return RecordStatus.DEFERRED, together(fetched.edited)
    return (RecordStatus.WRITTEN if fetched.written else RecordStatus.UNCHANGED), None


def holds_of(ended: Ended[Task, Ending]) -> tuple[Hold, ...]:
    """All that holds the record, or units of it, each once."""
    faults = ended.fault.all if isinstance(ended.fault, Held) else ()
    if isinstance(ended.value, Fetched):
        faults = ended.value.held
    enrolment_id = ended.record.enrolment.id
    return tuple(
        dict.fromkeys(
            Hold(
                hold_id(enrolment_id, each.reason, each.message),
                each.reason,
                each.message,
                each.remedy,
                each.releasable,
            )
            for each in faults
        )
    )


def together(faults: Sequence[F]) -> F:
    """Several faults of one record as one, which tells all of them."""
    first = faults[0]
    if len(faults) == 1:
        return first
    return type(first)(
        "; ".join(dict.fromkeys(fault.message for fault in faults)),
        reason=first.reason,
        remedy="; ".join(dict.fromkeys(fault.remedy for fault in faults if fault.remedy)),
    )


def outcome_of_fault(fault: Fault) -> RecordStatus:
    """A run's fault leaves the record in hand to the next run, like any other deferral."""
    match fault:
        case Held():
            return RecordStatus.HELD
        case Failed():
            return RecordStatus.FAILED
        case RecordFault() | RunFault():
            return RecordStatus.DEFERRED
        case never:
            assert_never(never)


def not_reached(task: Task) -> Record:
    """The record of a task that the run did not get to."""
    return record_of(
        task.stage,
        task.enrolment,
        RecordStatus.NOT_REACHED,
        reason="not-reached",
        message="the run ended before its turn; it stays due",
    )
