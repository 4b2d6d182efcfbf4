"""Driving a stage's flows: progress, what stops the run, and where it was when it stopped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from attrs import mutable

from talent_powerpro.errors import InternalError, NoAnswer, RunFault, TalentUnusable
from talent_powerpro.flows.drivers import Ended, Start, in_turn, run, run_overlapping
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.work import Ending, Task


@mutable
class Driving:
    """Runs tasks' flows until something stops the run. One for each run."""

    context: RunContext
    interrupted: Callable[[], bool]
    fault: RunFault | None = None
    """What stops the run, once something does."""
    at: Task | None = None
    """The task whose flow ended last, until what it ended in has been taken in."""

    def is_stopping(self) -> bool:
        """Whether no further flow is to begin."""
        return self.fault is not None or self.interrupted()

    def ended(
        self,
        batches: Iterable[Sequence[Task]],
        start: Start[Task, Ending],
        phase: str,
        total: int | None,
    ) -> Iterator[Ended[Task, Ending]]:
        """The tasks as their flows end. A batch is taken when there is room for its tasks.

        Raises `RunFault` where the run has to stop, once the flows in hand are finished.
        """
        silent = 0
        for done, ended in enumerate(self._driven(batches, start), 1):
            silent = silent + 1 if isinstance(ended.fault, NoAnswer) else 0
            if isinstance(ended.fault, RunFault):
                self.fault = self.fault or at_record(ended.fault, ended.record)
            self.at = ended.record
            yield ended
            self.at = None
            self._progressed(ended.record, phase, done, total)
            if silent >= self.context.rules.policy.no_answers_in_a_row:
                self.fault = self.fault or TalentUnusable(
                    f"TalentLMS gave no answer for {silent} records in a row: {ended.fault}",
                    remedy="Nothing is lost: run again when TalentLMS answers",
                )
        if self.fault:
            raise self.fault

    def _driven(
        self, batches: Iterable[Sequence[Task]], start: Start[Task, Ending]
    ) -> Iterator[Ended[Task, Ending]]:
        clock, width = self.context.clock, self.context.width
        if width == 1:
            tasks = chain.from_iterable(batches)
            return run(tasks, start, clock=clock, stopping=self.is_stopping)
        return run_overlapping(
            lanes_of(batches), start, width=width, clock=clock, stopping=self.is_stopping
        )

    def _progressed(self, task: Task, phase: str, done: int, total: int | None) -> None:
        self.context.listeners.tell(lambda each: each.progressed(task.stage, phase, done, total))


def lanes_of(batches: Iterable[Sequence[Task]]) -> Iterator[Sequence[Task]]:
    """The lanes of each batch. None is kept once it was taken."""
    for tasks in batches:
        lanes = deque(in_turn(tasks, lambda task: task.persons))
        del tasks
        while lanes:
            yield lanes.popleft()


def at_record(fault: RunFault, task: Task | None) -> RunFault:
    """An internal error says at which record it was, where it was at one."""
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
