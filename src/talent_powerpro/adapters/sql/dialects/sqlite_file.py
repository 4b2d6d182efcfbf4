"""A store's SQLite file: connecting, checks, pragmas, and making one.

Opening never makes a file: a scheduler that starts in the wrong folder would leave an
empty store there and find nobody to provision. Making is a call of its own.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.faults import newer, older, too_old
from talent_powerpro.adapters.sql.transactions import Store, now_utc
from talent_powerpro.errors import SettingsFault

EXAMPLE = 'Write it as store = "sqlite:///powerpro.db" under [powerpro] in the settings.'

OLDEST = 2
"""The first schema that can be migrated."""


class SQLiteFile:
    """A `Database` in a file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.name = str(path)
        self.reading = _engine(connection)
        self.writing = self.reading.execution_options(begin_with="BEGIN IMMEDIATE")
        self._path = path
        self._opened = _place_of(path)
        self._connection = connection

    def translated(self) -> AbstractContextManager[None]:
        return sqlite_faults.translated(self._path)

    def check(self) -> None:
        # SQLite goes on with a file that has lost its name: all writes succeed, and are gone.
        if not os.path.samestat(_place_of(self._path), self._opened):
            raise sqlite_faults.moved(self._path)

    def close(self) -> None:
        self.reading.dispose()
        self._connection.close()  # The pool knows only of one that was used.


def url_of_file(path: Path) -> str:
    """The URL that names the file at *path*, whatever its folders are called."""
    # Made by SQLAlchemy: from 2.1 it reads %20 as a blank, and before that it does not.
    return URL.create("sqlite", database=path.as_posix()).render_as_string()


def file_of(url: str) -> Path:
    """The file that *url* names, absolute; relative ones start at the working folder.

    Raises `SettingsFault`, which never shows the URL.
    """
    parts = make_url(url)
    if parts.host or parts.query or not parts.database or parts.database == ":memory:":
        raise SettingsFault("The store's URL names no file.", remedy=EXAMPLE)
    return Path(parts.database).absolute()


def open_file(path: Path, *, busy_seconds: float) -> Store:
    """The store at *path*; a file that is none of ours is left as it is."""
    _check_there(path)
    with sqlite_faults.translated(path):
        connection = connect(path, "rw", busy_seconds)
        try:
            _check(path, connection)
            connection.execute("PRAGMA journal_mode = WAL")
            return Store(SQLiteFile(path, connection))
        except BaseException:
            connection.close()
            raise


def make_file(path: Path, *, busy_seconds: float) -> None:
    """Make a store at *path* where there is none; a file with tables is left as it is.

    Its folder has to exist. Broken off half-way, it leaves an empty file, and the next
    call makes the store in it.
    """
    with (
        sqlite_faults.translated(path),
        closing(connect(path, "rwc", busy_seconds)) as connection,
    ):
        if not _is_empty(connection):
            return
        with Store(SQLiteFile(path, connection)).writing() as transaction:
            if _is_empty(connection):
                schema.metadata.create_all(transaction, checkfirst=False)
                transaction.execute(
                    insert(schema.store).values(
                        application=schema.APPLICATION, schema=schema.SCHEMA, created_at=now_utc()
                    )
                )
                transaction.execute(insert(schema.migrations).values(version_num=schema.REVISION))


def connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    """A connection with foreign keys. *mode* is SQLite's: ``rw``, or ``rwc`` to make the file."""
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


def number_in(path: Path, *, busy_seconds: float) -> int:
    """The number of the schema of the store at *path*. Raises as `open_file` does."""
    _check_there(path)
    with sqlite_faults.translated(path), closing(connect(path, "rw", busy_seconds)) as connection:
        return schema_number(path, connection)


def _check_there(path: Path) -> None:
    if not os.path.exists(path):
        raise sqlite_faults.missing(path)
    if os.path.isfile(path) and os.path.getsize(path) == 0:
        raise sqlite_faults.empty(path)


def _place_of(path: Path) -> os.stat_result:
    """Tells the file of that name from any other."""
    try:
        return os.stat(path)
    except OSError as error:
        raise sqlite_faults.moved(path) from error


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _check(path: Path, connection: sqlite3.Connection) -> None:
    if (found := migratable_number(path, connection)) < schema.SCHEMA:
        raise older(path, found, schema.SCHEMA)


def migratable_number(path: Path, connection: sqlite3.Connection) -> int:
    """The number of a schema that this version has, or migrates. Raises `SettingsFault` for an
    older one, and `PowerProUnusable` as `schema_number` does, and for a newer one."""
    found = schema_number(path, connection)
    if found < OLDEST:
        raise too_old(path, found, OLDEST)
    if found > schema.SCHEMA:
        raise newer(path, found, schema.SCHEMA)
    return found


def schema_number(path: Path, connection: sqlite3.Connection) -> int:
    """The number of the store's schema. Raises `PowerProUnusable` for another program's file,
    and for one without a whole number: only a hand can have written that."""
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('store')")}
    if not {"application", "schema"} <= names:
        raise sqlite_faults.not_ours(path)
    found = connection.execute(
        "SELECT schema FROM store WHERE application = ?", (schema.APPLICATION,)
    ).fetchone()
    if found is None:
        raise sqlite_faults.not_ours(path)
    number = found[0]
    if not isinstance(number, int):
        raise sqlite_faults.damaged(path, "its schema has no whole number")
    return number


def _engine(connection: sqlite3.Connection) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(begun: Connection) -> None:
        begun.exec_driver_sql(begun.get_execution_options().get("begin_with", "BEGIN"))

    return engine
