"""One record of a run: an enrolment in one stage, and the status in which it ended.

A plan has the records of a rehearsal, a report those of a performance. Both have the same
form, so that a plan can be compared with what happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, Ensured
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.step import Call, Event, Note
from talent_powerpro.records.write import Write


@frozen
class Remark:
    """A finding that a person may want to see. It stops nothing."""

    reason: str
    """A stable code, such as ``outcome-replaced``."""
    message: str
    # Not compared: a remark is what people read.
    id: str = field(default="", eq=False)
    """The id to answer it with keep; blank if it has no answer."""
    facts: tuple[str, ...] = field(default=(), eq=False)
    """The values that such an answer is bound to."""


class StageName(StrEnum):
    """The stages of a run, in this order."""

    PROVISIONING = "provisioning"
    RESULTS = "results"
    SUSPENSION = "suspension"
    """Only where the policy's ``on_withdrawal`` asks for it."""


ALWAYS = (StageName.PROVISIONING, StageName.RESULTS)
"""The stages of every run."""


class RecordStatus(StrEnum):
    """The status in which a record ended a stage. Every record has exactly one."""

    PROVISIONED = "provisioned"
    WRITTEN = "written"
    UNCHANGED = "unchanged"
    HELD = "held"
    """A person has to decide."""
    FAILED = "failed"
    """A person has to correct the record's data."""
    DEFERRED = "deferred"
    """The next run tries again."""
    NOT_REACHED = "not reached"
    """The run ended before it came to this record. It stays due."""


# A deferral is not among them: the next run tries it again, so each one is new.
STANDING = frozenset({RecordStatus.HELD, RecordStatus.FAILED})
"""Statuses that remain until a person acts."""

NEEDS_ATTENTION = STANDING | {RecordStatus.DEFERRED}
"""Statuses of records that are listed by name."""


WITHOUT_GROUP = frozenset({"group-missing", "group-refused"})
"""Reasons of a Talent user who is not in the course's Talent group yet."""


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
    """A stable code; blank if the status needs none."""
    message: str = ""
    remedy: str = ""
    """An instruction for a person, with the menu path."""
    writes: tuple[Write, ...] = ()
    """In a plan, the writes to be made; in a report, the writes made."""
    remarks: tuple[Remark, ...] = ()
    new: bool = False
    """True if no earlier run reported the same. A deferral is always new."""

    holds: tuple[Hold, ...] = ()
    """All holds of the record and of its units. `message` contains their messages."""

    @property
    def waits_for_group(self) -> bool:
        """True if the enrolment was provisioned without its Talent group, to be tried again."""
        return self.status is RecordStatus.PROVISIONED and bool(self.group_remarks)

    @property
    def group_remarks(self) -> tuple[Remark, ...]:
        """The remarks that the user is not in the Talent group."""
        return tuple(each for each in self.remarks if each.reason in WITHOUT_GROUP)

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment_id

    @property
    def cause(self) -> str:
        """What it is held or failed for, as a text that is equal while nothing has changed."""
        # A hold by its facts: its sentence differs once a Talent user has been created.
        return " ".join(hold.id for hold in self.holds) or self.message

    @property
    def is_silent(self) -> bool:
        """True if there is nothing to report. Such records are counted and not listed."""
        return self.status is RecordStatus.UNCHANGED and not self.remarks


def record_of(stage: StageName, enrolment: Enrolment, status: RecordStatus, **rest: Any) -> Record:
    """A record of *enrolment*. *rest* are the other fields of `Record`."""
    return Record(
        stage=stage,
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        client_name=enrolment.client.name,
        course_code=enrolment.course.code,
        status=status,
        **rest,
    )


# --- results of a flow's steps ----------------------------------------------------


def writes_of(events: Iterable[Event]) -> tuple[Write, ...]:
    """The writes that the calls of a flow made."""
    # TalentLMS answers "already enrolled" or "already a member" with an error. The adapter turns
    # it into `Ensured.ALREADY`: a success that wrote nothing, so it is not counted as a write.
    written = (
        event.step.write
        for event in events
        if isinstance(event.step, Call)
        and event.fault is None
        and event.answer is not Ensured.ALREADY
    )
    return tuple(write for write in written if write)


def remarks_of(events: Iterable[Event]) -> tuple[Remark, ...]:
    """The remarks of a flow, each once."""
    values = (event.step.values for event in events if isinstance(event.step, Note))
    made = (value for each in values for value in each if isinstance(value, Remark))
    return tuple(dict.fromkeys(made))
