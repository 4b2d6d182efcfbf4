"""SQLite file of a store: connections, checks, pragmas and creation.

Opening never makes a file. If it did, a scheduler that starts in the wrong folder would make an
empty store there and find nobody to provision. Creation is a separate call.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import Unread
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.faults import newer, older, too_old
from talent_powerpro.adapters.sql.transactions import Store, now_utc
from talent_powerpro.errors import SettingsFault
from talent_powerpro.private_files import make_private_file

EXAMPLE = 'Write it as store = "sqlite:///powerpro.db" under [powerpro] in the settings.'

OLDEST = 2
"""The oldest schema that can be migrated. Schema 1 was never released."""


class SQLiteFile:
    """A `Database` in a SQLite file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.name = str(path)
        self.reading = _engine(connection)
        # Takes the write lock at once. A transaction that reads first and writes later would fail
        # without waiting if another program has written in between.
        self.writing = self.reading.execution_options(begin_with="BEGIN IMMEDIATE")
        self._path = path
        self._opened = _place_of(path)
        self._connection = connection

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
    """The store URL of the file at *path*, with special characters escaped as needed."""
    # By SQLAlchemy itself, because only from 2.1 on does it read %20 as a blank.
    return URL.create("sqlite", database=path.as_posix()).render_as_string()


def file_of(url: str) -> Path:
    """The absolute path of the file that *url* names, relative to the working folder.

    Raises `SettingsFault`, whose message never shows the URL.
    """
    parts = make_url(url)
    if parts.host or parts.query or not parts.database or parts.database == ":memory:":
        raise SettingsFault("The store's URL does not name a file.", remedy=EXAMPLE)
    return Path(parts.database).absolute()


def open_file(path: Path, *, busy_seconds: float) -> Store:
    """Open the store at *path*. Another program's file is not touched."""
    _check_there(path)
    with sqlite_faults.translated(path):
        connection = connect(path, "rw", busy_seconds)
        try:
            _check(path, connection)
            # With a write-ahead log, readers such as a database viewer do not block a run.
            connection.execute("PRAGMA journal_mode = WAL")
            return Store(SQLiteFile(path, connection))
        except BaseException:
            connection.close()
            raise


def make_file(path: Path, *, busy_seconds: float) -> None:
    """Make a store at *path*, unless the file has tables already.

    The folder must exist. An interruption leaves an empty file, in which the next call makes
    the store.
    """
    with suppress(OSError):  # SQLite's own message follows.
        # Before SQLite does it. SQLite would use the umask, and gives its files beside the store
        # the rights of the store.
        make_private_file(path)
    with sqlite_faults.translated(path), closing(connect(path, "rw", busy_seconds)) as connection:
        if not _is_empty(connection):
            return
        with Store(SQLiteFile(path, connection)).writing() as transaction:
            # Again, inside the transaction: another process may have made the store meanwhile.
            if _is_empty(connection):
                schema.metadata.create_all(transaction, checkfirst=False)
                transaction.execute(
                    insert(schema.store).values(
                        application=schema.APPLICATION, schema=schema.SCHEMA, created_at=now_utc()
                    )
                )
                transaction.execute(insert(schema.migrations).values(version_num=schema.REVISION))


def connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    """Connect to an existing file with foreign keys on. *mode* is SQLite's: ``rw`` or ``ro``."""
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
    _check_there(path)
    with sqlite_faults.translated(path), closing(connect(path, "rw", busy_seconds)) as connection:
        return schema_number(path, connection)


def _check_there(path: Path) -> None:
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


def _check(path: Path, connection: sqlite3.Connection) -> None:
    if (found := migratable_number(path, connection)) < schema.SCHEMA:
        raise older(path, found, schema.SCHEMA)


def migratable_number(path: Path, connection: sqlite3.Connection) -> int:
    """The store's schema number, which this version can open or migrate.

    Raises `SettingsFault` for an older schema and `PowerProUnusable` for a newer one, or as
    `schema_number` does.
    """
    found = schema_number(path, connection)
    if found < OLDEST:
        raise too_old(path, found, OLDEST)
    if found > schema.SCHEMA:
        raise newer(path, found, schema.SCHEMA)
    return found


def schema_number(path: Path, connection: sqlite3.Connection) -> int:
    """The number of the store's schema.

    Raises `PowerProUnusable` for another program's file, and for a schema that is not a whole
    number, which only an edit by hand can cause.
    """
    # By plain SQL: a store of another version does not have the tables of this one.
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
        raise sqlite_faults.damaged(path, "its schema number is not a whole number")
    return number


def _engine(connection: sqlite3.Connection) -> Engine:
    # StaticPool never opens a second connection. hide_parameters keeps personal data out of
    # SQLAlchemy's error messages.
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(begun: Connection) -> None:
        begun.exec_driver_sql(begun.get_execution_options().get("begin_with", "BEGIN"))

    return engine
