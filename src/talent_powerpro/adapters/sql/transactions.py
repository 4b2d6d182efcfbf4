"""Reading and writing transactions over a database, whichever it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Connection, Engine

from talent_powerpro.adapters.sql import faults


def now_utc() -> datetime:
    """The clock of a store that was given none."""
    return datetime.now(UTC)


class Database(Protocol):
    """An open database of one connection, as a dialect opens it."""

    @property
    def name(self) -> str:
        """As faults show it; without a password."""
        ...

    @property
    def reading(self) -> Engine:
        """Begins transactions in which all queries see one state of the database."""
        ...

    @property
    def writing(self) -> Engine:
        """Begins transactions that no other program's write can come between."""
        ...

    def translated(self) -> AbstractContextManager[None]:
        """Raises the driver's errors of the block as `PowerProUnusable`."""
        ...

    def check(self) -> None:
        """Raises `PowerProUnusable` where writes would go nowhere.

        Called at the beginning of each transaction, and before it is committed.
        """
        ...

    def close(self) -> None:
        """Ends the connection, used or not. Twice equals once."""
        ...


class Store:
    """The transactions of an open database, for the thread that opened it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = threading.get_ident()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction in which all queries see one state of the store."""
        with self._transaction(self._database.reading) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other program's write can come between: all of it or nothing."""
        with self._transaction(self._database.writing) as connection:
            yield connection

    def close(self) -> None:
        """Twice equals once. The store cannot be used afterwards."""
        self._on_its_thread()
        self._closed = True
        self._database.close()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._on_its_thread()
        if self._closed:
            raise faults.out_of_place(self._database.name, "is closed")
        with self._database.translated(), engine.begin() as connection:
            self._database.check()
            yield connection
            self._database.check()

    def _on_its_thread(self) -> None:
        # SQLite's driver would refuse as well, after SQLAlchemy's pool had lost the connection.
        if threading.get_ident() != self._thread:
            raise faults.out_of_place(self._database.name, "was opened on another thread")
