"""Opening the SQLite file, and its transactions.

Opening never makes a file: a scheduler that starts in the wrong folder would leave an
empty store there and find nobody to provision. Making is a call of its own.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql import faults, schema
from talent_powerpro.errors import SettingsFault

_EXAMPLE = 'Write it as store = "sqlite:///powerpro.db" under [powerpro] in the settings.'


def now_utc() -> datetime:
    """The clock of a store that was given none."""
    return datetime.now(UTC)


class Store:
    """An open file. One connection, used from the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._opened = _place_of(path)
        self._thread = threading.get_ident()
        self._closed = False
        self._connection = connection
        self._engine = _engine(connection)
        self._writing = self._engine.execution_options(begin_with="BEGIN IMMEDIATE")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction in which all queries see one state of the file."""
        with self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that nobody else's write can come between; all of it or nothing."""
        with self._transaction(self._writing) as connection:
            yield connection

    def close(self) -> None:
        """Twice equals once. The store cannot be used afterwards."""
        self._on_its_thread()
        self._closed = True
        self._engine.dispose()
        self._connection.close()  # The pool knows only of one that was used.

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._on_its_thread()
        if self._closed:
            raise faults.out_of_place(self.path, "is closed")
        with faults.translated(self.path), engine.begin() as connection:
            self._check_its_place()
            yield connection
            self._check_its_place()

    def _check_its_place(self) -> None:
        # SQLite goes on with a file that has lost its name: all writes succeed, and are gone.
        if not os.path.samestat(_place_of(self.path), self._opened):
            raise faults.moved(self.path)

    def _on_its_thread(self) -> None:
        # SQLite's driver would refuse as well, after SQLAlchemy's pool had lost the connection.
        if threading.get_ident() != self._thread:
            raise faults.out_of_place(self.path, "was opened on another thread")


def file_of(url: str) -> Path:
    """The file that *url* names, absolute; relative ones start at the working folder.

    Raises `SettingsFault`, which never shows the URL: that of a server holds a password.
    """
    try:
        parts = make_url(url)
    except ArgumentError:
        raise SettingsFault("The store is not written as a URL.", remedy=_EXAMPLE) from None
    if parts.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise SettingsFault(
            f"The store is a {parts.drivername} database; only a SQLite file can be used.",
            remedy=_EXAMPLE,
        )
    if parts.host or parts.query or not parts.database or parts.database == ":memory:":
        raise SettingsFault("The store's URL names no file.", remedy=_EXAMPLE)
    return Path(parts.database).absolute()


def open_store(path: Path, *, busy_seconds: float) -> Store:
    """The store at *path*; a file that is none of ours is left as it is."""
    if not os.path.exists(path):
        raise faults.missing(path)
    if os.path.isfile(path) and os.path.getsize(path) == 0:
        raise faults.empty(path)
    with faults.translated(path):
        connection = _connect(path, "rw", busy_seconds)
        try:
            _check(path, connection)
            connection.execute("PRAGMA journal_mode = WAL")
            return Store(path, connection)
        except BaseException:
            connection.close()
            raise


def make_store(path: Path, *, busy_seconds: float) -> None:
    """Make a store at *path* where there is none; a file with tables is left as it is.

    Its folder has to exist. Broken off half-way, it leaves an empty file, and the next
    call makes the store in it.
    """
    with faults.translated(path), closing(_connect(path, "rwc", busy_seconds)) as connection:
        if not _is_empty(connection):
            return
        store = Store(path, connection)
        with store.writing() as transaction:
            if _is_empty(connection):
                schema.metadata.create_all(transaction, checkfirst=False)
                transaction.execute(
                    insert(schema.store).values(
                        application=schema.APPLICATION,
                        schema=schema.SCHEMA,
                        created_at=now_utc(),
                    )
                )


def _connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    name = path.as_posix()
    address = "//" + quote(name if name.startswith("/") else f"/{name}")  # file:///C:/...
    # Transactions are begun by `_engine`; the driver's own habits would delay them.
    connection = sqlite3.connect(
        f"file:{address}?mode={mode}", uri=True, timeout=busy_seconds, isolation_level=None
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _place_of(path: Path) -> os.stat_result:
    """What tells the file of that name from any other."""
    try:
        return os.stat(path)
    except OSError as error:
        raise faults.moved(path) from error


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _check(path: Path, connection: sqlite3.Connection) -> None:
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('store')")}
    if not {"application", "schema"} <= names:
        raise faults.not_ours(path)
    found = connection.execute(
        "SELECT schema FROM store WHERE application = ?", (schema.APPLICATION,)
    ).fetchone()
    if found is None:
        raise faults.not_ours(path)
    if found != (schema.SCHEMA,):
        raise faults.other_schema(path, found[0], schema.SCHEMA)


def _engine(connection: sqlite3.Connection) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(begun: Connection) -> None:
        begun.exec_driver_sql(begun.get_execution_options().get("begin_with", "BEGIN"))

    return engine
