"""One record of a run: an enrolment in one of the two stages, and the status it ended in.

A plan is made of records that a rehearsal ended, a report of those that a performance
did; so what was agreed and what happened can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, Ensured
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.step import Call, Event, Note
from talent_powerpro.records.write import Write


@frozen
class Remark:
    """Something worth a person's eye that stopped nothing."""

    reason: str
    """A stable code, such as ``outcome-replaced``."""
    message: str


class StageName(StrEnum):
    """The two halves of a run, in this order."""

    PROVISIONING = "provisioning"
    RESULTS = "results"


class RecordStatus(StrEnum):
    """The status in which a record ended a stage: always exactly one of these."""

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
"""Statuses that stand until a person acts. A deferral is news each time."""

NEEDS_ATTENTION = STANDING | {RecordStatus.DEFERRED}


@frozen
class Record:
    """One enrolment in one stage."""

    stage: StageName
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    status: RecordStatus
    reason: str = ""
    """A stable code; blank where the status needs none."""
    message: str = ""
    remedy: str = ""
    """What a person can do about it, with the menu path."""
    writes: tuple[Write, ...] = ()
    """In a plan, what will be written; in a report, what was."""
    remarks: tuple[Remark, ...] = ()
    new: bool = False
    """Held, failed or deferred, and not so for the same reason at an earlier run."""

    holds: tuple[Hold, ...] = ()
    """All that holds the record, or units of it; `message` is all of their messages."""

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment_id

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say of it but that it was looked at: it is a number."""
        return self.status is RecordStatus.UNCHANGED and not self.remarks


def record_of(stage: StageName, enrolment: Enrolment, status: RecordStatus, **rest: Any) -> Record:
    """A record of *enrolment*; *rest* are the other fields of `Record`."""
    return Record(
        stage=stage,
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        client_name=enrolment.client.name,
        course_code=enrolment.course.code,
        status=status,
        **rest,
    )


# --- what a flow's steps came to --------------------------------------------------


def writes_of(events: Iterable[Event]) -> tuple[Write, ...]:
    """The writes that the calls of a flow made; an ensure that found its wish true made none."""
    written = (
        event.step.write
        for event in events
        if isinstance(event.step, Call)
        and event.fault is None
        and event.answer is not Ensured.ALREADY
    )
    return tuple(write for write in written if write)


def remarks_of(events: Iterable[Event]) -> tuple[Remark, ...]:
    """The remarks that a flow made, each once."""
    values = (event.step.values for event in events if isinstance(event.step, Note))
    made = (value for each in values for value in each if isinstance(value, Remark))
    return tuple(dict.fromkeys(made))
