"""A run that an outside monitor watches: requests at its start and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from talent_powerpro.errors import RunFault
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.report import RunReport
from talent_powerpro.services.exit_codes import Exit, of_fault

if TYPE_CHECKING:
    from talent_powerpro.adapters.monitor import Monitor, MonitorWay

SUCCESS = frozenset({Exit.DONE, Exit.ATTENTION})
"""Exit codes of a run that reached its end."""


class Watch(RunListener):
    """Sends a run's requests, or none where there is no monitor."""

    def __init__(self, monitor: Monitor | None) -> None:
        self._monitor = monitor

    @override
    def run_started(self, run_id: str, today: date) -> None:
        # Only now, so that a run that finds the lock held sends nothing.
        if self._monitor:
            self._monitor.started()

    def ended(self, report: RunReport, code: Exit) -> None:
        """Send the end of a run that returned its report."""
        if self._monitor:
            self._monitor.ended(counts_of(report, code), well=code in SUCCESS)

    def raised(self, code: Exit | None) -> None:
        """Send the end of a run that raised; *code* ``None``: not known here.

        Nothing for a held lock: the run that holds it sends its own.
        """
        if self._monitor and code is not Exit.LOCKED:
            self._monitor.ended(f"exit code {int(code)}\n" if code else "", well=False)


@contextmanager
def monitored(way: MonitorWay | None, notify: Callable[[str], None]) -> Iterator[Watch]:
    """The watch over one run; *way* ``None``: nobody watches. A monitor's fault is notified.

    Waits at the end for at most `adapters.monitor.PATIENCE`.
    """
    if way is None:
        yield Watch(None)
        return
    from talent_powerpro.adapters.monitor import Monitor  # slow to load

    monitor = Monitor(way)
    watch = Watch(monitor)
    try:
        yield watch
    except RunFault as fault:
        watch.raised(of_fault(fault))
        raise
    except BaseException:
        watch.raised(None)
        raise
    finally:
        if fault_seen := monitor.finish():
            notify(f"The monitor was not reached: {fault_seen}. The run is not affected.")


def counts_of(report: RunReport, code: Exit) -> str:
    """What a request says of a run: numbers alone, one a line."""
    lists = report.lists
    rows = [
        ("exit code", int(code)),
        *(
            (f"{stage} {status}", number)
            for stage in report.stages
            for status, number in report.counts(stage).items()
        ),
        ("writes", report.wrote),
        ("missed", len(lists.missed)),
        ("closed before results", len(lists.closed_before_results)),
        ("unmatched", len(lists.unmatched)),
        *((("withdrawn", len(lists.withdrawn)),) if lists.withdrawn else ()),
    ]
    return "".join(f"{name} {number}\n" for name, number in rows)
