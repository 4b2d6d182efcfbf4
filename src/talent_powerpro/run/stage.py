"""One run under way: each stage is rehearsed, agreed, journaled and then performed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve, field, frozen, mutable

from talent_powerpro.errors import (
    InternalError,
    NoAnswer,
    PluginFault,
    RecordFault,
    RunFault,
    TalentUnusable,
)
from talent_powerpro.flows.drivers import Ended, Event, in_turn, run, run_overlapping
from talent_powerpro.flows.provisioning import MembershipSettled, Provisioned, group_key
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import Absent
from talent_powerpro.ports.state import JournalEntry, SyncLogLine
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import STANDING, Record, StageName
from talent_powerpro.records.remark import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.records.write import Write
from talent_powerpro.rules.provisioning_hazards import courses_of_group
from talent_powerpro.run import brakes
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.endings import Ending, Task, not_reached, record_of_ended
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.views import sync_log


@frozen
class Rehearsed:
    """A task's rehearsal: its record in the plan, and the steps it took."""

    task: Task
    record: Record
    events: tuple[Event, ...]
    value: Ending | None

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to perform. A membership is settled by its performance
        alone: another record of the rehearsal may only have seemed to join the group."""
        return bool(self.record.writes) or isinstance(self.value, MembershipSettled)


@mutable
class Running:
    """One run, from its first question to its last line. Used once."""

    around: RunContext
    run_id: str
    today: date
    interrupted: Callable[[], bool]
    known: TalentCache = field(init=False)
    records: dict[tuple[StageName, str], Record] = field(factory=dict)
    """By stage and enrolment; *not reached* until it has ended."""
    vetoed: dict[tuple[StageName, str], list[tuple[Write, RecordFault]]] = field(factory=dict)
    """By stage and enrolment, the writes that were refused in the rehearsal."""
    fault: RunFault | None = None
    """What stops the run, once something does."""
    at: Task | None = None
    """The task whose flow ended last, until what it ended in has been taken in."""

    def __attrs_post_init__(self) -> None:
        self.known = self.around.known_talent()

    def run_stage(
        self, tasks: Sequence[Task], approved: Plan | None, released: Collection[str]
    ) -> None:
        """The whole of a stage. Raises `RunFault` where the run has to stop."""
        self.records.update({task.key: not_reached(task) for task in tasks})
        rehearsed = self.rehearse(tasks, Rehearsal(self.around.powerpro, self.known))
        if approved is not None:
            rehearsed = self._agreed(rehearsed, approved)
        if self.is_stopping():
            return
        self._check_brakes(rehearsed, released)
        performing = [each for each in rehearsed if each.goes_on]
        self._begin([each.record for each in performing])
        self._settle([each for each in rehearsed if not each.goes_on])
        self.perform([each.task for each in performing])

    def _agreed(self, rehearsed: list[Rehearsed], approved: Plan) -> list[Rehearsed]:
        """The rehearsed tasks, those that were not approved as they are settled.

        What is left is rehearsed again without them, until nothing changes: one record may
        have counted on another's Talent user. What TalentLMS answered is known by then.
        """
        left, settled = rehearsed, list[Rehearsed]()
        while True:
            agreed = Plan(self.today, tuple(each.record for each in left)).agreeing_with(approved)
            pairs = list(zip(left, agreed.records, strict=True))
            refused = [evolve(each, record=r, value=None) for each, r in pairs if r != each.record]
            settled += refused
            if not refused:
                return [*left, *settled]
            tasks = [each.task for each, record in pairs if record == each.record]
            left = self.rehearse(tasks, Rehearsal(self.around.powerpro, self.known))

    def rehearse(self, tasks: Sequence[Task], rehearsal: Rehearsal) -> list[Rehearsed]:
        """Ask everything, write nothing. Raises `RunFault` where the run has to stop."""
        parts = {task.key: rehearsal.part() for task in tasks}

        def start(task: Task) -> Flow[Ending]:
            part = parts[task.key]
            flow = task.start(part.powerpro, part.talent)
            return with_vetoes(flow, lambda write: self._veto(task, write))

        rehearsed: dict[object, Rehearsed] = {}
        for ended in self._drive(tasks, start, "rehearsing"):
            task, record = ended.record, record_of_ended(ended)
            if ended.fault:
                parts[task.key].take_back()
                record = evolve(record, writes=())
            rehearsed[task.key] = Rehearsed(task, record, ended.events, ended.value)
        return [rehearsed[task.key] for task in tasks if task.key in rehearsed]

    def named_groups(self, rehearsed: Rehearsed) -> Record:
        """The record in a plan, which names what its Talent group brings beside the course."""
        record, course = rehearsed.record, rehearsed.task.enrolment.course
        if not any(write.action == "add_to_group" for write in record.writes):
            return record
        try:
            brought = self.known.courses_of_group(group_key(course))
        except RecordFault as fault:
            told: tuple[Remark, ...] = (Remark("group-courses-unknown", fault.message),)
        else:
            known = () if isinstance(brought, Absent) else brought
            concerns = courses_of_group(course, known, self.around.rules.policy)
            told = tuple(each.remark for each in concerns)
        return evolve(record, remarks=tuple(dict.fromkeys((*record.remarks, *told))))

    def perform(self, tasks: Sequence[Task]) -> None:
        """Run the same flows over the real pair. Raises `RunFault` where the run has to stop."""

        def start(task: Task) -> Flow[Ending]:
            flow = task.start(self.around.powerpro, self.known)
            vetoed = self.vetoed.get(task.key, [])
            return with_vetoes(flow, lambda write: next((f for w, f in vetoed if w == write), None))

        for ended in self._drive(tasks, start, "performing"):
            record = record_of_ended(ended)
            self.records[record.key] = record  # First: whatever fails now, it was performed.
            self._remember(ended)
            if not isinstance(ended.fault, RunFault):
                # Else it was cut off: what it had written by then is for the next run to find.
                self.around.journal.end(
                    self.run_id, record.stage, record.enrolment_id, record.outcome
                )
            self._log_record(record, ended.events, performed=True)
            self.around.watchers.record_ended(record)

    def _veto(self, task: Task, write: Write) -> RecordFault | None:
        """Asked once, in the rehearsal: the performance keeps to what was said then."""
        try:
            refused: RecordFault | None = self.around.rules.veto(task.enrolment, write)
        except PluginFault as fault:
            refused = fault
        if refused:
            self.vetoed.setdefault(task.key, []).append((write, refused))
        return refused

    # --- driving ------------------------------------------------------------------

    def is_stopping(self) -> bool:
        """Whether no further flow is to begin."""
        return self.fault is not None or self.interrupted()

    def _drive(
        self, tasks: Sequence[Task], start: Callable[[Task], Flow[Ending]], phase: str
    ) -> Iterator[Ended[Task, Ending]]:
        silent = 0
        for done, ended in enumerate(self._ended(tasks, start), 1):
            silent = silent + 1 if isinstance(ended.fault, NoAnswer) else 0
            if isinstance(ended.fault, RunFault):
                self.fault = self.fault or at_record(ended.fault, ended.record)
            self.at = ended.record
            yield ended
            self.at = None
            self.around.watch(ended.record.stage, phase, done, len(tasks))
            if silent >= self.around.rules.policy.no_answers_in_a_row:
                self.fault = self.fault or TalentUnusable(
                    f"TalentLMS gave no answer for {silent} records in a row: {ended.fault}",
                    remedy="Nothing is lost: run again when TalentLMS answers",
                )
        if self.fault:
            raise self.fault

    def _ended(
        self, tasks: Sequence[Task], start: Callable[[Task], Flow[Ending]]
    ) -> Iterator[Ended[Task, Ending]]:
        around = self.around
        if around.width == 1:
            return run(tasks, start, clock=around.clock, stopping=self.is_stopping)
        return run_overlapping(
            in_turn(tasks, lambda task: task.persons),
            start,
            width=around.width,
            clock=around.clock,
            stopping=self.is_stopping,
        )

    # --- the plan and the journal -------------------------------------------------

    def _check_brakes(self, rehearsed: Iterable[Rehearsed], released: Collection[str]) -> None:
        events = [event for each in rehearsed for event in each.events]
        writes = [write for each in rehearsed for write in each.record.writes]
        brakes.check(brakes.tally(events, writes), self.around.rules.policy, released)

    def _begin(self, records: Sequence[Record]) -> None:
        """Old values first: whatever happens next can be told, and mended."""
        if records and self.around.portal:
            self.around.portal_memory.remember_portal(self.around.portal)
        self.around.journal.begin(
            [
                JournalEntry(
                    self.run_id,
                    record.stage,
                    record.enrolment_id,
                    tuple(write.as_texts() for write in record.writes),
                )
                for record in records
            ]
        )

    def _settle(self, rehearsed: Iterable[Rehearsed]) -> None:
        """Records with nothing to perform have ended with their rehearsal."""
        for each in rehearsed:
            self.records[each.task.key] = each.record
            self._log_record(each.record, each.events, performed=False)
            self.around.watchers.record_ended(each.record)

    def _remember(self, ended: Ended[Task, Ending]) -> None:
        """What a later run wants to know of this ending."""
        match ended.value:
            case Fetched(written=written):
                for each in written:
                    self.around.journal.remember_result(each.unit.id, each.result)
            case MembershipSettled():
                self.around.journal.clear_pending(ended.record.enrolment.id)
            case Provisioned(group=group) if group is None or not group.refusal:
                self.around.journal.clear_pending(ended.record.enrolment.id)

    # --- the sync log -------------------------------------------------------------

    def log(self, messages: Iterable[str]) -> None:
        """Write lines of this moment."""
        now = self.around.clock()
        self._write([sync_log.line(now, message) for message in messages])

    def _log_record(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        if record.outcome in STANDING and not self._is_new_today(record):
            return
        lines = sync_log.record_lines(record, events, performed=performed)
        self._write(
            [*lines, *(sync_log.line(self.around.clock(), m) for m in sync_log.ending(record))]
        )

    def _is_new_today(self, record: Record) -> bool:
        topic = f"logged {self.today} {record.stage} {record.enrolment_id} {record.message}"
        return topic in self.around.journal.tell([topic], self.today)

    def _write(self, lines: Sequence[SyncLogLine]) -> None:
        if lines:
            self.around.sync_log.write(lines)


def at_record(fault: RunFault, task: Task | None) -> RunFault:
    """A fault of our own says at which record it was, where it was at one."""
    if not isinstance(fault, InternalError) or task is None:
        return fault
    client = task.enrolment.client
    named = InternalError(
        f"{fault.message}, at enrolment {task.enrolment.id} of {client.name} ({client.code}), "
        f"{task.stage}",
        remedy=fault.remedy,
    )
    named.__cause__ = fault.__cause__
    return named
