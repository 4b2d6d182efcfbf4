"""The report of a run, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain

from attrs import field, fields, frozen

from talent_powerpro.errors import FaultKind, RunFault
from talent_powerpro.model import Enrolment, EnrolmentId, Quota
from talent_powerpro.records.blocks import json_with_blocks
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.json import NOT_WHEN_EMPTY, SCHEMA
from talent_powerpro.records.record import NEEDS_ATTENTION, Record, RecordStatus, Remark, StageName
from talent_powerpro.records.unreadable import UnreadableRow


@frozen
class Listed:
    """An entry of one of the lists beside the records, with its reasons."""

    enrolment_id: str
    client_code: str
    client_name: str
    course_code: str
    reasons: tuple[str, ...]
    where: tuple[str, ...] = ()
    """The menu path to the field of each reason."""
    new: bool = False
    """True if no earlier run listed it."""
    # Not compared: an entry is what people read.
    since: date | None = field(default=None, eq=False)
    """The day from which its age counts, such as the export date that was missed."""
    items: tuple[str, ...] = field(default=(), eq=False)
    """What a person's dismissal of the entry is bound to; empty: it cannot be dismissed."""


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
class Student:
    """A client's enrolment that a list names."""

    enrolment_id: str
    client_code: str
    client_name: str
    completed: date | None = field(default=None, eq=False)
    """When they completed the Talent unit; ``None``: unknown, or the list is about no unit."""


@frozen
class Unmatched:
    """A Talent unit that students completed, and that no unit of their enrolments matches."""

    course_code: str
    """The PowerPro course."""
    unit_id: str
    """TalentLMS's id of the Talent unit."""
    unit_name: str
    students: tuple[Student, ...]
    new: bool = False
    """True if no earlier run listed the Talent unit for the course."""
    remedy: str = (
        "Begin the Talent unit's name with the unit's code in PowerPro, or name the code in "
        "`[policy.unit_aliases]`."
    )
    """An instruction for a person."""


@frozen
class Lists:
    """What a run found beside its records, in lists."""

    missed: tuple[Listed, ...] = ()
    """The export date has passed, and every other condition is met."""
    no_export_date: tuple[Listed, ...] = ()
    """The export box is ticked, but there is no export date."""
    unmet: tuple[Listed, ...] = ()
    """The export box is ticked, but other conditions are not met. All of these are listed."""
    closed_before_results: tuple[Listed, ...] = ()
    """Withdrawn or otherwise closed, with units that were completed before and have no result."""
    unmatched: tuple[Unmatched, ...] = ()
    """Completed Talent units with a unit code that the enrolments do not have."""
    other_items: int = 0
    """The number of other completed items of Talent courses, such as a welcome video."""
    withdrawn: tuple[Listed, ...] = field(default=(), metadata=NOT_WHEN_EMPTY)
    """Withdrawn or cancelled, and perhaps still in the Talent course. Only where the policy's
    ``on_withdrawal`` is ``report``."""


def all_of(lists: Iterable[Lists]) -> Lists:
    """The lists of several stages, put together."""
    each = tuple(lists)
    names = [name.name for name in fields(Lists) if name.name != "other_items"]
    joined = {name: tuple(chain(*(getattr(some, name) for some in each))) for name in names}
    return Lists(**joined, other_items=sum(some.other_items for some in each))


@frozen
class Stopped:
    """The fault that stopped a run before its end."""

    kind: FaultKind
    reason: str
    """A stable code: the name of the brake, or the fault's own reason."""
    message: str
    remedy: str = ""

    @classmethod
    def by(cls, fault: RunFault) -> Stopped:
        """Copies the kind and the texts of *fault*."""
        return cls(fault.kind, fault.reason, fault.message, fault.remedy)


@frozen
class HeldRun:
    """The hold about earlier runs as a whole: PowerPro has nothing of what they wrote."""

    hold: StandingHold
    new: bool = False
    """True if no earlier run reported it."""


