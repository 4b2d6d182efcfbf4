"""The E-Learning Sync Log: a listener that writes the lines of a run.

Guide, "Logging". A line that the guide's picture shows is the guide's, word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, tzinfo

from attrs import evolve
from typing_extensions import override

from talent_powerpro.errors import FaultKind, RunFault
from talent_powerpro.ports.run_listener import RunListener, stopping_the_run
from talent_powerpro.ports.state import RunJournal, SyncLogStore
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.record import STANDING, Record, StageName
from talent_powerpro.records.report import Listed, Lists, RunReport
from talent_powerpro.records.step import Event
from talent_powerpro.records.topics import topic
from talent_powerpro.views.ending_lines import ending, stopped
from talent_powerpro.views.list_lines import closed, missed, unmatched, withdrawn
from talent_powerpro.views.step_lines import line, record_lines

STARTED = ">>> PowerPro-Talent Integration Agent started >>>"
ENDED = "<<< PowerPro-Talent Integration Agent ended <<<"
TO_ENROL = " Student(s) to enrol"


def students_to_enrol(count: int) -> str:
    return f"{count}{TO_ENROL}"


def is_idle(messages: Sequence[str]) -> bool:
    """Whether the messages are all of one run, which logged nothing of any student."""
    begins_and_ends = [*messages[:1], *messages[-1:]] == [STARTED, ENDED]
    counts = [each for each in messages[1:-1] if each.endswith(TO_ENROL)]
    return begins_and_ends and len(messages) == 2 + len(counts)


def shown(entry: SyncLogLine, zone: tzinfo) -> str:
    """Return ``dd/mm/yyyy<TAB>HH:MM:SS<TAB>message``, in the RTO's zone."""
    return f"{entry.at.astimezone(zone):%d/%m/%Y\t%H:%M:%S}\t{entry.message}"


class SyncLog(RunListener):
    """Writes the lines of a run to *store*.

    *journal* remembers what was logged today. *clock* returns an aware time.
    """

    def __init__(
        self, store: SyncLogStore, journal: RunJournal, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._today = date.min

    @override
    def run_started(self, run_id: str, today: date) -> None:
        self._today = today
        self._log([STARTED])

    @override
    def run_refused(self, fault: RunFault) -> None:
        self._log([STARTED, stopped(fault), ENDED])

    @override
    def stage_found(self, stage: StageName, due: int, lists: Lists) -> None:
        if stage is StageName.PROVISIONING:
            self._log([students_to_enrol(due)])
        self._log_once(lists.missed, missed)
        self._log_once(lists.withdrawn, withdrawn)

    @override
    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        # Once a day: a run every ten minutes would log a hold 144 times (decision 7).
        what = f"{record.stage} {record.enrolment_id} {record.cause}"
        if record.status in STANDING and not self._is_first_today(what, record.enrolment_id):
            return
        lines = record_lines(record, events, performed=performed)
        ends = (line(self._clock(), message) for message in ending(record))
        client_code = record.client_code
        self._write([evolve(each, client_code=client_code) for each in (*lines, *ends)])

    @override
    def run_ended(self, report: RunReport) -> None:
        if report.held_run and report.held_run.new:
            hold = report.held_run.hold
            self._log([f"Held: {hold.message} -> {hold.remedy}"])
        with suppress(RunFault):  # As below.
            lists = report.lists
            self._log_once(lists.closed_before_results, closed)
            new = (unmatched(each) for each in lists.unmatched if each.new)
            self._log(said for said in new if self._is_first_today(said, ""))
        if report.stopped and report.stopped.kind is not FaultKind.INTERRUPTED:
            with suppress(RunFault):  # The store's own fault may have stopped the run.
                self._log([stopped(report.stopped)])
        self._log([ENDED])

    def _is_first_today(self, what: str, about: str) -> bool:
        logged = topic(f"logged {self._today} {what}", about)
        with stopping_the_run():
            return logged in self._journal.tell([logged], self._today)

    def _log_once(self, entries: Iterable[Listed], said: Callable[[Listed], str]) -> None:
        """Log what is *said* of each new entry, once a day."""
        # An entry is new in each run until one reaches its end (decision 37).
        new = ((said(each), each) for each in entries if each.new)
        self._log_each(
            (text, each.client_code)
            for text, each in new
            if self._is_first_today(text, each.enrolment_id)
        )

    def _log(self, messages: Iterable[str]) -> None:
        self._log_each((message, "") for message in messages)

    def _log_each(self, messages: Iterable[tuple[str, str]]) -> None:
        """Log each message with the client that it is about."""
        if there := list(messages):
            now = self._clock()
            self._write([evolve(line(now, message), client_code=of) for message, of in there])

    def _write(self, lines: Sequence[SyncLogLine]) -> None:
        if lines:
            with stopping_the_run():
                self._store.write(lines)
