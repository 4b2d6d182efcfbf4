"""The sorts of column that the schema is made of.

Two things SQLite does not do by itself: keep a time's zone, and compare texts as
`model.plain` and `model.talent_number` do. For the second there are columns that SQLite
computes from another, so that they are right whoever edits the file.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Computed, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""All that `str.strip` takes away; SQLite's own ``trim`` takes only blanks."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on both sides, kept in UTC. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime:  # noqa: ARG002  # the signature is SQLAlchemy's
        if value is None or value.utcoffset() is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC)


def text(name: str) -> Column[str]:
    """A text; blank is ``""``, never null."""
    return Column(name, Text, nullable=False)


def yes_no(name: str) -> Column[bool]:
    """A box that is ticked or not."""
    return Column(name, Boolean(create_constraint=True, name=name), nullable=False)


def plain_of(name: str, source: str) -> Column[str | None]:
    """The text in *source* as `model.plain` makes it, for finding.

    Null where SQLite cannot tell (a letter beyond ASCII, two blanks in a row): such rows
    are always found, and `model.same_text` decides.
    """
    trimmed = _trimmed(source)
    told = f"CASE WHEN {trimmed} GLOB '*[^ -~]*' OR instr({trimmed}, '  ') THEN NULL"
    return Column(name, Text, Computed(f"{told} ELSE lower({trimmed}) END", persisted=False))


def talent_number_of(name: str, source: str) -> Column[str | None]:
    """The text in *source* as `model.talent_number` reads it; null where it is no Talent id."""
    trimmed = _trimmed(source)
    number = f"nullif(ltrim({trimmed}, '0'), '')"
    told = f"CASE WHEN {trimmed} NOT GLOB '*[^0-9]*' THEN {number} END"
    return Column(name, Text, Computed(told, persisted=False))


def _trimmed(source: str) -> str:
    return f"trim({source}, char({', '.join(str(ord(white)) for white in _WHITE)}))"
