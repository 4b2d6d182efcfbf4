"""The report of a run, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import field, fields, frozen

from talent_powerpro.errors import FaultKind, RunFault
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.records.json import SCHEMA, as_json
from talent_powerpro.records.record import NEEDS_ATTENTION, Record, RecordStatus, Remark, StageName


@frozen
class Listed:
    """An enrolment that a list beside the records names, with the reasons."""

    enrolment_id: str
    client_code: str
    client_name: str
    course_code: str
    reasons: tuple[str, ...]
    where: tuple[str, ...] = ()
    """The menu path to each reason's field."""
    new: bool = False
    """Not listed by an earlier run."""


def listed(enrolment: Enrolment, reasons: tuple[str, ...], where: tuple[str, ...] = ()) -> Listed:
    return Listed(
        enrolment.id,
        enrolment.client.code,
        enrolment.client.name,
        enrolment.course.code,
        reasons,
        where,
    )


@frozen
class Lists:
    """The lists beside the records."""

    missed: tuple[Listed, ...] = ()
    """Export date passed, every other condition met."""
    no_export_date: tuple[Listed, ...] = ()
    """Export box ticked without a date."""
    unmet: tuple[Listed, ...] = ()
    """Ticked enrolments that wait for their date or miss other conditions, with all of these."""
    closed_before_results: tuple[Listed, ...] = ()
    """Left the result-fetching scope with units still open. Listed once."""


def all_of(lists: Iterable[Lists]) -> Lists:
    """The lists of several stages as one."""
    each = tuple(lists)
    return Lists(
        *(
            tuple(entry for some in each for entry in getattr(some, name.name))
            for name in fields(Lists)
        )
    )


@frozen
class Stopped:
    """The fault that stopped a run before its end."""

    kind: FaultKind
    reason: str
    """A stable code: the kind's own, or what an adapter or a brake calls it."""
    message: str
    remedy: str = ""

    @classmethod
    def by(cls, fault: RunFault) -> Stopped:
        """The same, of the fault that stopped it."""
        return cls(fault.kind, fault.reason, fault.message, fault.remedy)


@frozen
class RunReport:
    """One run: what became of every record, and the lists beside them."""

    run_id: str
    started: datetime
    """Aware, in the RTO's zone; so is `ended`."""
    ended: datetime
    today: date
    stages: tuple[StageName, ...]
    """The stages this run was asked for."""
    records: tuple[Record, ...] = ()
    """All of which there is something to say; see `Record.is_silent`."""
    unchanged: Mapping[StageName, int] = field(factory=dict)
    """By stage, how many others were looked at."""
    not_reached: Mapping[StageName, tuple[EnrolmentId, ...]] = field(factory=dict)
    """By stage, the enrolments that the run ended before; they stay due."""
    lists: Lists = field(factory=Lists)
    remarks: tuple[Remark, ...] = ()
    """Of the run as a whole: what listeners and plugins raised, what the agent does without."""
    stopped: Stopped | None = None
    """``None``: the run reached its end."""
    schema: int = SCHEMA

    def of(self, stage: str) -> tuple[Record, ...]:
        """The records of one stage."""
        return tuple(record for record in self.records if record.stage == stage)

    def counts(self, stage: str) -> dict[RecordStatus, int]:
        """How many enrolments of a stage ended in each status; they add up to all of them."""
        counted = Counter(record.status for record in self.of(stage))
        counted[RecordStatus.UNCHANGED] += self.unchanged.get(StageName(stage), 0)
        counted[RecordStatus.NOT_REACHED] += len(self.not_reached.get(StageName(stage), ()))
        return {status: counted[status] for status in RecordStatus if counted[status]}

    @property
    def needing_attention(self) -> tuple[Record, ...]:
        """The records that were held, failed or deferred."""
        return tuple(record for record in self.records if record.status in NEEDS_ATTENTION)

    @property
    def wrote(self) -> int:
        """How many writes were made to either system."""
        return sum(len(record.writes) for record in self.records)

    def to_json(self) -> str:
        """The report as JSON text, with its schema number and the run's id."""
        return as_json(self)
