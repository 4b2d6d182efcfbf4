"""Messages on rows that cannot be read, and the exit code of a command that met one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.screen import warn
from talent_powerpro.records.unreadable import REMEDY, UnreadableRow

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


def say_unreadable(sentences: Iterable[str]) -> Exit:
    """Print *sentences* on PowerPro's rows with the remedy, on standard error."""
    found = tuple(dict.fromkeys(sentences))
    for sentence in found:
        warn(sentence)
    if found:
        warn(REMEDY)
    return Exit.ATTENTION if found else Exit.DONE


def say_left_out(store: SqlPowerPro) -> Exit:
    """Print the rows that *store* has left out of what it was asked for, with their remedies."""
    return say_rows(store.journal.take_unreadable())


def say_rows(rows: Collection[UnreadableRow]) -> Exit:
    """Print rows that were left out, with their remedies."""
    for row in rows:
        warn(row.message)
    for remedy in dict.fromkeys(row.remedy for row in rows):
        warn(remedy)
    return Exit.ATTENTION if rows else Exit.DONE
