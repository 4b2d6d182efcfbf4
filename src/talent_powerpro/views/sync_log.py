"""The E-Learning Sync Log: its listener, and the tables from a flow's calls to lines.

Guide, "Logging". A line that the guide's picture shows is the guide's, word for word. Lines
are made of decoded values only, never of raw answers: TalentLMS's answers hold login keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, tzinfo

from attrs import evolve
from typing_extensions import override

from talent_powerpro.errors import FaultKind, Refused, RunFault
from talent_powerpro.model import (
    Absent,
    Client,
    Ensured,
    TalentUser,
    Unit,
    UnitResult,
    day_text,
    printable,
)
from talent_powerpro.model.talentlms import shown_id
from talent_powerpro.ports.run_listener import RunListener, stopping_the_run
from talent_powerpro.ports.state import RunJournal, SyncLogStore
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.record import STANDING, Record, StageName
from talent_powerpro.records.report import Listed, Lists, RunReport
from talent_powerpro.records.step import Call, Event, Note
from talent_powerpro.records.topics import topic
from talent_powerpro.records.write import WRITING
from talent_powerpro.views.ending_lines import ending, stopped
from talent_powerpro.views.list_lines import closed, missed, unmatched, who

STARTED = ">>> PowerPro-Talent Integration Agent started >>>"
ENDED = "<<< PowerPro-Talent Integration Agent ended <<<"


def students_to_enrol(count: int) -> str:
    return f"{count} Student(s) to enrol"


def is_idle(messages: Sequence[str]) -> bool:
    """Whether the messages are all of one run, which logged nothing of any student."""
    begins_and_ends = len(messages) > 1 and (messages[0], messages[-1]) == (STARTED, ENDED)
    counts = [each for each in messages[1:-1] if each.endswith(students_to_enrol(0)[1:])]
    return begins_and_ends and len(messages) == 2 + len(counts)


# --- the lines of each step -------------------------------------------------------


def _enrolling(name: str, course_id: str, group_key: str) -> list[str]:
    group = f" Group key: {group_key}" if group_key else ""
    return [f"Enrolling {name} in Talent Course ID {course_id}{group} ..."]


def _linking(client: Client, user_id: str) -> list[str]:
    aligned = f"PP Client: {client.code} Talent User: {user_id}"
    return [f"Updating PowerPro Client to align with Talent User ID: {aligned}"]


def _result(unit: Unit, result: UnitResult) -> list[str]:
    was = f" (was {unit.outcome}, {day_text(unit.outcome_date)})" if unit.outcome.strip() else ""
    return [f"{unit.code}: {result.outcome} on {day_text(result.outcome_date)}{was}"]


ASKING: dict[str, Callable[..., list[str]]] = {
    "user_by_id": lambda user_id: [f"Looking up Talent Student by User ID ({user_id})..."],
    "user_by_email": lambda email: [f"Looking up Talent Student by email ({email})..."],
    "user_by_login": lambda login: [f"Looking up Talent Student by login ({login})..."],
    "create_user": lambda _: ["Student not found in Talent, creating Student in Talent ..."],
    "set_secondary_id": _linking,
    "activate_user": lambda user_id: [f"Activating Talent User {user_id}..."],
    "enrol": lambda *_: ["Enrolling now..."],
    "add_contact_log": lambda *_: ["Enrolled. Creating PowerPro Contact Log in PP."],
    "add_group_log": lambda _, log: [f"{log.contact_type}: {log.description}"],
    "set_result": _result,
}
"""By port method, the lines to log when it is called, from its arguments."""

LOOKING = {
    "user_by_id": "tal_studentExistsByID",
    "user_by_email": "tal_studentExistsByEmail",
    "user_by_login": "tal_studentExistsByLogin",
}
"""The guide's names for look-ups that found nobody."""

SAID = frozenset({"secondary-id-replaced", "known-user-missing", "course-unconfirmed"})
"""Reasons of remarks that get no line: the guide's own lines show the first two, and the third
is about a whole course."""

NOTED: dict[str, Callable[..., list[str]]] = {
    "secondary_id_not_numeric": lambda stored: [
        f"Looking up Talent Student by User ID ({stored})...",
        f"tal_studentExistsByID({stored}) - Talent User ID must be numeric "
        "-> Check PP Client>Second ID",
    ],
    "looking_again": lambda why: [f"{why.rstrip('.')}. Checking whether the Student exists..."],
    "enrolling": _enrolling,
    "link_verified": lambda _: [],
    "remark": lambda remark: [] if remark.reason in SAID else [f"Note: {remark.message}"],
}
"""By note, the lines to log, from its values."""


def decoded(error_type: str, message: str) -> str:
    """Return an error of TalentLMS as the guide's log shows it."""
    return f'{{ "error": {{ "type": "{error_type}", "message": "{message}" }} }}'


def _answered(step: Call, event: Event) -> list[str]:
    """Return the lines of an answer. The expected answer to a write has none."""
    if isinstance(event.answer, Absent) and step.action in LOOKING:
        return [
            f"{LOOKING[step.action]}({step.arguments[0]})",
            f"{event.answer.request} returned an error",
            decoded(event.answer.error_type, event.answer.message),
        ]
    if isinstance(event.fault, Refused) and event.fault.answer:
        return [event.fault.answer]
    if isinstance(event.answer, TalentUser) and step.action in LOOKING:
        return [f"Found Talent User: {shown_id(event.answer.id)}"]
    if event.answer is Ensured.ALREADY:
        return ["Already set in Talent."]
    return []


# --- a record's lines -------------------------------------------------------------


def record_lines(
    record: Record, events: Iterable[Event], *, performed: bool
) -> tuple[SyncLogLine, ...]:
    """Return the lines of one record's flow.

    Provisioning logs all its calls, result fetching only what it wrote. Of a rehearsed flow
    only the calls that were really made are logged.
    """
    if record.stage is StageName.RESULTS and not record.writes:
        return ()
    events = tuple(events)
    lines: list[SyncLogLine] = []
    if record.stage is StageName.RESULTS:
        lines.append(line(events[0].at, f"Results for {who(record)}"))
        # The guide has no line for the look at a Talent user whose link is not verified yet.
        events = tuple(each for each in events if not _is_look(each))
    found_nobody = False
    for event in events:
        said, found_nobody = _said(event, found_nobody, performed=performed)
        lines += [line(event.at, message) for message in said]
    return tuple(lines)


def _said(event: Event, found_nobody: bool, *, performed: bool) -> tuple[list[str], bool]:
    step = event.step
    if isinstance(step, Note):
        return NOTED[step.name](*step.values), (
            found_nobody or step.name == "secondary_id_not_numeric"
        )
    if step.action in WRITING and not performed:
        return [], found_nobody
    asking = ASKING[step.action](*step.arguments) if step.action in ASKING else []
    if found_nobody and step.action in LOOKING:
        asking = [f"Not found. {said}" for said in asking]
    return [*asking, *_answered(step, event)], isinstance(event.answer, Absent)


def _is_look(event: Event) -> bool:
    return isinstance(event.step, Call) and event.step.action in LOOKING


def line(at: datetime, message: str) -> SyncLogLine:
    """Return one line. Line breaks become blanks; other unprintable characters are escaped."""
    return SyncLogLine(at, printable(" ".join(message.splitlines())))


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
        now = self._clock()
        self._write([evolve(line(now, message), client_code=of) for message, of in messages])

    def _write(self, lines: Sequence[SyncLogLine]) -> None:
        if lines:
            with stopping_the_run():
                self._store.write(lines)
