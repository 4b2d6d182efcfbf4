"""Records of an approved plan for which a run would write nothing any more."""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import Suspensions
from talent_powerpro.records.plan import NEXT, Plan
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.write import AddContactLog, SetResult, Unenrol, Write
from talent_powerpro.rules.lost_writes import Made


def no_longer_written(
    approved: Plan,
    ended: Collection[tuple[StageName, str]],
    powerpro: PowerProRepository,
    suspensions: Suspensions,
) -> tuple[Record, ...]:
    """Return, as deferred, the approved records that a complete run did not come across.

    *ended* are the keys of all records of the run. Where PowerPro already has what the plan would
    write, there is nothing to defer.
    """
    left = (each for each in approved.writing if each.key not in ended)
    return tuple(
        _deferred(each)
        for each in left
        if not (
            _is_suspended(each, suspensions)
            if each.stage is StageName.SUSPENSION
            else _is_done(each, powerpro)
        )
    )


def _is_suspended(record: Record, suspensions: Suspensions) -> bool:
    """Whether another run took the Talent user out of the courses that the plan names."""
    known = suspensions.suspensions_of([record.enrolment_id]).get(record.enrolment_id)
    left = {each.course_id for each in record.writes if isinstance(each, Unenrol)}
    return known is not None and known.settled and left <= set(known.course_ids)


def _is_done(record: Record, powerpro: PowerProRepository) -> bool:
    try:
        enrolment = powerpro.enrolment(record.enrolment_id)
    except RecordFault:
        return False
    return enrolment is not None and all(_has(enrolment, each) for each in record.writes)


def _has(enrolment: Enrolment, write: Write) -> bool:
    # The last write of each stage says whether the record was done.
    match write:
        case AddContactLog():
            return enrolment.provisioning_log is not None
        case SetResult():
            return Made(write, enrolment).is_there
    return True


def _deferred(record: Record) -> Record:
    return evolve(
        record,
        status=RecordStatus.DEFERRED,
        reason="plan-changed",
        message="The record has changed since the plan: a run would now write nothing for it.",
        remedy=NEXT,
        writes=(),
        remarks=(),
        holds=(),
        new=True,
    )
