"""SQLite file of a store: connections, pragmas and creation.

Opening never makes a file. If it did, a scheduler that starts in the wrong folder would make an
empty store there and find nobody to provision. Creation is a separate call.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, insert, make_url
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import Unread
from talent_powerpro.adapters.sql.dialects import sqlite_faults, sqlite_log
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import (
    check_number,
    check_whole,
    has_open_run,
    schema_number,
)
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.transactions import Store, Url, now_utc
from talent_powerpro.errors import LockHeld, SettingsFault
from talent_powerpro.ports.state import RunLock
from talent_powerpro.private_files import make_private_file

EXAMPLE = 'Write it as store = "sqlite:///powerpro.db" under [powerpro] in the settings.'


class SQLiteFile:
    """A `Database` in a SQLite file."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, place: os.stat_result | None = None
    ) -> None:
        """*place* identifies the file, as it was before the connection was made."""
        self.name = str(path)
        self.lock: RunLock | None = None  # The operating system never takes one away.
        self.reading = self._engine(connection)
        # Takes the write lock at once. A transaction that reads first and writes later would fail
        # without waiting if another program has written in between.
        self.writing = self.reading.execution_options(begin_with="BEGIN IMMEDIATE")
        self._path = path
        self._opened = place or _place_of(path)
        self._connection = connection

    def _engine(self, connection: sqlite3.Connection) -> Engine:
        engine = shared_engine_over(connection)
        changes = 0

        @event.listens_for(engine, "begin")
        def begin(_: Connection) -> None:
            nonlocal changes
            changes = connection.total_changes

        @event.listens_for(engine, "commit")
        def commit(_: Connection) -> None:
            if connection.total_changes != changes:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                connection.execute(f"PRAGMA user_version = {sqlite_log.next_version(version)}")

        return engine

    def translated(self) -> AbstractContextManager[None]:
        return sqlite_faults.translated(self._path)

    def check(self) -> None:
        # SQLite keeps using a file that was deleted or replaced. All writes would succeed and be
        # lost.
        if not os.path.samestat(_place_of(self._path), self._opened):
            raise sqlite_faults.moved(self._path)

    def compact(self) -> None:
        self.check()
        # Rewrites the whole file. What was deleted is in none of the new pages.
        self._connection.execute("VACUUM")
        # The write-ahead log has the pages as they were before. Emptied, it has no bytes at all.
        (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise sqlite_faults.still_read(self._path)
        self.check()

    def close(self) -> None:
        self.reading.dispose()
        self._connection.close()  # The pool closes only a connection that was used.


def url_of_file(path: Path) -> str:
    """The store URL of the file at *path*, with special characters escaped as needed.

    Raises `SettingsFault` for a name that a URL cannot have.
    """
    # By SQLAlchemy itself, because only from 2.1 on does it read %20 as a blank.
    url = URL.create("sqlite", database=path.as_posix()).render_as_string()
    if file_of(url) != path.absolute():  # Before 2.1, where the name has a question mark.
        raise SettingsFault(
            "The path of the store's file has a question mark, so no URL can name it.",
            remedy="Rename the folder or the file, or install SQLAlchemy 2.1 or newer.",
        )
    return url


def file_of(url: Url) -> Path:
    """The absolute path of the file that *url* names, relative to the working folder.

    Raises `SettingsFault`, whose message never shows the URL.
    """
    parts = make_url(url)
    if parts.host or parts.query or not parts.database or parts.database == ":memory:":
        raise SettingsFault("The store's URL does not name a file.", remedy=EXAMPLE)
    return Path(parts.database).absolute()


def open_file(path: Path, *, busy_seconds: float) -> Store:
    """Open the store at *path*. Another program's file is not touched."""
    check_there(path)
    place = _place_of(path)  # A restore may replace the file from now on.
    unclean = sqlite_log.has_log(path)
    with sqlite_faults.translated(path):
        connection = connect(path, "rw", busy_seconds)
        try:
            check_number(path, connection)
            if unclean or has_open_run(connection):
                check_whole(path, connection)
            database = SQLiteFile(path, connection, place)
            database.check()
            _use_log(path, connection, database)
            return Store(database)
        except BaseException:
            connection.close()
            raise


def _use_log(path: Path, connection: sqlite3.Connection, database: SQLiteFile) -> None:
    """Let the store use a write-ahead log, unless it does.

    With a log, readers such as a database viewer do not block a run. A store lacks it when it is
    new. Under the run lock, because a restore or a migration may be replacing the file: the log
    of the old one would then lie beside the new one. If the lock is held, the store works without
    a log this time.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "wal":
        return
    with suppress(LockHeld, sqlite3.OperationalError), FileRunLock(path).hold("open"):
        database.check()
        connection.execute("PRAGMA journal_mode = WAL")


def make_file(path: Path, *, busy_seconds: float) -> bool:
    """Make a store at *path*, unless the file has tables already; ``True``: it was made.

    The folder must exist. An interruption leaves an empty file, in which the next call makes
    the store.
    """
    with suppress(OSError):  # SQLite's own message follows.
        # Before SQLite does it. SQLite would use the umask, and gives its files beside the store
        # the rights of the store.
        make_private_file(path)
    with sqlite_faults.translated(path), closing(connect(path, "rw", busy_seconds)) as connection:
        if not _is_empty(connection):
            return False
        with Store(SQLiteFile(path, connection)).writing() as transaction:
            # Again, inside the transaction: another process may have made the store meanwhile.
            if _is_empty(connection):
                _make_tables(transaction)
        return True


@contextmanager
def filled_file(path: Path, *, busy_seconds: float) -> Iterator[Connection]:
    """A transaction that writes to the store at *path*, and makes it if it is missing or empty.

    Under the run lock. Rolled back, also by a kill, it leaves the store as it was, or an empty
    file, which is no store.
    """
    was_there = path.exists()
    try:
        with suppress(OSError):  # As in `make_file`.
            make_private_file(path)
        with (
            sqlite_faults.translated(path),
            closing(connect(path, "rw", busy_seconds)) as opened,
            Store(SQLiteFile(path, opened)).writing() as transaction,
        ):
            if _is_empty(opened):
                _make_tables(transaction)
            check_number(path, opened)
            yield transaction
    except BaseException:
        if not was_there:
            path.unlink(missing_ok=True)
        raise


def _make_tables(transaction: Connection) -> None:
    schema.metadata.create_all(transaction, checkfirst=False)
    identity = {
        "application": schema.APPLICATION,
        "schema": schema.SCHEMA,
        "created_at": now_utc(),
    }
    transaction.execute(insert(schema.store), identity)
    transaction.execute(insert(schema.migrations), {"version_num": schema.REVISION})


def connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    """Connect to an existing file with foreign keys on, unless its log is another file's.

    *mode* is SQLite's: ``rw`` or ``ro``."""
    if sqlite_log.is_of_another_file(path):
        raise sqlite_faults.mixed(path)
    return connect_unchecked(path, mode, busy_seconds)


def connect_unchecked(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    """As `connect`, also to a file whose log we cannot judge."""
    name = path.as_posix()
    address = "//" + quote(name if name.startswith("/") else f"/{name}")  # file:///C:/...
    # `_engine` begins transactions. By default the driver would delay them until the first
    # write, and reads before it would not be in the transaction.
    connection = sqlite3.connect(
        f"file:{address}?mode={mode}", uri=True, timeout=busy_seconds, isolation_level=None
    )
    connection.text_factory = _text
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # Deleted rows are overwritten with zeros. Builds of SQLite differ in their default.
        connection.execute("PRAGMA secure_delete = ON").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _text(stored: bytes) -> str | Unread:
    """A text of the store. The driver's own decoding would fail the whole query."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return Unread(stored)


def number_in(path: Path, *, busy_seconds: float) -> int:
    """The number of the schema of the store at *path*. Raises as `open_file` does."""
    check_there(path)
    with sqlite_faults.translated(path), closing(connect(path, "rw", busy_seconds)) as connection:
        return schema_number(path, connection)


def check_there(path: Path) -> None:
    """Raise `PowerProUnusable` for a missing or empty file."""
    if not os.path.exists(path):
        raise sqlite_faults.missing(path)
    if os.path.isfile(path) and os.path.getsize(path) == 0:
        raise sqlite_faults.empty(path)


def _place_of(path: Path) -> os.stat_result:
    """The stat result that identifies the file. Raises `PowerProUnusable` if it is gone."""
    try:
        return os.stat(path)
    except OSError as error:
        raise sqlite_faults.moved(path) from error


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


_COMPILED: LRUCache[Any, Any] = LRUCache(500)
"""Statements as SQL, for all stores of the process. Each store's own would take 2 MB and 40 ms."""


@cache
def _dialect() -> Dialect:
    """The dialect of all stores of the process, whose compiled statements are of one dialect."""
    engine = create_engine("sqlite://")
    with engine.connect():  # The first connection initialises it.
        pass
    engine.dispose()
    return engine.dialect


def engine_over(connection: sqlite3.Connection) -> Engine:
    """An engine over that one connection, with a dialect of its own."""
    # StaticPool never opens a second connection. hide_parameters keeps personal data out of
    # SQLAlchemy's error messages.
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def shared_engine_over(connection: sqlite3.Connection) -> Engine:
    """The same, with the dialect and the compiled statements of all stores of the process."""
    pool = StaticPool(cast(Any, lambda: connection), dialect=_dialect())
    plain = Engine(pool, _dialect(), make_url("sqlite://"), hide_parameters=True)
    engine = plain.execution_options(compiled_cache=_COMPILED)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(begun: Connection) -> None:
    begun.exec_driver_sql(begun.get_execution_options().get("begin_with", "BEGIN"))
