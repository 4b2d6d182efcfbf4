"""Merge of imported rows with the stored rows of the same groups, some groups at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from typing import Any

from attrs import Factory, define, frozen
from sqlalchemy import Column, Connection, MetaData, Table, Text, select, update

from talent_powerpro.adapters.sql.columns import OF_AN_RTO
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.import_staging import StagedRow
from talent_powerpro.adapters.sql.import_tables import (
    Identity,
    ImportTable,
    LastImported,
    StoredRow,
    as_json,
    key_of,
    to_the_minute,
    to_the_second,
)
from talent_powerpro.adapters.sql.row_matching import (
    UnitRow,
    same_keys,
    same_logs,
    same_units,
)
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.import_set import Cells, Kind, merge

_UNREAD = object()
"""In place of a stored cell that cannot be read. The import's cell replaces it."""
_NOT_IMPORTED = "The file's row was not imported."
_IMPORTED = Table(
    "imported_rows",
    MetaData(),
    *(Column(name, Text) for name in ("kind", "row", "cells")),
    info={OF_AN_RTO: True},
)
"""`schema.imported_rows` with its JSON as text."""


@define
class Done:
    """What the import of one kind did so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: list[tuple[int | str, tuple[str, ...]]] = Factory(list)
    """Places and keys of rows that an earlier import had and this one lacks."""
    left_out: list[tuple[int, str]] = Factory(list)
    """Positions in the import and sentences on rows that were left out."""
    not_replaced: list[tuple[int | str, str]] = Factory(list)
    """Places of rows and sentences on values that cannot be read and that the import keeps."""

    @property
    def absent(self) -> Iterator[tuple[str, ...]]:
        """The keys of `gone`, in the order of the store. Those rows stay in the store."""
        return (key for _, key in sorted(self.gone))

    @property
    def warnings(self) -> Iterable[str]:
        """The sentences, each once: first on the import's rows, then on the store's."""
        left_out = sorted(self.left_out, key=lambda each: each[0])
        not_replaced = sorted(self.not_replaced, key=lambda each: each[0])
        return dict.fromkeys(sentence for _, sentence in (*left_out, *not_replaced))


def merge_groups(
    connection: Connection,
    target: ImportTable,
    rows: Sequence[StagedRow],
    stored: Sequence[StoredRow],
    doubtful: Sequence[StoredRow],
    done: Done,
) -> list[StagedRow]:
    """Merge *rows* into the *stored* rows of the same groups, and return the new ones.

    *doubtful* are stored rows of which not even the group can be read. Adds to *done*.
    """
    settled = _settled(target, rows, stored, _remembered(connection, target, stored))
    done.unchanged += len(settled)
    rows = [row for row in rows if row.position not in settled]
    same = frozenset(settled.values())
    left = [row for row in stored if row.id not in same]
    merged = _Merged.of(target, left, target.last_imported(connection, (row.id for row in left)))
    unsure = [row for row in (*doubtful, *left) if not row.cells.keys() >= {*target.key}]
    new = []
    for row, found in zip(rows, merged.same_rows(rows), strict=True):
        if found is not None:
            why = merged.join(row, found)
        elif not (why := _perhaps_stored(target, row, unsure)):
            new.append(row)
        done.left_out += ((row.position, f"{each} {_NOT_IMPORTED}") for each in why)
    merged.add_to(done, left)
    merged.write(connection)
    return new


def _settled(
    target: ImportTable,
    rows: Sequence[StagedRow],
    stored: Iterable[StoredRow],
    texts: Mapping[str, str],
) -> dict[int, str]:
    """Rows that no other has the key of, and that equal the last import: positions and row ids.

    Most rows of a daily import are so. The merge would change nothing, and take longer.
    """
    needed = {target.id, *target.key}
    by_key: dict[Identity, list[StoredRow]] = {}
    for each in stored:
        if needed <= each.cells.keys():
            by_key.setdefault(tuple(each.cells[name] for name in target.key), []).append(each)
    keys = [target.identity(row.key) for row in rows]
    times = Counter(keys)
    settled = {}
    for row, key in zip(rows, keys, strict=True):
        there = by_key.get(key, ())
        if not len(there) == times[key] == 1:
            continue
        if not there[0].unreadable and texts.get(there[0].id) == row.remembered:
            settled[row.position] = there[0].id
    return settled


def _perhaps_stored(
    target: ImportTable, row: StagedRow, unsure: Iterable[StoredRow]
) -> Sequence[str]:
    """Why a row that seems to be new may be a stored one whose key cannot be read."""
    new = dict(zip(target.key, target.identity(row.key), strict=True))
    for each in unsure:
        keys = each.cells.keys() & new.keys()
        if len(keys) < len(new) and all(each.cells[name] == new[name] for name in keys):
            return tuple(each.unreadable.values())
    return ()


@frozen
class _Merged:
    """Stored rows of some groups, and what the import changes in them."""

    target: ImportTable
    rows: Mapping[str, Mapping[str, Any]]
    """By id, the cells of the stored rows whose keys can be read."""
    last: LastImported
    changed: dict[str, Cells] = Factory(dict)
    """Row ids with the columns that change and their new values."""
    remembered: dict[str, Cells] = Factory(dict)
    """Row ids with the imported cells, for the next import to compare."""
    same: set[str] = Factory(set)
    """Ids of stored rows that the import has, changed or not."""

    @classmethod
    def of(cls, target: ImportTable, stored: Iterable[StoredRow], last: LastImported) -> _Merged:
        needed = {target.id, *target.key}
        return cls(target, {r.id: r.cells for r in stored if needed <= r.cells.keys()}, last)

    def same_rows(self, rows: Sequence[StagedRow]) -> list[str | None]:
        """For each imported row, the id of the stored one; ``None``: the store has none."""
        target, last = self.target, self.last.rows
        keys = [target.identity(row.key) for row in rows]
        ids = {row: tuple(cells[name] for name in target.key) for row, cells in self.rows.items()}
        if target.kind is Kind.CONTACT_LOG:
            return same_logs(keys, ids, (to_the_second, to_the_minute))
        if target.kind is not Kind.UNIT:
            return same_keys(keys, ids)
        # Compare start dates as last imported: a date corrected in the store must not make the
        # unit look like a new one.
        starts = {row: last.get(row, cells).get("start_date") for row, cells in self.rows.items()}
        return same_units(
            [UnitRow(k, row.cells.get("start_date")) for k, row in zip(keys, rows, strict=True)],
            {row: UnitRow(key, starts[row]) for row, key in ids.items()},
        )

    def join(self, row: StagedRow, found: str) -> Sequence[str]:
        """Merge *row* into the stored row *found*. Returns why not, if it was left out."""
        self.same.add(found)
        target, stored, last = self.target, self.rows[found], self.last.rows.get(found)
        cells = row.cells
        if found in self.last.unreadable and any(
            stored.get(name) != cell for name, cell in cells.items()
        ):
            # What the agent wrote since then cannot be told from what a person edited.
            return (self.last.unreadable[found],)
        if target.kind is Kind.CONTACT_LOG and last is None:
            # The agent wrote this log, and the exporting system has only copied it. Keep the
            # original, and remember that the other system has it.
            self.remembered[found] = cells
            return ()
        before = last or {}
        merged = merge(cells, stored, before)
        if changes := {
            name: cell for name, cell in merged.items() if cell != stored.get(name, _UNREAD)
        }:
            self.changed[found] = changes
        if last is None or {**before, **cells} != before:
            self.remembered[found] = {**before, **cells}
        return ()

    def add_to(self, done: Done, stored: Iterable[StoredRow]) -> None:
        """Add the counts, and what is to be said on the *stored* rows."""
        done.changed += len(self.changed)
        done.unchanged += len(self.same) - len(self.changed)
        for row in stored:
            replaced = self.changed.get(row.id, {})
            done.not_replaced += (
                (row.place, why) for name, why in row.unreadable.items() if name not in replaced
            )
            # A row that was never imported, such as a host's own, cannot be missing from an import.
            if row.id in self.rows and row.id in self.last.rows and row.id not in self.same:
                done.gone.append((row.place, key_of(self.target, row.cells)))

    def write(self, connection: Connection) -> None:
        """Store the changes."""
        table = self.target.table
        for row, changes in self.changed.items():
            theirs = table.c[self.target.id] == row
            connection.execute(update(table).where(theirs).values(**changes))
        texts = {row: dumps(as_json(cells)) for row, cells in self.remembered.items()}
        remember(connection, self.target, texts)


def _remembered(
    connection: Connection, target: ImportTable, stored: Iterable[StoredRow]
) -> dict[str, str]:
    """The cells of the last import as JSON, by row id."""
    table = _IMPORTED.c
    query = select(table.row, table.cells).where(table.kind == target.kind.value)
    some = (query.where(table.row.in_(ids)) for ids in pieces(row.id for row in stored))
    return {row: text for each in some for row, text in connection.execute(each)}


def remember(connection: Connection, target: ImportTable, texts: Mapping[str, str]) -> None:
    """Store the imported cells of rows, by row id, as JSON."""
    rows = [{"kind": target.kind.value, "row": row, "cells": text} for row, text in texts.items()]
    upsert = dialect_of(connection).upsert
    upsert(connection, _IMPORTED, rows, key=("kind", "row"), values=("cells",))
