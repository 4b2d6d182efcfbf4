"""Rows with a value that cannot be read: each is named by table, row, column and value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, FromClause, Row, Select, Table, Text, select

from talent_powerpro.adapters.sql import faults
from talent_powerpro.adapters.sql.columns import Checked, Unread, UtcDateTime, Word, YesNo
from talent_powerpro.errors import Failed
from talent_powerpro.records.unreadable import UnreadableRow, row_unreadable

_UNREAD = frozenset({Unread, bytes})
"""The types of values that cannot be read. The schema has no binary columns."""
_LONGEST = 60
"""Letters of a value that a message shows."""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def fetched(connection: Connection, query: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of *query*. Raises `PowerProUnusable` if one of them cannot be read.

    For queries whose every row is needed; `rows_of` reads the others despite such a row.
    """
    rows = connection.execute(query).all()
    if bad := [each for each in rows if not is_readable(each)]:
        columns = columns_in(query)
        raise faults.unreadable(each for row in bad for each in sentences(row._asdict(), columns))
    return rows


def rows_of(
    connection: Connection, query: Select[Any], **parameters: object
) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Yield the cells of each row of *query*, with a sentence for each that cannot be read.

    A cell that cannot be read has its blank value.
    """
    columns = columns_in(query)
    for row in connection.execute(query, parameters).all():
        yield _cells(row._asdict(), columns)


def joined_rows_of(
    connection: Connection, joined: FromClause, *tables: Sequence[Column[Any]], where: Any
) -> Iterator[tuple[tuple[dict[str, Any], tuple[str, ...]], ...]]:
    """Yield the rows of *joined* as `rows_of` does, with a part for the columns of each table."""
    query = select(*chain.from_iterable(tables)).select_from(joined).where(where)
    columns = [{each.name: each for each in table} for table in tables]
    for row in connection.execute(query).all():
        cells = iter(row)
        yield tuple(_cells(dict(zip(each, cells, strict=False)), each) for each in columns)


def _cells(
    row: dict[str, Any], columns: Mapping[str, Column[Any]]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    if is_readable(row.values()):
        return row, ()
    unread = ((name, value) for name, value in row.items() if not is_readable((value,)))
    blanks = {name: _blank(columns[name], value) for name, value in unread}
    return row | blanks, sentences(row, columns)


def failed(why: Iterable[str]) -> Failed:
    """The fault of the one record that needs an unreadable row of the agent's state."""
    row = UnreadableRow(" ".join(why))
    return row_unreadable(row.message, row.remedy)


def all_unreadable(connection: Connection, tables: Iterable[Table]) -> tuple[str, ...]:
    """A sentence for each value in *tables* that cannot be read."""
    return tuple(
        each
        for table in tables
        for _, why in rows_of(
            connection, select(*(column for column in table.columns if column.computed is None))
        )
        for each in why
    )


def is_readable(row: Iterable[object]) -> bool:
    """Whether each value of the row is of its column's type."""
    return _UNREAD.isdisjoint(map(type, row))


def columns_in(query: Select[Any]) -> Mapping[str, Column[Any]]:
    """The columns that *query* selects, under their own names."""
    return {each.name: each for each in query.selected_columns if isinstance(each, Column)}


def sentences(row: Mapping[str, Any], columns: Mapping[str, Column[Any]]) -> tuple[str, ...]:
    """A sentence for each value of *row* that cannot be read."""
    return tuple(by_column(row, columns).values())


def by_column(row: Mapping[str, Any], columns: Mapping[str, Column[Any]]) -> dict[str, str]:
    """`sentences` by the name of the column."""
    return {
        name: sentence(columns[name], named(columns[name].table, row), value)
        for name, value in row.items()
        if not is_readable((value,))
    }


def sentence(column: Column[Any], row: str, value: object) -> str:
    """The sentence on one value that cannot be read. *row* is the row's key."""
    wanted = column.type.wanted if isinstance(column.type, Checked) else "text in UTF-8"
    return (
        f"Row {row} of the table {column.table.name} in PowerPro's store cannot be read: "
        f"{column.name} is {shown(value)}, which is not {wanted}."
    )


def named(table: Any, row: Mapping[str, Any]) -> str:
    """The key of a row, as far as the query has it."""
    for names in (["id"], ["code"], [each.name for each in table.primary_key]):
        if found := [as_text(row[name]) for name in names if name in row]:
            return ", ".join(found)
    return "unknown"


def _blank(column: Column[Any], value: object) -> Any:
    match column.type:
        case Text():
            return as_text(value)
        case _ if column.nullable:
            return None
        case YesNo():
            return False
        case UtcDateTime():
            return _NO_TIME
        case Word(words=words):
            return next(iter(words))
        case _:
            return None


def as_text(value: object) -> str:
    raw = value.raw if isinstance(value, Unread) else value
    return raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)


def shown(value: object) -> str:
    """The value for a message, cut where it is long."""
    raw = value.raw if isinstance(value, Unread) else value
    text = str(raw) if isinstance(raw, int | float) else repr(as_text(raw))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
