"""The port for listeners of a run: sync log, plugins, a progress bar, a host's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from talent_powerpro.errors import RunFault, internal_error
from talent_powerpro.records.record import Record, Remark, StageName
from talent_powerpro.records.report import Lists, RunReport
from talent_powerpro.records.step import Event


class RunListener:
    """A listener that hears what a run does. Inherit it and override what you want to hear.

    Give yours to `Agent(..., listeners=[...])`; a progress bar overrides `progressed` alone.

    Called on the thread that called the agent, in the order in which things happen. A plan
    calls `progressed` alone. A `RunFault` that a listener raises stops the run; any other
    exception is reported in the run's remarks, and the run goes on.
    """

    def run_started(self, run_id: str, today: date) -> None:
        """A run has begun; no call was made yet. *today* is the RTO's local date."""

    def run_refused(self, fault: RunFault) -> None:
        """A run was refused before it began; `run_started` and `run_ended` are not called."""

    def stage_found(self, stage: StageName, due: int, lists: Lists) -> None:
        """A stage knows its work. *due*: enrolments to provision; results are met as they come.
        *lists* are those beside the records, with what is new marked so."""

    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        """A record has ended, in its performance or, with nothing to perform, in its rehearsal.

        ``record.new`` is not known yet. Records of which there is nothing to say
        (`Record.is_silent`) are counted in the report alone. *events* are the calls and notes
        of its flow, in their order.
        """

    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        """So many records are done, ``rehearsing`` or ``performing``; ``None``: of how many is
        not known."""

    def run_ended(self, report: RunReport) -> None:
        """A run has ended, at its end or before it: see ``report.stopped``."""

    def take_remarks(self) -> tuple[Remark, ...]:
        """Remarks for the report that have come up since the last call."""
        return ()


@contextmanager
def stopping_the_run() -> Iterator[None]:
    """For a listener without which a run is not to go on: whatever is raised stops it."""
    try:
        yield
    except RunFault:
        raise
    except Exception as unforeseen:
        raise internal_error(unforeseen) from unforeseen
