"""Column types and column constructors of the schema.

A database compares text differently from `model.plain` and `model.talent_number`. To search by
them, the schema has computed columns: the database itself keeps these correct, even when
someone edits a table by SQL. Each dialect has its own expression for them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from json import dumps, loads
from typing import Any

from attrs import frozen
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    Text,
)
from sqlalchemy.sql.expression import ColumnElement, FunctionElement
from sqlalchemy.types import TypeDecorator

WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""The characters that `str.strip` removes. SQL's ``trim`` alone removes only spaces."""


OF_AN_RTO = "of an RTO"
"""The mark of a table whose rows belong to an RTO, in its ``info``. On a server each statement over
it says which RTO's rows are meant."""


@frozen
class Unread:
    """A stored value that is not one of its column's type, in place of the value."""

    raw: object


class Checked(TypeDecorator[Any]):
    """A column type that reads a value of another type as `Unread`, and never raises.

    SQLite stores any value in any column, so an edit by hand or by another program may leave one.
    A whole query must not fail for one row.
    """

    wanted: str
    """What a value has to be, for a message."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        converted = self.impl_instance.result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            if value is None:
                return None
            try:
                return self.checked(value, converted)
            except (ValueError, TypeError, LookupError, RecursionError):
                return Unread(value)

        return read

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> Any:
        """The stored *value* as a value of the type. *converted* is the implementing type's."""
        return converted(value) if converted else value


class ShortText(Text):
    """A text that is a key or part of one: a code, an id, a name of the agent's own.

    Servers limit what an index can have, so such a text has at most `KEY_LENGTH` characters there.
    """


class LongText(Text):
    """Any other text."""


KEY_LENGTH = 255
"""The longest key on a server. Three of them fit into one index of MariaDB."""


class LocalDate(Checked):
    """A local date. A blank text is no date: some programs write it where a date is cleared."""

    impl = Date
    cache_ok = True
    wanted = "a date such as 2026-03-17"

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> date | None:
        if isinstance(value, str) and not value.strip():
            return None
        found: date = super().checked(value, converted)
        return found


class UtcDateTime(Checked):
    """A moment, aware in Python and stored in UTC. A naive value raises ValueError."""

    impl = DateTime
    cache_ok = True
    wanted = "a date and time in UTC such as 2026-03-17 09:30:00.000000"

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        # SQLite stores no zone.
        return value.astimezone(UTC).replace(tzinfo=None)

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> datetime | Unread:
        found: datetime = super().checked(value, converted)
        # A date alone, which is a text where the database has no type for times, would be read as
        # midnight.
        is_day = isinstance(value, str) and len(value) < len("2026-03-17 09:30:00")
        # The store has times in UTC, without a zone.
        if found.tzinfo is not None or is_day:
            return Unread(value)
        return found.replace(tzinfo=UTC)


class YesNo(Checked):
    """A tick box: true or false."""

    impl = Boolean
    cache_ok = True
    wanted = "0 or 1"

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> bool | Unread:  # noqa: ARG002  # of no use: it takes any text for true
        return bool(value) if value in (0, 1) else Unread(value)


class WholeNumber(Checked):
    """A whole number."""

    impl = Integer
    cache_ok = True
    wanted = "a whole number"

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> int | Unread:  # noqa: ARG002  # SQLite's driver converts numbers
        return value if isinstance(value, int) else Unread(value)


class Json(Checked):
    """A JSON list or object, stored as text: queries compare it by its letters."""

    impl = Text
    cache_ok = True
    wanted = "JSON as the agent writes it"

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002  # the signature is SQLAlchemy's
        return dumps(value)

    def checked(self, value: Any, converted: Callable[[Any], Any] | None) -> Any:  # noqa: ARG002  # a text needs no conversion
        if value == "[]":
            return []  # Nearly all lists are empty, and reading JSON takes long.
        found = loads(value)
        return found if isinstance(found, list | dict) else Unread(value)


