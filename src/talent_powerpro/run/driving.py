"""The driving of a stage's flows: progress, the fault that stops the run, and its record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

from attrs import field, mutable

from talent_powerpro.errors import (
    InternalError,
    QuotaReached,
    RecordFault,
    RunFault,
    TalentUnusable,
)
from talent_powerpro.flows.drivers import Ended, Sides, Start, in_turn, run, run_overlapping
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.record import Remark, StageName
from talent_powerpro.records.step import Flow
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.course_outages import CourseOutages
from talent_powerpro.run.lost_runs import LostRuns
from talent_powerpro.run.tasks import Ending, Task
from talent_powerpro.run.undone import undone_records
from talent_powerpro.run.unreadable_state import UnreadableRows
from talent_powerpro.run.waiting import put_off


@mutable
class Driving:
    """Runs the flows of tasks until something stops the run. One for each run."""

    context: RunContext
    interrupted: Callable[[], bool]
    pool: CallPool = field(factory=CallPool)
    fault: RunFault | None = None
    """The fault that stops the run; ``None``: no fault so far."""
    remarks: dict[Remark, None] = field(factory=dict)
    """Remarks about the run as a whole, each once."""
    lost: LostRuns | None = None
    """Earlier runs whose writes PowerPro lacks. Their enrolments wait for an answer."""
    _undone: Mapping[tuple[str, EnrolmentId], RecordFault] | None = None
    """By stage and enrolment, the fault of a record that a person undid and did not release."""
    unreadable: UnreadableRows = field(init=False)
    """The rows of the agent's state that cannot be read."""
    _courses: dict[tuple[StageName, str], CourseOutages] = field(factory=dict)
    """By stage and phase, the Talent courses that do not answer."""
    at: Task | None = None
    """The task whose flow has just ended, while its ending is stored; ``None`` otherwise."""

    def __attrs_post_init__(self) -> None:
        self.unreadable = UnreadableRows(self.context.journal)
        self.unreadable.take()  # The answers to holds have been read by now.

    def is_stopping(self) -> bool:
        """Whether no further flow may start."""
        return self.fault is not None or self.interrupted()

    def go_on(self) -> None:
        """Forget that the quota was reached, so that what needs no more calls may start."""
        if isinstance(self.fault, QuotaReached):
            self.fault = None

    @contextmanager
    def stopping_at(self, task: Task) -> Iterator[None]:
        """Stop the run for a `RunFault` of the block, once the flows under way are finished.

        Raised at once, it would leave them out of the report, with what they wrote.
        """
        try:
            yield
        except RunFault as fault:
            self.fault = self.fault or at_record(fault, task)

    def ended(
        self,
        batches: Iterable[Sequence[Task]],
        start: Start[Task, Ending],
        phase: str,
        total: int | None,
        before: int = 0,
    ) -> Iterator[Ended[Task, Ending]]:
        """Yield the tasks as their flows end. A batch is taken when there is room for its tasks.

        *before* is the number of tasks that ended in earlier slices, which *total* includes. Raises
        `RunFault` where the run has to stop, once the flows that have started are finished.
        """
        driven = self._driven(batches, self._unless_down(start, phase))
        for done, ended in enumerate(driven, before + 1):
            if isinstance(ended.fault, RunFault):
                # The first fault is the reason to stop; later ones often only follow from it.
                self.fault = self.fault or at_record(ended.fault, ended.record)
            # The caller stores the ending during the yield. Where that raises, `at` names the
            # record for the report.
            self.at = ended.record
            yield ended
            self.at = None
            self._report_progress(ended.record, phase, done, total)
            self._count(ended, phase)
        # Raised only here, after the flows that overlapped have ended and were stored.
        if self.fault:
            raise self.fault

    def _count(self, ended: Ended[Task, Ending], phase: str) -> None:
        try:
            remark = self._outages(ended.record, phase).ended(ended)
        except TalentUnusable as fault:
            self.fault = self.fault or fault
        else:
            self.remarks |= {remark: None} if remark else {}

    def _outages(self, task: Task, phase: str) -> CourseOutages:
        limit = self.context.rules.policy.no_answers_in_a_row
        return self._courses.setdefault((task.stage, phase), CourseOutages(limit))

    def _unless_down(self, start: Start[Task, Ending], phase: str) -> Start[Task, Ending]:
        """*start*, but a task that waits, or whose Talent course does not answer, ends unasked."""

        def begin(task: Task) -> tuple[Flow[Ending], Sides]:
            flow, sides = start(task)
            held = self.lost.waiting.get(task.enrolment.id) if self.lost else None
            fault = (
                held
                or self._undone_fault(task)
                or self.unreadable.fault_of(task.enrolment.id)
                or self._outages(task, phase).deferral(task)
            )
            return (put_off(fault) if fault else flow), sides

        return begin

    def _undone_fault(self, task: Task) -> RecordFault | None:
        # Read at the first task: due marks are stored before anything of the state may fail.
        if self._undone is None:
            self._undone = undone_records(self.context)
        return self._undone.get((task.stage, task.enrolment.id))

    def _driven(
        self, batches: Iterable[Sequence[Task]], start: Start[Task, Ending]
    ) -> Iterator[Ended[Task, Ending]]:
        clock, width = self.context.clock, self.pool.width
        if width == 1:  # Without a pool: every call stays on the caller's thread.
            tasks = chain.from_iterable(batches)
            return run(tasks, start, clock=clock, stopping=self.is_stopping)
        return run_overlapping(
            lanes_of(batches),
            start,
            pool=self.pool.threads,
            width=width,
            clock=clock,
            stopping=self.is_stopping,
        )

    def _report_progress(self, task: Task, phase: str, done: int, total: int | None) -> None:
        self.context.listeners.notify(lambda each: each.progressed(task.stage, phase, done, total))


def lanes_of(batches: Iterable[Sequence[Task]]) -> Iterator[Sequence[Task]]:
    """Yield the lanes of each batch: tasks that share a person, in order."""
    for tasks in batches:
        lanes = deque(in_turn(tasks, lambda task: task.persons))
        # References are dropped as lanes are taken, so that one course is in memory, not two.
        del tasks
        while lanes:
            yield lanes.popleft()


def at_record(fault: RunFault, task: Task | None) -> RunFault:
    """Name the record in an internal error. Any other fault, or no *task*: no change."""
    if not isinstance(fault, InternalError) or task is None:
        return fault
    client = task.enrolment.client
    named = InternalError(
        f"{fault.message.rstrip('.')}, at enrolment {task.enrolment.id} of {client.name} "
        f"({client.code}), in the {task.stage} stage.",
        remedy=fault.remedy,
    )
    named.__cause__ = fault.__cause__
    return named
