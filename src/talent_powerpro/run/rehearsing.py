"""The rehearsal of a stage: a stream of tasks, of which the unchanged ones are only counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date

from attrs import evolve, field, frozen, mutable

from talent_powerpro.errors import PluginFault, QuotaReached, RecordFault
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.flows.keeps import with_keeps
from talent_powerpro.flows.results import Fetched
from talent_powerpro.flows.suspension import Returned, Suspended
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.user_update import UserUpdated
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import ClientCode, Enrolment, EnrolmentId
from talent_powerpro.ports.engagement import EngagementStore
from talent_powerpro.ports.talentlms import TalentSide
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink, links_of
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import Listed
from talent_powerpro.records.step import Event, Flow
from talent_powerpro.records.write import Write
from talent_powerpro.rules.last_look import still_open
from talent_powerpro.rules.policy_values import ClosedResults
from talent_powerpro.run import brakes
from talent_powerpro.run.courses_under_way import CoursesUnderWay
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.engagement import KeepingEngagement
from talent_powerpro.run.rehearsal import RecordRehearsal, Rehearsal
from talent_powerpro.run.remembering import Remembering
from talent_powerpro.run.tasks import Batch, Ending, Task, WorkFound
from talent_powerpro.run.unmatched import UnmatchedUnits


@frozen
class Rehearsed:
    """A rehearsed task that has something to report or to perform."""

    task: Task
    record: Record
    """Its record in the plan."""
    events: tuple[Event, ...]
    value: Ending | None
    tally: brakes.Tally
    """What its look-ups add to the brakes' counts."""

    @property
    def needs_performance(self) -> bool:
        """Whether there is anything to perform."""
        # A membership is settled by its performance alone: in the rehearsal it may look settled
        # because another record only seemed to join the group.
        match self.value:
            case MembershipSettled() | Returned(forgotten=True):
                return True
            case Suspended(suspension=new) | UserUpdated(remembered=new) if new:
                # Also where nothing is to be written: that is remembered.
                return True
        return bool(self.record.writes)

    @property
    def calls(self) -> int:
        """The calls to TalentLMS that its performance makes."""
        return sum(hasattr(TalentSide, write.action) for write in self.record.writes)


def list_none(closed: Iterable[Listed]) -> tuple[Listed, ...]:
    """List no closed enrolments, as in a plan."""
    del closed
    return ()


