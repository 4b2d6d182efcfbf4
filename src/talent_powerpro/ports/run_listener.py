"""The port for listeners of a run: the sync log, plugins, a progress bar or a host's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from talent_powerpro.errors import RunFault, internal_error
from talent_powerpro.records.record import Record, Remark, StageName
from talent_powerpro.records.report import Lists, RunReport
from talent_powerpro.records.step import Event


class RunListener:
    """Receives the events of a run. Inherit from it and override the methods you need.

    Pass yours to `Agent(..., listeners=[...])`. A progress bar overrides `progressed` alone.

    Called on the thread that called the agent, in the order of events. A plan calls
    `progressed` alone. A `RunFault` raised by a listener stops the run. Any other exception
    becomes a remark in the report, and the run goes on.
    """

    def run_started(self, run_id: str, today: date) -> None:
        """The run has started and made no call yet. *today* is the RTO's local date."""

    def run_refused(self, fault: RunFault) -> None:
        """The run was refused before it started; `run_started` and `run_ended` are not called."""

    def stage_found(self, stage: StageName, due: int, lists: Lists) -> None:
        """A stage has found its work.

        *due* is the number of enrolments to provision; the results stage reads its enrolments
        as it goes and gives 0. *lists* are those beside the records, with new entries marked.
        """

    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        """A record has ended: in its performance, or in its rehearsal with nothing to perform.

        ``record.new`` is not set yet. *events* are the calls and notes of the record's flow, in
        order. Records with nothing to report (`Record.is_silent`) are only counted, in the report.
        """

    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        """*done* of *total* records have passed *phase*, ``rehearsing`` or ``performing``.

        *total* is ``None`` while it is not known.
        """

    def run_ended(self, report: RunReport) -> None:
        """The run has ended. ``report.stopped`` is the fault that ended it early, if any."""

    def take_remarks(self) -> tuple[Remark, ...]:
        """Return the remarks for the report that came up since the last call."""
        return ()


@contextmanager
def stopping_the_run() -> Iterator[None]:
    """Make every exception of the block stop the run.

    For a listener that a run must not go on without, such as the sync log.
    """
    try:
        yield
    except RunFault:
        raise
    except Exception as unforeseen:
        # As a plain exception it would only become a remark.
        raise internal_error(unforeseen) from unforeseen
