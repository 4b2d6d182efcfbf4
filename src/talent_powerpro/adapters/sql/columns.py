"""Column types and column constructors of the schema.

A database compares text differently from `model.plain` and `model.talent_number`. To search by
them, the schema has computed columns: the database itself keeps these correct, even when
someone edits a table by SQL. Each dialect has its own expression for them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Computed, DateTime, Dialect, ForeignKey, Integer, Text
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import TypeDecorator

WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""The characters that `str.strip` removes. SQL's ``trim`` alone removes only spaces."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware in Python and stored in UTC. A naive value raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        # SQLite stores no zone.
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC)


class PlainText(ColumnElement[str]):
    """The SQL expression of `model.plain` over a text column; null where SQL cannot compute it.

    That is the case for a letter beyond ASCII, or two blanks in a row. Queries include such
    rows, and `model.same_text` decides in Python.
    """

    inherit_cache = False

    def __init__(self, source: str) -> None:
        self.source = source


class TalentNumber(ColumnElement[str]):
    """The SQL expression of `model.talent_number` over a text column; null for no Talent id."""

    inherit_cache = False

    def __init__(self, source: str) -> None:
        self.source = source


def text(name: str) -> Column[str]:
    """A text column; blank is ``""``, never null."""
    return Column(name, Text, nullable=False)


def yes_no(name: str) -> Column[bool]:
    """A tick box column, true or false."""
    # SQLite has no boolean type. The check constraint refuses any other number.
    return Column(name, Boolean(create_constraint=True, name=name), nullable=False)


def sequence() -> Column[int]:
    """The primary key of a table whose rows keep the order in which they were stored."""
    return Column("sequence", Integer, primary_key=True)


def key(name: str) -> Column[str]:
    """A text column that is the primary key, or part of it."""
    return Column(name, Text, primary_key=True)


def unique(name: str) -> Column[str]:
    """A text column with a unique constraint."""
    return Column(name, Text, nullable=False, unique=True)


def reference(name: str, other: str) -> Column[str]:
    """A foreign key; *other* is its target, such as ``clients.code``."""
    return Column(name, Text, ForeignKey(other), nullable=False)


def plain_of(name: str, source: str) -> Column[str | None]:
    """A computed column that makes the text in *source* searchable; see `PlainText`."""
    return Column(name, Text, Computed(PlainText(source), persisted=False))


def talent_number_of(name: str, source: str) -> Column[str | None]:
    """A computed column that makes the Talent id in *source* searchable; see `TalentNumber`."""
    return Column(name, Text, Computed(TalentNumber(source), persisted=False))
