"""An RTO as a worker keeps it: on a thread of its own, with its store open between runs.

A store's connection belongs to the thread that opened it, so each RTO has one thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

from talent_powerpro.config.bootstrap import Connected, new_agent
from talent_powerpro.config.monitored import monitored
from talent_powerpro.errors import LockHeld, RunFault
from talent_powerpro.fleet.log import log, one_line
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.records.report import RunReport
from talent_powerpro.services.exit_codes import Exit, of_fault, of_report
from talent_powerpro.services.holds import waiting

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro
    from talent_powerpro.agent import Agent


class Resident:
    """One RTO on its thread. `run` and `close` return at once; the thread does them in turn."""

    def __init__(
        self, rto: str, opened: Connected, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.rto = rto
        self.opened = opened
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"rto {rto}")
        self._store: SqlPowerPro | None = None
        self._agent: Agent | None = None
        self._stopping = False

    def run(self, report_end: Callable[[RunEnd], None]) -> Future[RunEnd]:
        """Begin a run. *report_end* is called on the RTO's thread before news count as reported.

        It may be called again, where more was learnt after that. The future never raises.
        """
        return self._thread.submit(self._run, report_end)

    def stop(self) -> None:
        """Finish the current record of the run under way, and stop it. Safe from any thread."""
        self._stopping = True
        if agent := self._agent:
            agent.stop()

    def close(self) -> None:
        """Close the store after the run under way."""
        self._thread.submit(self._close_store)
        self._thread.shutdown(wait=False)

    def joined(self) -> None:
        """Wait for the thread of a closed RTO."""
        self._thread.shutdown()

    # --- on the RTO's thread --------------------------------------------------------

    def _run(self, report_end: Callable[[RunEnd], None]) -> RunEnd:
        end = self._end_of_run(report_end)
        if end.exit not in (Exit.DONE, Exit.ATTENTION, Exit.LOCKED):
            # Opened afresh next time: what went wrong may be mended by then.
            self._close_store()
        return end

    def _end_of_run(self, report_end: Callable[[RunEnd], None]) -> RunEnd:
        delivered: list[RunEnd] = []
        try:
            end = self._watched_run(report_end, delivered)
        except RunFault as fault:
            end = RunEnd(exit=of_fault(fault), message=fault.message, remedy=fault.remedy)
        except Exception as fault:
            log.error("%s: internal error", self.rto, exc_info=fault)
            # Without its text, which may have anything in it, of a student too.
            message = f"Internal error ({type(fault).__name__}). Nothing is lost."
            end = RunEnd(exit=Exit.INTERNAL_ERROR, message=message)
        if end not in delivered:
            report_end(end)
        return end

    def _watched_run(self, report_end: Callable[[RunEnd], None], delivered: list[RunEnd]) -> RunEnd:
        opened = self.opened
        with monitored(opened.monitor, self._warn) as watch:
            if self._store is None:
                self._store = opened.store()
            store, reports = self._store, list[RunReport]()

            def deliver(report: RunReport) -> None:
                end = end_of(report, store, interrupted=self._stopping)
                report_end(end)
                delivered.append(end)
                reports.append(report)

            # Each run has a client of its own: it remembers what the portal said.
            with opened.talent() as talent:
                self._agent = new_agent(opened, store, talent, listeners=[watch], clock=self._clock)
                if self._stopping:
                    self._agent.stop()
                try:
                    report = self._agent.run(deliver=deliver)
                finally:
                    self._agent = None
            if report in reports:  # Nothing was learnt after that.
                end = delivered[-1]
            else:
                end = end_of(report, store, interrupted=self._stopping)
            watch.ended(report, Exit(end.exit))
        return end

    def _close_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _warn(self, text: str) -> None:
        log.warning("%s: %s", self.rto, one_line(text))


def end_of(report: RunReport, store: SqlPowerPro, *, interrupted: bool) -> RunEnd:
    """The end of a run, as the fleet records it: numbers, and what stopped it."""
    stopped, lists = report.stopped, report.lists
    needs = {
        **_needs_in(store, report),
        "missed": len(lists.missed),
        "closed": len(lists.closed_before_results),
        "unmatched": len(lists.unmatched),
        "withdrawn": len(lists.withdrawn),
    }
    return RunEnd(
        exit=of_report(report, interrupted=interrupted),
        run_id=report.run_id,
        counts={
            str(stage): {str(status): n for status, n in report.counts(stage).items()}
            for stage in report.stages
        },
        wrote=report.wrote,
        needs_person={kind: number for kind, number in needs.items() if number},
        message=stopped.message if stopped else "",
        remedy=stopped.remedy if stopped else "",
    )


def _needs_in(store: SqlPowerPro, report: RunReport) -> Mapping[str, int]:
    """What waits in the store; nothing where a run was stopped and the store cannot be read."""
    try:
        return {
            "held": sum(each.held for each in waiting(store.holds)),
            "failed": len(tuple(store.lists.failures())),
        }
    except RunFault:
        if report.stopped is None:
            raise
        return {}


class Residents:
    """The RTOs that a worker keeps open. At most *most* stay open without a run under way.

    For one thread, that of the worker's event loop.
    """

    def __init__(self, most: int, clock: Callable[[], datetime] | None = None) -> None:
        self._most = most
        self._clock = clock
        self._idle: OrderedDict[str, Resident] = OrderedDict()
        self._busy: dict[str, Resident] = {}

    def take(self, rto: str, opened: Connected) -> Resident:
        """The RTO, for one run. Raises `LockHeld` if a run of it is under way in this process."""
        if rto in self._busy:
            raise LockHeld(f"Another run of {rto} is under way in this worker.")
        resident = self._idle.pop(rto, None)
        if resident is not None and resident.opened is not opened:
            resident.close()
            resident = None
        if resident is None:
            resident = Resident(rto, opened, self._clock)
        self._busy[rto] = resident
        return resident

    def give_back(self, resident: Resident) -> None:
        """The RTO's run has ended. Closes the one unused for longest, if too many are open."""
        del self._busy[resident.rto]
        self._idle[resident.rto] = resident
        while len(self._idle) > self._most:
            self._idle.popitem(last=False)[1].close()

    def stop(self) -> None:
        """Stop all runs under way: each finishes its current record."""
        for each in self._busy.values():
            each.stop()

    def close(self) -> None:
        """Close all that are idle."""
        while self._idle:
            self._idle.popitem()[1].close()
