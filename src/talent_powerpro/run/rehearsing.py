"""A stage's rehearsal: its tasks streamed through their flows, what is unchanged only counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress

from attrs import evolve, field, frozen, mutable

from talent_powerpro.errors import PluginFault, RecordFault
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.vetoes import with_vetoes
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.record import Record
from talent_powerpro.records.report import Listed
from talent_powerpro.records.step import Event, Flow
from talent_powerpro.records.write import Write
from talent_powerpro.run import brakes
from talent_powerpro.run.courses_under_way import CoursesUnderWay
from talent_powerpro.run.driving import Driving
from talent_powerpro.run.endings import record_of_ended
from talent_powerpro.run.rehearsal import RecordRehearsal, Rehearsal
from talent_powerpro.run.work import Ending, Task, WorkFound


@frozen
class Rehearsed:
    """A task's rehearsal, of which there is something to say."""

    task: Task
    record: Record
    """Its record in the plan."""
    events: tuple[Event, ...]
    value: Ending | None
    tally: brakes.Tally
    """The numbers that its calls add for the brakes."""

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to perform. A membership is settled by its performance
        alone: another record of the rehearsal may only have seemed to join the group."""
        return bool(self.record.writes) or isinstance(self.value, MembershipSettled)


def not_listed(closed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Nothing: a plan lists nobody as closed."""
    del closed
    return ()


@mutable
class Rehearsing:
    """The rehearsal of one stage, under way. Used once."""

    driving: Driving
    rehearsal: Rehearsal
    found: WorkFound
    watched: Collection[EnrolmentId] = ()
    """Enrolments whose standing holds end where they are found free."""
    listed: Callable[[Iterable[Listed]], tuple[Listed, ...]] = not_listed
    """Those of the closed enrolments that are to be listed."""
    unchanged: int = 0
    freed: set[EnrolmentId] = field(factory=set)
    """Of those watched, the unchanged ones."""
    closed: list[Listed] = field(factory=list)
    unchanged_tally: brakes.Tally = field(factory=brakes.Tally)
    """The numbers that their calls add for the brakes."""
    vetoed: dict[str, list[tuple[Write, RecordFault]]] = field(factory=dict)
    """By enrolment, the writes that were refused; the performance keeps to it."""
    left: dict[EnrolmentId, None] = field(factory=dict)
    """The enrolments met of which there may be something to say, or whose turn has not come."""

    def kept(self, *, agreeing: bool = False) -> list[Rehearsed]:
        """The tasks of which there is something to say. Asks everything, writes nothing.

        *agreeing*: they are laid beside an approved plan, so that any of them may be rehearsed
        again, or end here. Raises `RunFault` where the run has to stop.
        """
        courses = CoursesUnderWay(self.rehearsal.talent)
        kept: list[Rehearsed] = []
        for each in self._through(self._taken(courses), self.rehearsal, self.found.total):
            silent = each.record.is_silent and not each.goes_on
            asked_again = each.goes_on or (agreeing and not silent)
            courses.ended(each.task, each.events, asked_again=asked_again)
            if silent:
                self._count(each)
            else:
                kept.append(each)
        return self.in_order(kept)

    def again(self, tasks: Sequence[Task], rehearsal: Rehearsal) -> list[Rehearsed]:
        """Some of the tasks once more, without the others."""
        return self.in_order(self._through([tasks], rehearsal, len(tasks)))

    def in_order(self, rehearsed: Iterable[Rehearsed]) -> list[Rehearsed]:
        """As they were found, whatever overlapped."""
        places = {enrolment_id: place for place, enrolment_id in enumerate(self.left)}
        return sorted(rehearsed, key=lambda each: places[each.task.enrolment.id])

    def not_reached(self) -> tuple[EnrolmentId, ...]:
        """Those left, and those whose batch had not even been read, as far as PowerPro still
        names them: the run has stopped already, and whatever is raised now is not its reason."""
        found = dict.fromkeys(self.left)
        with suppress(Exception):
            for enrolment_id in self.found.unread():
                found[enrolment_id] = None
        return tuple(found)

    def _taken(self, courses: CoursesUnderWay) -> Iterator[Sequence[Task]]:
        # Asked here: to find the next batch may take reading a whole course.
        while not self.driving.is_stopping() and (batch := next(self.found.batches, None)):
            self.closed += self.listed(batch.closed)
            # One whose course was changed between two readings is under way already.
            fresh = (task for task in batch.tasks if task.enrolment.id not in self.left)
            batch = evolve(batch, tasks=tuple(fresh))
            self.left |= {task.enrolment.id: None for task in batch.tasks}
            courses.begin(batch)
            yield batch.tasks
            del batch  # Before the next one is read: of large courses, one at a time.

    def _through(
        self, batches: Iterable[Sequence[Task]], rehearsal: Rehearsal, total: int | None
    ) -> Iterator[Rehearsed]:
        parts: dict[str, RecordRehearsal] = {}

        def start(task: Task) -> tuple[Flow[Ending], Sides]:
            part = parts[task.enrolment.id] = rehearsal.part()
            return with_vetoes(task.start(), lambda write: self._veto(task, write)), part.sides

        for ended in self.driving.ended(batches, start, "rehearsing", total):
            task, record = ended.record, record_of_ended(ended)
            part = parts.pop(task.enrolment.id)
            if ended.fault:
                part.take_back()
                record = evolve(record, writes=())
            tally = brakes.tally(ended.events, ())
            yield Rehearsed(task, record, ended.events, ended.value, tally)

    def _count(self, each: Rehearsed) -> None:
        enrolment_id = each.task.enrolment.id
        self.unchanged += 1
        self.unchanged_tally += each.tally
        self.left.pop(enrolment_id, None)
        if enrolment_id in self.watched:
            self.freed.add(enrolment_id)

    def _veto(self, task: Task, write: Write) -> RecordFault | None:
        """Asked once, here: the performance keeps to what was said."""
        try:
            refused: RecordFault | None = self.driving.context.rules.veto(task.enrolment, write)
        except PluginFault as fault:
            refused = fault
        if refused:
            self.vetoed.setdefault(task.enrolment.id, []).append((write, refused))
        return refused
