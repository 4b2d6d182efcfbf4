"""The record of an ended flow: its status, writes, remarks and holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from talent_powerpro.errors import Failed, Fault, Held, Kept, RecordFault, RunFault
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.suspension import Returned, Suspended
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.user_update import UserUpdated
from talent_powerpro.records.holds import Hold, hold_id
from talent_powerpro.records.record import (
    Record,
    RecordStatus,
    record_of,
    remarks_of,
    writes_of,
)
from talent_powerpro.run.tasks import Ending, Task


def record_of_ended(ended: Ended[Task, Ending]) -> Record:
    """Return the record of a task whose flow has ended."""
    status, fault = status_of(ended)
    return record_of(
        ended.record.stage,
        ended.record.enrolment,
        status,
        reason=fault.reason if fault else "",
        message=fault.message if fault else "",
        remedy=fault.remedy if fault else "",
        writes=writes_of(ended.events),
        remarks=remarks_of(ended.events),
        holds=holds_of(ended),
    )


def status_of(ended: Ended[Task, Ending]) -> tuple[RecordStatus, Fault | None]:
    """Return the status of an ended flow, and the fault that explains it, if any."""
    if isinstance(ended.fault, Kept):
        return RecordStatus.UNCHANGED, None
    if ended.fault is not None:
        # A record is held for all its reasons at once: a person should not find the next one only
        # after resolving the first.
        whole = together(ended.fault.all) if isinstance(ended.fault, Held) else ended.fault
        return status_of_fault(ended.fault), whole
    match ended.value:
        case Provisioned():
            return RecordStatus.PROVISIONED, None
        case MembershipSettled(group=group):
            return (RecordStatus.WRITTEN if group else RecordStatus.UNCHANGED), None
        case Fetched() as fetched:
            return status_of_results(fetched)
        case NoLongerDue() | Suspended() | Returned() | UserUpdated():
            wrote = writes_of(ended.events)
            return (RecordStatus.WRITTEN if wrote else RecordStatus.UNCHANGED), None
        case None:
            raise AssertionError("a flow that ends without a fault returns a value")
        case never:
            assert_never(never)


def status_of_results(fetched: Fetched) -> tuple[RecordStatus, Fault | None]:
    """Return the one status of an enrolment whose units ended differently.

    Held and failed units come first, because a person must act. Results that were written stay
    written.
    """
    if fetched.held:
        return RecordStatus.HELD, together(fetched.held)
    if fetched.failed:
        return RecordStatus.FAILED, together(fetched.failed)
    if fetched.deferred:
        return RecordStatus.DEFERRED, together(fetched.deferred)
    return (RecordStatus.WRITTEN if fetched.written else RecordStatus.UNCHANGED), None


def holds_of(ended: Ended[Task, Ending]) -> tuple[Hold, ...]:
    """Return the holds of the record and of its units, each once."""
    faults = ended.fault.all if isinstance(ended.fault, Held) else ()
    if isinstance(ended.value, Fetched):
        faults = ended.value.held
    enrolment_id = ended.record.enrolment.id
    # The id is made from the facts (decision 26). So an answer names the same hold in the next
    # run, and lapses when a fact changes.
    return tuple(
        dict.fromkeys(
            Hold(
                hold_id(enrolment_id, each.reason, each.facts),
                each.reason,
                each.message,
                each.remedy,
                each.releasable,
                each.facts,
                each.both,
            )
            for each in faults
            # One hold for the run stands for all of its records.
            if each.reason != "run-missing"
        )
    )


def together(faults: Sequence[RecordFault]) -> RecordFault:
    """Combine several faults of one record into one, with the messages of all."""
    first = faults[0]
    if len(faults) == 1:
        return first
    return RecordFault(
        _in_sentences(fault.message for fault in faults),
        reason=first.reason,
        remedy=_in_sentences(fault.remedy for fault in faults if fault.remedy),
    )


def _in_sentences(texts: Iterable[str]) -> str:
    """Join texts into one paragraph, each once. A plugin's text may lack its full stop."""
    return " ".join(f"{text.removesuffix('.')}." for text in dict.fromkeys(texts))


def status_of_fault(fault: Fault) -> RecordStatus:
    """Return the status of a record that ended in *fault*, which is not `Kept`.

    A fault of the whole run defers the current record: the next run tries it again.
    """
    match fault:
        case Held():
            return RecordStatus.HELD
        case Failed():
            return RecordStatus.FAILED
        case RecordFault() | RunFault():
            return RecordStatus.DEFERRED
        case never:
            assert_never(never)