class Word(Checked):
    """One of an enumeration's words, as text."""

    impl = Enum
    cache_ok = True

    def __init__(self, words: type[StrEnum], *, name: str) -> None:
        super().__init__(
            words,
            # SQLite has no enum type. A check constraint refuses any other word.
            native_enum=False,
            create_constraint=True,
            name=name,
            values_callable=lambda members: [each.value for each in members],
        )
        # SQLAlchemy tells types apart by it, where it has compiled a statement before.
        self.words = words
        self.wanted = " or ".join(words)


class IsValid(ColumnElement[bool]):
    """The SQL expression for whether a column has a value of its `Checked` type, or null."""

    inherit_cache = False

    def __init__(self, name: str, kind: type[Checked]) -> None:
        self.name = name
        self.kind = kind


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


class ClosedOn(FunctionElement[str]):
    """The SQL expression for the day on which an enrolment was closed, as text.

    It is the earlier of withdrawal date and completion date, and `NEVER` where there is none. A
    value that is no date counts as none, so that its row is not left out.
    """

    inherit_cache = True
    type = Text()


class ScopeEnds(FunctionElement[str]):
    """The SQL expression for the day on which an enrolment leaves the scope of results, as text.

    It is `AT_ONCE` where the booking is surely not confirmed or a host's status says so, and
    `NEVER` where nothing ends it. Archived courses and contact logs do not count.
    """

    inherit_cache = True
    type = Text()


class UnitLine(FunctionElement[str]):
    """The SQL expression for a unit's line of `records.scope.unit_lines`."""

    inherit_cache = True
    type = Text()


class UnitLines(FunctionElement[str]):
    """The SQL expression for `records.scope.unit_lines` of the row of ``enrolments``.

    It is null for an enrolment without units.
    """

    inherit_cache = True
    type = Text()


NEVER = "9999-12-31"
"""Stands for no day in expressions over dates."""
AT_ONCE = "0001-01-01"
"""Comes before every day."""


def text(name: str) -> Column[str]:
    """A text column; blank is ``""``, never null."""
    return Column(name, LongText, nullable=False)


def short_text(name: str) -> Column[str]:
    """A text column that a constraint or an index names; blank is ``""``, never null."""
    return Column(name, ShortText, nullable=False)


def yes_no(name: str, *, nullable: bool = False) -> Column[bool]:
    """A tick box column, true or false."""
    # SQLite has no boolean type. The check constraint refuses any other number.
    return Column(name, YesNo(create_constraint=True, name=name), nullable=nullable)


def day(name: str, *, nullable: bool = True) -> Column[date]:
    """A column for a local date."""
    return _checked(name, LocalDate, nullable)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A column for a moment in UTC."""
    return _checked(name, UtcDateTime, nullable)


def json(name: str) -> Column[Any]:
    """A column for a JSON value."""
    return _checked(name, Json, nullable=False)


def whole_number(name: str, *, nullable: bool = False) -> Column[int]:
    """A column for a whole number."""
    return _checked(name, WholeNumber, nullable)


def _checked(name: str, kind: type[Checked], nullable: bool) -> Column[Any]:
    valid = CheckConstraint(IsValid(name, kind), name=name)
    return Column(name, kind, valid, nullable=nullable)


def sequence() -> Column[int]:
    """The primary key of a table whose rows keep the order in which they were stored."""
    return Column("sequence", Integer, primary_key=True)


def key(name: str) -> Column[str]:
    """A text column that is the primary key, or part of it."""
    return Column(name, ShortText, primary_key=True)


def unique(name: str) -> Column[str]:
    """A text column with a unique constraint."""
    return Column(name, ShortText, nullable=False, unique=True)


def reference(name: str, other: str) -> Column[str]:
    """A foreign key; *other* is its target, such as ``clients.code``."""
    return Column(name, ShortText, ForeignKey(other), nullable=False)


def plain_of(name: str, source: str) -> Column[str | None]:
    """A computed column that makes the text in *source* searchable; see `PlainText`."""
    return Column(name, ShortText, Computed(PlainText(source), persisted=False))


def talent_number_of(name: str, source: str) -> Column[str | None]:
    """A computed column that makes the Talent id in *source* searchable; see `TalentNumber`."""
    return Column(name, ShortText, Computed(TalentNumber(source), persisted=False))