@frozen
class RunReport:
    """The result of one run: its records, and the lists beside them."""

    run_id: str
    started: datetime
    """Aware, in the RTO's zone."""
    ended: datetime
    """Aware, in the RTO's zone."""
    today: date
    stages: tuple[StageName, ...]
    """The stages that the run was started for."""
    records: tuple[Record, ...] = ()
    """All records that have something to report; see `Record.is_silent`."""
    unchanged: Mapping[StageName, int] = field(factory=dict)
    """The number of other records, by stage."""
    not_reached: Mapping[StageName, tuple[EnrolmentId, ...]] = field(factory=dict)
    """By stage, the enrolments that the run did not come to. They stay due."""
    lists: Lists = field(factory=Lists)
    remarks: tuple[Remark, ...] = ()
    """Remarks about the whole run, such as an exception of a plugin or a listener."""
    held_run: HeldRun | None = None
    """A hold about earlier runs as a whole; ``None``: there is none."""
    stopped: Stopped | None = None
    """The fault that stopped the run; ``None`` if it reached its end."""
    unreadable: tuple[UnreadableRow, ...] = ()
    """Rows of the agent's state that cannot be read. The run went on without them."""
    targets: tuple[str, ...] = ()
    """The names that the run was limited to, such as ``client 2021000017``; empty: all."""
    although_not_today: str = ""
    """The reason why a person set the export date aside; blank: it counted."""
    schema: int = SCHEMA

    def of(self, stage: str) -> tuple[Record, ...]:
        """The records of one stage."""
        return tuple(record for record in self.records if record.stage == stage)

    def counts(self, stage: str) -> dict[RecordStatus, int]:
        """The number of enrolments of a stage by status. They add up to all of them."""
        counted = Counter(record.status for record in self.of(stage))
        counted[RecordStatus.UNCHANGED] += self.unchanged.get(StageName(stage), 0)
        counted[RecordStatus.NOT_REACHED] += len(self.not_reached.get(StageName(stage), ()))
        return {status: counted[status] for status in RecordStatus if counted[status]}

    @property
    def needing_attention(self) -> tuple[Record, ...]:
        """The records that were held, failed or deferred."""
        return tuple(record for record in self.records if record.status in NEEDS_ATTENTION)

    @property
    def waiting_for_group(self) -> tuple[Record, ...]:
        """The records provisioned without their Talent group. Later runs try again."""
        return tuple(record for record in self.records if record.waits_for_group)

    @property
    def has_new_entries(self) -> bool:
        """True if a list names a missed enrolment or a completion that no earlier run listed."""
        lists = self.lists
        people = (*lists.missed, *lists.closed_before_results, *lists.withdrawn)
        new = [*(each.new for each in people), *(each.new for each in lists.unmatched)]
        return any(new) or any(each.new for each in self.unreadable)

    @property
    def wrote(self) -> int:
        """The number of writes to both systems."""
        return sum(len(record.writes) for record in self.records)

    @property
    def has_open_entries(self) -> bool:
        """True if a list names such an enrolment or completion, reported before or not."""
        lists = self.lists
        people = lists.missed or lists.closed_before_results or lists.withdrawn
        return bool(people or lists.unmatched or self.unreadable)

    def to_json(self) -> str:
        """The report as JSON text, with its schema number and the run's id."""
        return json_with_blocks(self, self.records)


def header_of(report: RunReport, quota: Quota = Quota()) -> RunHeader:  # noqa: B008  # a frozen value
    """Return the header of a run that has ended, as the journal keeps it."""
    stopped = report.stopped
    return RunHeader(
        report.run_id,
        report.started,
        tuple(report.stages),
        report.ended,
        {each: _as_words(report.counts(each)) for each in report.stages},
        report.wrote,
        stopped.kind if stopped else "",
        stopped.message if stopped else "",
        report.targets,
        report.although_not_today,
        quota.limit,
        quota.remaining,
    )


def _as_words(counts: Mapping[RecordStatus, int]) -> dict[str, int]:
    return {str(status): number for status, number in counts.items()}