@mutable
class Rehearsing:
    """The rehearsal of one stage. Used once."""

    driving: Driving
    rehearsal: Rehearsal
    found: WorkFound
    watched: Collection[EnrolmentId] = ()
    """Enrolments that were held when the stage began."""
    filter_closed: Callable[[Iterable[Listed]], tuple[Listed, ...]] = list_none
    """Selects those closed enrolments that the report lists."""
    unchanged: int = 0
    freed: set[EnrolmentId] = field(factory=set)
    """The watched enrolments that were found unchanged: their holds end."""
    closed: list[Listed] = field(factory=list)
    unchanged_tally: brakes.Tally = field(factory=brakes.Tally)
    """What the look-ups of unchanged tasks add to the brakes' counts."""
    remember: Callable[[Collection[LastLook]], None] = field(kw_only=True)
    """Remembers what was seen of enrolments; in a plan for the plan alone."""
    remembering: Remembering | None = None
    """What a run remembers of its answers; ``None`` in a plan."""
    keeps_in: EngagementStore | None = None
    """Where a run keeps students' work; ``None`` in a plan, and where it keeps none."""
    engagement: KeepingEngagement = field(init=False)
    unmatched: UnmatchedUnits = field(init=False)
    """The completed Talent units that no row answers to."""
    links: dict[ClientCode, VerifiedLink] = field(factory=dict)
    """The links that unchanged tasks verified."""
    vetoed: dict[str, list[tuple[Write, RecordFault]]] = field(factory=dict)
    """By enrolment, the writes that a plugin vetoed. The performance refuses the same ones."""
    written_to: set[ClientCode] = field(factory=set)
    """The clients of records that the stage has performed."""
    left: dict[EnrolmentId, None] = field(factory=dict)
    """The enrolments found that have not ended, in the order in which they were found."""
    _rehearsed: int = 0
    """The number of tasks that were rehearsed in earlier slices and this one."""
    cut: QuotaReached | None = None
    """The fault of a rehearsal that the quota of calls ended; ``None``: none so far."""

    def __attrs_post_init__(self) -> None:
        self.unmatched = UnmatchedUnits(self.driving.context.rules)
        self.engagement = KeepingEngagement(self.keeps_in, self.driving.context.clock)

    def kept(self, batches: Iterator[Batch], *, agreeing: bool = False) -> list[Rehearsed]:
        """Rehearse tasks, and return those with something to report or to perform.

        *agreeing* says that they are compared with an approved plan next, so any of them may be
        rehearsed again. What the quota of calls cuts off stays in `left`. Raises `RunFault` where
        the run has to stop.
        """
        courses = CoursesUnderWay(self.rehearsal.talent)
        kept: list[Rehearsed] = []
        try:
            for each in self._through(
                self._taken(batches, courses), self.found.total, self._rehearsed
            ):
                self._rehearsed += 1
                silent = each.record.is_silent and not each.needs_performance
                needed_again = not silent if agreeing else each.needs_performance
                courses.ended(each.task, each.events, needed_again=needed_again)
                if isinstance(each.value, Fetched):
                    self._take_in(each.task.enrolment, each.value)
                if silent:
                    # Nearly all tasks are unchanged. Dropped here, they cost no memory
                    # (decision 24).
                    self._count(each)
                else:
                    kept.append(each)
        except QuotaReached as cut:
            self.cut = cut
            self.driving.go_on()
        return self.in_order(kept)

    def again(self, tasks: Sequence[Task], rehearsal: Rehearsal) -> list[Rehearsed]:
        """Rehearse some of the tasks again, without the others."""
        self.rehearsal = rehearsal
        return self.in_order(self._through([tasks], len(tasks)))

    def in_order(self, rehearsed: Iterable[Rehearsed]) -> list[Rehearsed]:
        """Sort by the order in which the tasks were found: overlapping flows end in any order."""
        places = {enrolment_id: place for place, enrolment_id in enumerate(self.left)}
        return sorted(rehearsed, key=lambda each: places[each.task.enrolment.id])

    def not_reached(self, unread: Callable[[], Iterable[EnrolmentId]]) -> tuple[EnrolmentId, ...]:
        """Return the enrolments that have not ended, and the *unread* ones."""
        found = dict.fromkeys(self.left)
        # The run has stopped already: a fault of PowerPro's now would hide the reason.
        with suppress(Exception):
            for enrolment_id in unread():
                found[enrolment_id] = None
        return tuple(found)

    def _taken(
        self, batches: Iterator[Batch], courses: CoursesUnderWay
    ) -> Iterator[Sequence[Task]]:
        # Checked before `next`: finding the next batch may mean reading a whole course.
        while not self.driving.is_stopping() and (batch := next(batches, None)):
            self.closed += self.filter_closed(batch.closed)
            self.remember(batch.seen)
            self._spare(batch)
            # An enrolment whose course a person changed between two reads may come twice.
            fresh = (task for task in batch.tasks if task.enrolment.id not in self.left)
            batch = evolve(batch, tasks=tuple(fresh))
            self.left |= {task.enrolment.id: None for task in batch.tasks}
            courses.begin(batch)
            yield batch.tasks
            del batch  # Before the next read: of two large courses, one is in memory.

    def _through(
        self, batches: Iterable[Sequence[Task]], total: int | None, before: int = 0
    ) -> Iterator[Rehearsed]:
        under_way: dict[str, RecordRehearsal] = {}

        def start(task: Task) -> tuple[Flow[Ending], Sides]:
            # Not read again, since the performance does that. But an earlier slice of this run may
            # have written to the client since the enrolment was found.
            found = None if task.enrolment.client.code in self.written_to else task.enrolment
            rehearsed = under_way[task.enrolment.id] = self.rehearsal.for_record(found)
            rules, enrolment_id = self.driving.context.rules, task.enrolment.id
            vetoed = with_vetoes(task.start(), lambda write: self._veto(task, write))
            flow = with_keeps(vetoed, lambda hold: rules.keeps(enrolment_id, hold))
            return flow, rehearsed.sides

        for ended in self.driving.ended(batches, start, "rehearsing", total, before):
            task, record = ended.record, record_of_ended(ended)
            rehearsed = under_way.pop(task.enrolment.id)
            if ended.fault:
                # A failed record writes nothing, so later records must not see its writes.
                rehearsed.take_back()
                record = evolve(record, writes=())
            if isinstance(ended.fault, QuotaReached):
                continue
            # Without its writes: an approved plan may still cut them (`Stage._check_brakes`).
            tally = brakes.looked_up(ended.events)
            yield Rehearsed(task, record, ended.events, ended.value, tally)

    def _take_in(self, enrolment: Enrolment, fetched: Fetched) -> None:
        """Take in what progress shows beside the results to be written."""
        self.unmatched.add(enrolment, fetched)
        if look := fetched.last_look:
            # Now, and not once the results are written: a brake may stop that, and the list names
            # what was found until it has a result.
            self.remember([look])
            rules, today = self.driving.context.rules, look.looked_on or date.min
            if rules.policy.closed_results == ClosedResults.REPORT:
                entry = still_open(enrolment, look, today, rules)
                self.closed += self.filter_closed(filter(None, [entry]))

    def _spare(self, batch: Batch) -> None:
        """Count the enrolments that are not asked about. They keep their place in every list."""
        for look in batch.spared:
            self.unmatched.add_remembered(look, batch.students.get(look.enrolment_id))
            if look.enrolment_id in self.watched:
                self.freed.add(look.enrolment_id)
        self.unchanged += len(batch.spared)
        # Their course's roster has them. So a share is judged as if each had been asked about.
        self.unchanged_tally += brakes.Tally(known_users_asked=len(batch.spared))
        if self.remembering:
            self.remembering.take_in(batch.looks)
            # Here, between two batches: nothing of PowerPro's is being read.
            self.remembering.store_many()
        self.engagement.keep_many()

    def _count(self, each: Rehearsed) -> None:
        if self.remembering:
            self.remembering.ended(each.task, each.record, each.value, each.events)
        enrolment_id = each.task.enrolment.id
        self.engagement.ended(enrolment_id, each.value)
        self.unchanged += 1
        self.unchanged_tally += each.tally
        self.links |= {link.client_code: link for link in links_of(each.events)}
        self.left.pop(enrolment_id, None)
        if enrolment_id in self.watched:
            self.freed.add(enrolment_id)

    def _veto(self, task: Task, write: Write) -> RecordFault | None:
        """Ask the plugins once, in the rehearsal. The performance reuses the answer (decision 9).

        Asked again they could answer differently, and the plan would not be what is written.
        """
        try:
            refused: RecordFault | None = self.driving.context.rules.veto(task.enrolment, write)
        except PluginFault as fault:
            refused = fault
        if refused:
            self.vetoed.setdefault(task.enrolment.id, []).append((write, refused))
        return refused
