"""Column types, and the columns that the schema is made of.

Databases compare texts otherwise than `model.plain` and `model.talent_number` do. So there are
columns that the database computes from another: they stay right when somebody edits a table by
SQL. Each dialect has its own expression for them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Computed, DateTime, Dialect, ForeignKey, Integer, Text
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import TypeDecorator

WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""All that `str.strip` takes away; ``trim`` in SQL takes only blanks."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on both sides, kept in UTC. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC)


class PlainText(ColumnElement[str]):
    """A column's text as `model.plain` makes it; null where the database cannot tell.

    That is a letter beyond ASCII, or two blanks in a row. Queries always find such rows, and
    `model.same_text` decides.
    """

    inherit_cache = False

    def __init__(self, source: str) -> None:
        self.source = source


class TalentNumber(ColumnElement[str]):
    """A column's text as `model.talent_number` reads it; null where it is no Talent id."""

    inherit_cache = False

    def __init__(self, source: str) -> None:
        self.source = source


def text(name: str) -> Column[str]:
    """A text; blank is ``""``, never null."""
    return Column(name, Text, nullable=False)


def yes_no(name: str) -> Column[bool]:
    """A box that is ticked or not."""
    return Column(name, Boolean(create_constraint=True, name=name), nullable=False)


def sequence() -> Column[int]:
    """The order in which rows were stored."""
    return Column("sequence", Integer, primary_key=True)


def key(name: str) -> Column[str]:
    """A text that is the row's primary key, or part of it."""
    return Column(name, Text, primary_key=True)


def unique(name: str) -> Column[str]:
    """A text that no other row has."""
    return Column(name, Text, nullable=False, unique=True)


def reference(name: str, other: str) -> Column[str]:
    """The key of a row of another table, such as ``clients.code``."""
    return Column(name, Text, ForeignKey(other), nullable=False)


def plain_of(name: str, source: str) -> Column[str | None]:
    """A computed column for finding the text in *source*; see `PlainText`."""
    return Column(name, Text, Computed(PlainText(source), persisted=False))


def talent_number_of(name: str, source: str) -> Column[str | None]:
    """A computed column for finding the Talent id in *source*; see `TalentNumber`."""
    return Column(name, Text, Computed(TalentNumber(source), persisted=False))
