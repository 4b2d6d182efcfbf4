"""Slices of a stage, so that whatever a quota of calls allows is also written.

Each slice is rehearsed, then performed, before the next begins. Rehearsed as a whole, a stage
would spend the quota on questions and write nothing, in every run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import evolve, field, mutable

from talent_powerpro.errors import QuotaReached
from talent_powerpro.flows.drivers import in_turn
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.state import Tries
from talent_powerpro.records.record import StageName
from talent_powerpro.run.quota import NO_LIMIT, CallBudget
from talent_powerpro.run.tasks import COURSE, NEVER, Batch, Task, WorkFound, most_calls


@mutable
class Slices:
    """The slices of one stage. Without a known limit of calls, the stage is one slice.

    A slice takes enrolments as long as the calls are left that they need at most. What was tried
    least recently comes first. In provisioning, the enrolments of one person are one lane: they
    stay together and in order.
    """

    stage: StageName
    found: WorkFound
    budget: CallBudget
    tries: Tries
    at: datetime
    """The time of the run's start, which all its tries have."""
    splits: bool = True
    """Whether the rest of a lane that is too large for the quota may follow in another slice."""
    share: float = 0
    """The share of the calls left at the stage's start that is set aside for the other stage."""
    owed: int = 0
    """The calls that records still need that were rehearsed in earlier slices."""
    cut: QuotaReached | None = None
    """The fault of a stage that the quota ended; ``None``: none so far."""
    ended: bool = False
    """Whether nothing is left, or too few calls for what is."""
    _lanes: deque[Sequence[Task]] = field(factory=deque)
    """What is left of the batch that was read last."""
    _read: list[Batch] = field(factory=list)
    """That batch without its tasks, until it was passed on."""
    _set_aside: float | None = None
    _began: bool = False
    _split: bool = False
    """Whether the rest of a lane has to wait for another run, and all that follows with it."""
    _marked: list[EnrolmentId] = field(factory=list)
    """The enrolments of the current slice, if their try was marked."""
    _courses: list[str] = field(factory=list)
    """Talent courses passed on without a task, whose try is not marked yet."""

    def __iter__(self) -> Iterator[Iterator[Batch]]:
        """Yield the slices, each as its batches. A slice has to be exhausted before the next."""
        while not self.ended:
            yield self._slice()

    def go_on(self) -> None:
        """Let the stage go on with what was set aside for the other stage and not used."""
        if self._split:
            return
        self._set_aside, self.cut, self.ended = 0, None, False

    def stop(self, cut: QuotaReached, left: Collection[str]) -> None:
        """End the stage where the quota cut the current slice.

        *left* are the enrolments that have not ended. They come before what this run tried.
        """
        self._end(cut)
        waiting = [each for each in self._marked if each in left]
        if waiting == self._marked:
            waiting = waiting[1:]  # The first one was tried, whatever it came to.
        self.tries.mark(self.stage, waiting, self.at - timedelta(microseconds=1))

    def unread(self) -> Iterator[EnrolmentId]:
        """Yield the enrolments that no slice has taken. Called once, at the end."""
        for lane in self._lanes:
            yield from (task.enrolment.id for task in lane)
        yield from self.found.unread()

    # --- one slice ----------------------------------------------------------------

    def _slice(self) -> Iterator[Batch]:
        room: float | None = None
        self._marked.clear()
        while self._fills():
            if not self._lanes:
                yield self._passed_on(())
                continue
            room = self._room() if room is None else room
            tasks = self._fitting(room)
            if not tasks and not self._marked:
                # Before the stage ends: a new hour may have begun.
                self.budget.read()
                room = self._room()
                tasks = self._fitting(room)
                if not tasks:
                    self._end(self.budget.stop())
            if not tasks:
                return
            room -= most_calls(tasks)
            ready = [self._passed_on(tasks)]
            del tasks
            yield ready.pop()  # Popped, so that of two large courses one is in memory.
        self._end(self.cut)

    def _end(self, cut: QuotaReached | None = None) -> None:
        self.cut, self.ended = cut, True
        self._mark_courses()

    def _fills(self) -> bool:
        try:
            return self._fill()
        except QuotaReached as cut:
            # Reading a course may take a call. What was read before it goes on.
            self._end(cut)
            return False

    def _fill(self) -> bool:
        """Read the next batch, unless something of the last one is left. False: there is none."""
        if self._lanes:
            return True
        batch = next(self.found.batches, None)
        if batch is None:
            return False
        self._read.append(evolve(batch, tasks=()))
        self._lanes.extend(self._in_order(batch.tasks))
        return True

    def _in_order(self, tasks: Sequence[Task]) -> Iterable[Sequence[Task]]:
        if not tasks:
            return ()
        if self.budget.left() == NO_LIMIT:
            return (tasks,)
        tried = self.tries.tried(self.stage, [task.enrolment.id for task in tasks])

        def last_try(task: Task) -> datetime:
            return tried.get(task.enrolment.id, NEVER)

        if self.stage is StageName.RESULTS:
            ordered = sorted(tasks, key=lambda task: (not task.news, last_try(task)))
            return [(task,) for task in ordered]
        lanes = in_turn(tasks, lambda task: task.persons)
        return sorted(lanes, key=lambda lane: min(map(last_try, lane)))

    def _room(self) -> float:
        left = self.budget.left()
        if self._set_aside is None:
            self._set_aside = 0 if left == NO_LIMIT else left * self.share // 1
        return left - self._set_aside - self.owed

    def _fitting(self, room: float) -> Sequence[Task]:
        """Take the lanes that fit into *room*. The first one of a stage always begins."""
        tasks: list[Task] = []
        while self._lanes and most_calls(self._lanes[0]) <= room:
            lane = self._lanes.popleft()
            tasks += lane
            room -= most_calls(lane)
        if not tasks and not self._began and self.budget.left() >= 1:
            tasks = self._begun_lane()
        self._began = self._began or bool(tasks)
        return tasks

    def _begun_lane(self) -> list[Task]:
        """Take as many records of the next lane as the quota allows, at least one."""
        room, lane = self.budget.left(), self._lanes.popleft()
        # Those of earlier runs last: one that is held each time must not keep the others waiting.
        tried = self.tries.tried(self.stage, [task.enrolment.id for task in lane])
        lane = sorted(lane, key=lambda task: tried.get(task.enrolment.id, NEVER))
        number = 1
        while number < len(lane) and most_calls(lane[: number + 1]) <= room:
            number += 1
        if rest := lane[number:]:
            self._lanes.appendleft(rest)
            if not self.splits:
                self._split = True
                self._end(self.budget.stop())
        return lane[:number]

    def _passed_on(self, tasks: Sequence[Task]) -> Batch:
        """Return the batch with these of its tasks, whose try is marked now."""
        # At the start, whatever follows: marked at its end, a record that ends each run would be
        # the first of the next run again.
        batch = self._read.pop() if self._read else Batch()
        if self.budget.is_limited:
            ids = [task.enrolment.id for task in tasks]
            self._marked += ids
            self.tries.mark(self.stage, ids, self.at)
            # A run with targets tries a part of the course: the rest keeps its turn.
            if batch.course and self.found.only is None:
                self._courses.append(batch.course)
            if tasks:
                self._mark_courses()
        return evolve(batch, tasks=tuple(tasks))

    def _mark_courses(self) -> None:
        # Together: in most runs no course has a task, and each mark is a write of its own.
        self.tries.mark(COURSE, self._courses, self.at)
        self._courses.clear()
