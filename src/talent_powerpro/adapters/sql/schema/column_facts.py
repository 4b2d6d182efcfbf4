"""Descriptions of the schema's columns, for the reference page."""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import Column, Integer, Text

from talent_powerpro.adapters.sql.columns import (
    Json,
    LocalDate,
    UtcDateTime,
    WholeNumber,
    Word,
    YesNo,
)
from talent_powerpro.adapters.sql.schema.identity import metadata


@frozen
class ColumnFact:
    """One column of the schema, as the reference page lists it."""

    table: str
    name: str
    type: str
    """In words, such as ``date or null``."""


_WORDS: tuple[tuple[type, str], ...] = (
    (UtcDateTime, "UTC date and time"),
    (Word, "text"),
    (Text, "text"),
    (YesNo, "0 or 1"),
    (Integer, "whole number"),
    (WholeNumber, "whole number"),
    (LocalDate, "date"),
    (Json, "JSON"),
)


def columns() -> tuple[ColumnFact, ...]:
    """Every column of every table, in the schema's own order."""
    return tuple(
        ColumnFact(table.name, column.name, _in_words(column))
        for table in metadata.tables.values()
        for column in table.columns
    )


def _in_words(column: Column[object]) -> str:
    word = next(word for sort, word in _WORDS if isinstance(column.type, sort))
    return f"{word} or null" if column.nullable else word
