"""Copy of an RTO's rows from one store to another, of the same kind or of another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from datetime import datetime
from itertools import islice
from os.path import realpath

from attrs import frozen
from sqlalchemy import Connection, Table, func, select

from talent_powerpro.adapters.sql.copied_rows import (
    TABLES,
    Told,
    delete_rows,
    first_difference,
    has_rows,
    insert_page,
    pages,
)
from talent_powerpro.adapters.sql.copy_checks import faults_of_rows
from talent_powerpro.adapters.sql.dialects import Dialect, dialect_for, url_of
from talent_powerpro.adapters.sql.moved import (
    Moved,
    check_not_moved,
    mark_moved,
    move_in,
    unmark,
)
from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS
from talent_powerpro.adapters.sql.transactions import Store, Url, now_utc
from talent_powerpro.adapters.sql.unreadable import named
from talent_powerpro.errors import PowerProUnusable, SettingsFault

__all__ = ["Copied", "Moved", "copy_store", "reopen"]

MOST_FAULTS = 20
"""Faults that are named one by one."""

Update = Callable[[str, int, int | None], object]
"""Called with the name of a piece of work, the rows done, and all rows."""


@frozen
class Copied:
    """A copy that was made, and compared row by row."""

    source: str
    """The name of the store that was copied, as messages show it."""
    target: str
    """The name of the store that has the rows now."""
    rows: Mapping[str, int]
    """The number of rows of each table."""
    replaced: bool = False
    """Whether earlier rows of the RTO were deleted in the target."""
    was_there: bool = False
    """Whether the target had all these rows already, and only the mark was missing."""


def copy_store(
    source: Url,
    target: Url,
    *,
    rto: str = "",
    replace: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    clock: Callable[[], datetime] = now_utc,
    progress: Update = lambda *_: None,
) -> Copied:
    """Copy the rows of *rto* from the store at *source* to the one at *target*, URLs of both.

    Holds the run locks of both. Makes the target if it is missing. Every row is compared
    before the target's one transaction ends; after an interruption at any point the target is as
    it was, or complete. The source is then marked as moved, and no longer opened. Nobody but the
    agent's own commands is kept from editing the source meanwhile.

    A target that has rows of the RTO is refused, unless it was moved to *source* earlier, the
    rows are the very same, or *replace* says that they may be deleted. Raises `SettingsFault` for
    that, for values that the target cannot hold and for a source that was moved, `LockHeld` during
    a run, and `PowerProUnusable`.
    """
    one, other = dialect_for(source), dialect_for(target)
    from_, to = one.named(url_of(source)), other.named(url_of(target))
    is_one_file = one.name == other.name == "sqlite" and realpath(from_) == realpath(to)
    if url_of(source) == url_of(target) or is_one_file:
        raise SettingsFault(f"FROM and TO are the same store, {from_}.")
    with (
        one.run_lock(source, rto=rto, clock=clock).hold("copy-store"),
        closing(one.open(source, rto=rto, busy_seconds=busy_seconds)) as store,
        other.run_lock(target, rto=rto, clock=clock).hold("copy-store"),
        # Commands that take no run lock, such as `release`, must wait too.
        store.writing() as here,
    ):
        check_not_moved(here, from_)
        copying = _Copying(store, here, from_, to, progress)
        copying.check(other)
        with other.filling(target, rto=rto, busy_seconds=busy_seconds) as there:
            copied = copying.copy_to(there, replace=replace)
        # A kill before this leaves two stores without a mark. The same command then adds it.
        mark_moved(here, Moved(to, clock()))
    return copied


def reopen(
    url: Url,
    *,
    rto: str = "",
    busy_seconds: float = BUSY_SECONDS,
    clock: Callable[[], datetime] = now_utc,
) -> Moved:
    """Delete the mark of the store at *url*, so that it can be opened again; returns the mark.

    Raises `SettingsFault` for a store that was not moved, and as `copy_store` does.
    """
    dialect = dialect_for(url)
    with (
        dialect.run_lock(url, rto=rto, clock=clock).hold("copy-store"),
        closing(dialect.open(url, rto=rto, busy_seconds=busy_seconds)) as store,
        store.writing() as connection,
    ):
        move = move_in(connection)
        if move is None:
            raise SettingsFault(f"PowerPro's store {store.name} was not moved. It can be used.")
        unmark(connection)
        return move


class _Copying:
    """One copy, within a transaction of each store."""

    def __init__(
        self, store: Store, here: Connection, source: str, target: str, progress: Update
    ) -> None:
        self._store, self._here = store, here
        self._source, self._target = source, target
        self._progress = progress
        self._counts = {table.name: _count(here, table) for table in TABLES}

    def check(self, target: Dialect) -> None:
        """Raise `SettingsFault` for rows that the target cannot hold, all at once."""
        found = faults_of_rows(self._store, self._here, target, self._told("checking"))
        faults = list(islice(found, MOST_FAULTS))
        if not faults:
            return
        if more := sum(1 for _ in found):
            faults.append(f"There are {more} more.")
        raise SettingsFault(
            faults,
            remedy="Nothing was copied. Correct these rows in PowerPro, or in the store "
            f"{self._source} with SQL, then give the command again.",
        )

    def copy_to(self, there: Connection, *, replace: bool) -> Copied:
        replaced = has_rows(there)
        move = move_in(there)
        if replaced and not move and not self._difference(there):
            return Copied(self._source, self._target, self._counts, was_there=True)
        if replaced and not replace and not (move and move.store == self._source):
            raise self._not_empty(there, move)
        if replaced:
            delete_rows(there)
        unmark(there)
        told = self._told("copying")
        for table in TABLES:
            with pages(self._store.translated, self._here, table) as found:
                for page in found:
                    insert_page(there, table, page)
                    told(table, len(page))
        if different := self._difference(there):
            raise PowerProUnusable(
                f"After the copy, {different} was not the same in {self._target} as in "
                f"{self._source}. Nothing was copied.",
                remedy="Close other programs that edit the store, then give the command again.",
            )
        return Copied(self._source, self._target, self._counts, replaced=replaced)

    def _difference(self, there: Connection) -> str:
        told = self._told("comparing")
        for table in TABLES:
            with (
                pages(self._store.translated, self._here, table) as mine,
                pages(nullcontext, there, table) as theirs,
            ):
                found = first_difference(mine, theirs, table, told)
            if found:
                row, column = found
                of = f"row {named(table, row._asdict())} of the table {table.name}"
                return f"{column} of {of}" if column else of
        return ""

    def _told(self, what: str) -> Told:
        total, done = sum(self._counts.values()), 0

        def told(_: Table, rows: int) -> None:
            nonlocal done
            done += rows
            self._progress(what, done, total)

        return told

    def _not_empty(self, there: Connection, move: Moved | None) -> SettingsFault:
        counts = ", ".join(
            f"{found:,} {table.name}" for table in TABLES if (found := _count(there, table))
        )
        moved = f" They were moved to {move.store} on {move.day}." if move else ""
        return SettingsFault(
            f"{self._target} has rows of this RTO already: {counts}.{moved}",
            remedy="Nothing was copied. Name another file or database as TO. If nobody needs these "
            "rows any more, give the command again with --replace, which deletes them.",
        )


def _count(connection: Connection, table: Table) -> int:
    query = select(func.count()).select_from(table)
    return int(connection.execute(query).scalar_one())
