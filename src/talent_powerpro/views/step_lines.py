"""Sync log lines of a record's flow: the tables from its calls and notes to lines.

Guide, "Logging". A line that the guide's picture shows is the guide's, word for word. Lines
are made of decoded values only, never of raw answers: TalentLMS's answers hold login keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from talent_powerpro.errors import Refused
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
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.step import Call, Event, Note
from talent_powerpro.records.write import WRITING
from talent_powerpro.views.list_lines import who


def _enrolling(name: str, course_id: str, group_key: str) -> list[str]:
    group = f" Group key: {group_key}" if group_key else ""
    return [f"Enrolling {name} in Talent Course ID {course_id}{group} ..."]


def _linking(client: Client, user_id: str) -> list[str]:
    aligned = f"PP Client: {client.code} Talent User: {user_id}"
    return [f"Updating PowerPro Client to align with Talent User ID: {aligned}"]


def _result(unit: Unit, result: UnitResult) -> list[str]:
    before = ", ".join(filter(None, (unit.outcome, day_text(unit.outcome_date))))
    was = f" (was {before})" if unit.outcome.strip() else ""
    return [f"{unit.code}: {result.outcome} on {day_text(result.outcome_date)}{was}"]


ASKING: dict[str, Callable[..., list[str]]] = {
    "user_by_id": lambda user_id: [f"Looking up Talent Student by User ID ({user_id})..."],
    "user_by_email": lambda email: [f"Looking up Talent Student by email ({email})..."],
    "user_by_login": lambda login: [f"Looking up Talent Student by login ({login})..."],
    "create_user": lambda _: ["Student not found in Talent, creating Student in Talent ..."],
    "set_secondary_id": _linking,
    "activate_user": lambda user_id: [f"Activating Talent User {user_id}..."],
    "enrol": lambda *_: ["Enrolling now..."],
    "edit_user": lambda user, details: [
        f"Updating Talent User {user.id}: {details.first_name} {details.last_name}, {details.email}"
    ],
    "unenrol": lambda user_id, course_id: [
        f"Taking Talent User {user_id} out of Talent Course ID {course_id}..."
    ],
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
    "suspending": lambda name, withdrawn: [
        f"{name} was {withdrawn.how} on {day_text(withdrawn.on)}."
    ],
    "returning": lambda name: [f"{name} is enrolled again after a withdrawal."],
    "remark": lambda remark: [] if remark.reason in SAID else [f"Note: {remark.message}"],
}
"""By note, the lines to log, from its values."""


def decoded(error_type: str, message: str) -> str:
    """Return an error of TalentLMS as the guide's log shows it."""
    return f'{{ "error": {{ "type": "{error_type}", "message": "{message}" }} }}'


def _answered(step: Call, event: Event) -> list[str]:
    """Return the lines of an answer. The expected answer to a write has none."""
    if isinstance(event.answer, Absent) and step.action in LOOKING:
        if not event.answer.request:  # The list of all users was read instead of one look-up.
            return [f"{LOOKING[step.action]}({step.arguments[0]}) - {event.answer.message}"]
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

    Provisioning logs all its calls, the other stages only what they wrote. Of a rehearsed flow
    only the calls that were really made are logged.
    """
    if record.stage is not StageName.PROVISIONING and not record.writes:
        return ()
    events = tuple(events)
    lines: list[SyncLogLine] = []
    if record.stage is not StageName.PROVISIONING:
        what = "Results for" if record.stage is StageName.RESULTS else "Suspension of"
        lines.append(line(events[0].at, f"{what} {who(record)}"))
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
