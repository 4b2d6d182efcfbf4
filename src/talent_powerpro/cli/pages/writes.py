"""Lines about records and their writes."""

from __future__ import annotations

from collections.abc import Iterable

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.blocks import Named
from talent_powerpro.records.record import Record
from talent_powerpro.views.writes import in_words


def who(record: Record | Named) -> str:
    """The enrolment, client and course of a record, or of a name in a block."""
    return (
        f"{record.enrolment_id} {record.client_name} ({record.client_code}), {record.course_code}"
    )


def show_writes(screen: Screen, records: Iterable[Record]) -> None:
    """Print each record, with its writes below it."""
    for record in records:
        screen.line(f"{record.stage}: {who(record)}")
        for write in record.writes:
            screen.line(in_words(write), indent=4)


def writes_for(writes: int, records: int) -> str:
    """How many writes for how many records, such as "10 writes for 2 records"."""
    return f"{count(writes, 'write')} for {count(records, 'record')}"
