"""Descriptions of the schema's columns, for the reference page."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from sqlalchemy import Column, Integer

from talent_powerpro.adapters.sql.columns import (
    Json,
    LocalDate,
    LongText,
    ShortText,
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


_WORDS: Mapping[type, str] = {
    UtcDateTime: "UTC date and time",
    Word: "text",
    ShortText: "text",
    LongText: "text",
    YesNo: "0 or 1",
    Integer: "whole number",
    WholeNumber: "whole number",
    LocalDate: "date",
    Json: "JSON",
}


def columns() -> tuple[ColumnFact, ...]:
    """Every column of every table, in the schema's own order."""
    return tuple(
        ColumnFact(table.name, column.name, _in_words(column))
        for table in metadata.tables.values()
        for column in table.columns
    )


def _in_words(column: Column[object]) -> str:
    word = _WORDS[type(column.type)]
    return f"{word} or null" if column.nullable else word
