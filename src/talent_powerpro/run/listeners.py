"""The listeners of a run as one. What they raise becomes remarks; a `RunFault` stops the run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from operator import methodcaller

from attrs import evolve

from talent_powerpro.errors import RunFault
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import Remark
from talent_powerpro.records.report import RunReport, Stopped

log = logging.getLogger("talent_powerpro")
log.addHandler(logging.NullHandler())


class Listeners:
    """The listeners of an agent, in the order in which they are called."""

    def __init__(self, listeners: Iterable[RunListener]) -> None:
        self._listeners = tuple(listeners)
        self._faults: dict[Remark, None] = {}
        """A dictionary, to keep each once: a broken listener raises at every record."""

    def notify(self, what: Callable[[RunListener], None]) -> None:
        """Call *what* with each listener. Raises the first `RunFault` once all were called."""
        raised = [fault for each in self._listeners if (fault := self._guarded(each, what))]
        if raised:
            raise raised[0]

    def run_ended(self, report: RunReport) -> RunReport:
        """Pass the report to each listener, and return it with what they raised and remarked.

        A fault that one listener raises is in the report that the later ones receive.
        """
        for listener in self._listeners:
            fault = self._guarded(listener, methodcaller("run_ended", report))
            if fault and report.stopped is None:
                report = evolve(report, stopped=Stopped.by(fault))
        # The report has the remarks of an earlier call; a listener may return the same again.
        remarks = dict.fromkeys((*report.remarks, *self.take_remarks()))
        return evolve(report, remarks=tuple(remarks))

    def take_remarks(self) -> tuple[Remark, ...]:
        """Return the remarks that listeners made, or caused, since the last call."""
        theirs: list[Remark] = []
        for listener in self._listeners:
            fault = self._guarded(listener, lambda each: theirs.extend(each.take_remarks()))
            if fault:  # Only a remark too: the run is over, and a fault has nothing to stop.
                self._note(listener, fault)
        own, self._faults = tuple(self._faults), {}
        return (*own, *theirs)

    def _guarded(
        self, listener: RunListener, what: Callable[[RunListener], None]
    ) -> RunFault | None:
        try:
            what(listener)
        except RunFault as fault:
            return fault
        except Exception as fault:
            self._note(listener, fault)
        return None

    def _note(self, listener: RunListener, fault: Exception) -> None:
        # Only the type: the exception's text may hold personal data or a secret.
        sentence = f"The listener {type(listener).__name__} raised {type(fault).__name__}."
        log.warning(sentence, exc_info=fault)
        self._faults[Remark("listener-raised", sentence)] = None
