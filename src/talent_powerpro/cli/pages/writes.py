"""Records with their writes, as lines."""

from __future__ import annotations

from collections.abc import Iterable

from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.record import Record
from talent_powerpro.views.writes import in_words


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
