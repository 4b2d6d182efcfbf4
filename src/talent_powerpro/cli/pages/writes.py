"""Writes in words, the same for what a plan announces and what a run did."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.record import Record
from talent_powerpro.records.write import Write


def in_words(write: Write) -> str:
    """One write, with the old value where there was one."""
    return _WORDS[write.action](write)


def who(record: Record) -> str:
    """Whom a record is about."""
    return (
        f"{record.enrolment_id} {record.client_name} ({record.client_code}), {record.course_code}"
    )


def show_writes(screen: Screen, records: Iterable[Record]) -> None:
    """Each record that writes, with its writes below it."""
    for record in records:
        screen.line(f"{record.stage}: {who(record)}")
        for write in record.writes:
            screen.line(in_words(write), indent=4)


def _created(write: Write) -> str:
    return f"new Talent user {write.new['name']}, {write.new['email']}"


def _linked(write: Write) -> str:
    return (
        f"Secondary ID of client {write.target}: "
        f"{_or_blank(write.old['secondary_id'])} -> {write.new['secondary_id']}"
    )


def _activated(write: Write) -> str:
    return f"Talent user {write.target}: {write.old['status']} -> {write.new['status']}"


def _enrolled(write: Write) -> str:
    return f"Talent user {write.target} in Talent course {write.new['talent_course_id']}"


def _grouped(write: Write) -> str:
    return f"Talent user {write.target} in Talent group {write.new['talent_group_key']}"


def _logged(write: Write) -> str:
    return f"contact log of enrolment {write.target}: {write.new['description']}"


def _result(write: Write) -> str:
    old, new = (f"{r['outcome']} {r['outcome_date']}".strip() for r in (write.old, write.new))
    return f"{unit_code(write)}: {_or_blank(old)} -> {new}"


def unit_code(write: Write) -> str:
    """Of a written result: the unit's own code."""
    return write.target.partition(" ")[0]


def _or_blank(text: str) -> str:
    return text or "(blank)"


_WORDS: dict[str, Callable[[Write], str]] = {
    "create_user": _created,
    "set_secondary_id": _linked,
    "activate_user": _activated,
    "enrol": _enrolled,
    "add_to_group": _grouped,
    "add_contact_log": _logged,
    "set_result": _result,
}
"""By the port's method."""
