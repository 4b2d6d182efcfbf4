"""One record of a run: an enrolment in one of the two stages, and what became of it.

A plan is made of records that a rehearsal ended, a report of those that a performance
did; so what was agreed and what happened can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from attrs import frozen

from talent_powerpro.flows.drivers import Event
from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, Ensured
from talent_powerpro.records.remark import Remark
from talent_powerpro.records.step import Call
from talent_powerpro.records.write import WRITING, Write


class StageName(StrEnum):
    """The two halves of a run, in this order."""

    PROVISIONING = "provisioning"
    RESULTS = "results"


class RecordStatus(StrEnum):
    """How a record ended a stage: always in exactly one of these."""

    PROVISIONED = "provisioned"
    WRITTEN = "written"
    UNCHANGED = "unchanged"
    HELD = "held"
    """A person decides."""
    FAILED = "failed"
    """A person mends its data."""
    DEFERRED = "deferred"
    """Tried again by itself."""
    NOT_REACHED = "not reached"


STANDING = frozenset({RecordStatus.HELD, RecordStatus.FAILED})
"""Outcomes that stand until a person acts. A deferral is news each time."""

NEEDS_ATTENTION = STANDING | {RecordStatus.DEFERRED}


@frozen
class Hold:
    """One thing that a person has to decide."""

    id: str
    """What people call it by; see `ports.hold_id`."""
    reason: str
    message: str
    """For people, and the evidence that a release is bound to."""
    remedy: str = ""
    releasable: bool = False


@frozen
class Record:
    """One enrolment in one stage."""

    stage: StageName
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    outcome: RecordStatus
    reason: str = ""
    """A stable code; blank where the outcome needs none."""
    message: str = ""
    remedy: str = ""
    """What a person can do about it, with the menu path."""
    writes: tuple[Write, ...] = ()
    """In a plan, what will be written; in a report, what was."""
    remarks: tuple[Remark, ...] = ()
    new: bool = False
    """Held, failed or deferred, and not so for the same reason at an earlier run."""

    holds: tuple[Hold, ...] = ()
    """All that holds the record, or units of it; `message` tells them together."""

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment_id


def record_of(stage: StageName, enrolment: Enrolment, outcome: RecordStatus, **rest: Any) -> Record:
    """A record of *enrolment*; *rest* are the other fields of `Record`."""
    return Record(
        stage=stage,
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        client_name=enrolment.client.name,
        course_code=enrolment.course.code,
        outcome=outcome,
        **rest,
    )


# --- what a flow's steps came to --------------------------------------------------


def write_of(call: Call) -> Write | None:
    """What a call writes; ``None``: it only reads."""
    describe = WRITING.get(call.name)
    return describe(*call.arguments) if describe else None


def writes_of(events: Iterable[Event]) -> tuple[Write, ...]:
    """What the calls of a flow wrote; an ensure that found its wish true wrote nothing."""
    written = (
        write_of(event.step)
        for event in events
        if isinstance(event.step, Call)
        and event.fault is None
        and event.answer is not Ensured.ALREADY
    )
    return tuple(write for write in written if write)


def remarks_of(events: Iterable[Event]) -> tuple[Remark, ...]:
    """The remarks that a flow told, each once."""
    values = (event.step.values for event in events if not isinstance(event.step, Call))
    told = (value for each in values for value in each if isinstance(value, Remark))
    return tuple(dict.fromkeys(told))
