"""Transactions for reading and writing, on any database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from sqlalchemy import URL, Connection, Engine

from talent_powerpro.adapters.sql import faults
from talent_powerpro.ports.state import RunLock
from talent_powerpro.records.unreadable import UnreadableRow

Url: TypeAlias = str | URL
"""The address of a store. SQLAlchemy's own value never shows its password."""

Making: TypeAlias = Callable[[Connection], object]
"""Executes the statements of one write, within a transaction."""


def now_utc() -> datetime:
    """The current time in UTC: the default clock of a store."""
    return datetime.now(UTC)


class Database(Protocol):
    """An open database with one connection, as a dialect opens it."""

    lock: RunLock | None
    """The run lock to check at each write, as far as the database can."""

    @property
    def name(self) -> str:
        """The name for messages, without a password."""
        ...

    @property
    def reading(self) -> Engine:
        """An engine whose transactions read one consistent state of the database."""
        ...

    @property
    def writing(self) -> Engine:
        """An engine whose transactions lock out the writes of other programs from the start."""
        ...

    def translated(self) -> AbstractContextManager[None]:
        """Raise driver errors of the block as `PowerProUnusable`."""
        ...

    def check(self) -> None:
        """Raise `PowerProUnusable` if writes would be lost, or the run lock was.

        Called at the start of each transaction, and before the commit of one that writes.
        """
        ...

    def compact(self) -> None:
        """Rewrite the database without deleted rows, so that none of their bytes is left.

        Waits for other programs' writes. Raises `PowerProUnusable` where another program reads
        the database meanwhile, which may keep old bytes in a file beside it.
        """
        ...

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        ...


class Store:
    """The transactions of an open database, for the thread that opened it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = threading.get_ident()
        self._closed = False
        self._unreadable: dict[UnreadableRow, None] = {}
        self._delays = False
        self._delayed: list[Making] = []

    def guard(self, lock: RunLock) -> None:
        """Refuse transactions from the moment that *lock* is lost while it is held."""
        self._database.lock = lock

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one consistent state of the store."""
        with self._transaction(self._database.reading) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that locks out other writers; an exception rolls it back.

        It makes the delayed writes first.
        """
        with self._transaction(self._database.writing) as connection:
            # Forgotten only after the commit: a transaction that is rolled back made none of them.
            for write in self._delayed:
                write(connection)
            yield connection
            # Before the commit as well: the file may have been moved while the block ran.
            self._database.check()
        self._delayed.clear()

    def write_soon(self, write: Making) -> None:
        """Make *write* in a transaction of its own; within `group_commit`, in the next one."""
        if self._delays:
            self._on_its_thread()
            self._delayed.append(write)
        else:
            with self.writing() as connection:
                write(connection)

    @contextmanager
    def group_commit(self) -> Iterator[None]:
        """Let `write_soon` wait for the next transaction that writes, or for the block's end."""
        self._delays = True
        try:
            yield
        finally:
            self._delays = False
            try:
                self.settle()
            finally:
                # A write that fails must not fail every later transaction too.
                self._delayed.clear()

    def settle(self) -> None:
        """Make the delayed writes, so that reads of what they write see them."""
        if self._delayed:
            with self.writing():
                pass

    def report(self, row: UnreadableRow) -> None:
        """Remember that the agent went on without *row*, for the next `take_unreadable`."""
        self._unreadable[row] = None

    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        """The rows reported since the last call, each once."""
        taken = tuple(self._unreadable)
        self._unreadable.clear()
        return taken

    def compact(self) -> None:
        """Rewrite the store without deleted rows; see `Database.compact`. Not in a transaction."""
        self._on_its_thread()
        if self._closed:
            raise faults.out_of_place(self._database.name, "is closed")
        with self._database.translated():
            self._database.compact()

    @property
    def name(self) -> str:
        """The store's name for messages, without a password."""
        return self._database.name

    def translated(self) -> AbstractContextManager[None]:
        """Raise driver errors of the block as `PowerProUnusable`."""
        return self._database.translated()

    def close(self) -> None:
        """Close the store, which cannot be used afterwards. A second call does nothing."""
        self._on_its_thread()
        self._closed = True
        self._database.close()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._on_its_thread()
        if self._closed:
            raise faults.out_of_place(self._database.name, "is closed")
        # `translated` is outermost, because a commit can fail too.
        with self._database.translated(), engine.begin() as connection:
            self._database.check()
            yield connection

    def _on_its_thread(self) -> None:
        # SQLite's driver refuses too, but only after SQLAlchemy's pool has lost the connection.
        if threading.get_ident() != self._thread:
            raise faults.out_of_place(self._database.name, "was opened on another thread")
