"""The agent's state in a SQLite file, which may be a host's own with tables of its own.

Nothing else of the file is changed: neither its journal mode nor its ``user_version``. The tables
are those of one RTO. Another RTO in the same file has another prefix.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, insert, select
from sqlalchemy.sql.elements import quoted_name

from talent_powerpro.adapters.sql import faults, schema
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.server_tables import rtos
from talent_powerpro.adapters.sql.dialects.sqlite_file import (
    SQLiteFile,
    connect_unchecked,
    engine_over,
)
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.adapters.sql.transactions import Store, now_utc
from talent_powerpro.errors import SettingsFault
from talent_powerpro.private_files import make_private_file

WHAT = "The agent's state in"
"""What a file is, for a message."""


class SQLiteState(SQLiteFile):
    """A `Database` for the tables of the agent's state in a SQLite file."""

    def __init__(self, path: Path, connection: sqlite3.Connection, names: TableNames) -> None:
        self._names = names
        super().__init__(path, connection)

    def _engine(self, connection: sqlite3.Connection) -> Engine:
        return self._names.use_in(engine_over(connection))

    def translated(self) -> AbstractContextManager[None]:
        return sqlite_faults.translated(self._path, WHAT)

    def compact(self) -> None:
        """Deleted rows are overwritten with zeros. The file's other pages are the host's."""


def make_state(place: DatabasePlace, *, rto: str, busy_seconds: float) -> None:
    """Make the tables in the file, and the file, unless they are there."""
    path, names = _file_of(place), place.names
    with suppress(OSError):  # SQLite's own message follows.
        make_private_file(path)
    with (
        sqlite_faults.translated(path, WHAT),
        closing(connect_unchecked(path, "rw", busy_seconds)) as connection,
        Store(SQLiteState(path, connection, names)).writing() as transaction,
    ):
        if not names.has(transaction, schema.store.name):
            _make_tables(transaction, path, names)
            transaction.execute(insert(rtos), {"name": rto.strip(), "made_at": now_utc()})
        _check(transaction, path, names, rto)


def open_state(
    place: DatabasePlace, *, rto: str, busy_seconds: float, clock: Callable[[], datetime]
) -> tuple[Store, FileRunLock]:
    """Open the tables in the file, which must be there."""
    path, names = _file_of(place), place.names
    if not path.exists():
        raise faults.no_state(path)
    with sqlite_faults.translated(path, WHAT):
        connection = connect_unchecked(path, "rw", busy_seconds)
        try:
            store = Store(SQLiteState(path, connection, names))
            with store.reading() as transaction:
                _check(transaction, path, names, rto)
        except BaseException:
            connection.close()
            raise
    return store, FileRunLock(path, clock=clock, prefix=names.prefix)


def _file_of(place: DatabasePlace) -> Path:
    """The absolute path of the file. Raises `SettingsFault`."""
    file = place.url.database or ":memory:"
    if place.url.host or file == ":memory:" or file.startswith("file:"):
        raise SettingsFault(
            "The agent's state needs a SQLite file, which it opens by its path.",
            remedy="Hand over a URL such as sqlite:///state.db.",
        )
    if place.names.schema:
        raise SettingsFault("A SQLite file has no schemas.", remedy="Choose a prefix instead.")
    return Path(os.path.abspath(file))


def _make_tables(connection: Connection, path: Path, names: TableNames) -> None:
    made = MetaData()
    for table in (*schema.STATE, rtos):
        copy = table.to_metadata(made, name=names.of(table.name))
        for index in copy.indexes:
            index.name = quoted_name(names.of(str(index.name)), None)
    for name in sorted(names.there(connection) & made.tables.keys()):
        raise faults.not_ours(path, name)
    made.create_all(connection, checkfirst=False)
    connection.execute(insert(schema.migrations), {"version_num": schema.REVISION})
    connection.execute(
        insert(schema.store),
        {
            "application": schema.APPLICATION,
            "schema": schema.SCHEMA,
            "created_at": now_utc(),
        },
    )


def _check(connection: Connection, path: Path, names: TableNames, rto: str) -> None:
    """Raise unless the tables are there, of this version and of this RTO."""
    number = None
    if names.has(connection, schema.store.name) and names.has(connection, rtos.name):
        query = select(schema.store.c.schema)
        number = connection.execute(
            query.where(schema.store.c.application == schema.APPLICATION)
        ).scalar_one_or_none()
    if number is None:
        raise faults.no_state(path)
    if number > schema.SCHEMA:
        raise faults.newer(path, number, schema.SCHEMA)
    if number < schema.SCHEMA:
        raise faults.older(path, number, schema.SCHEMA)
    found = connection.execute(select(rtos.c.name)).scalar_one()
    if rto.strip() not in ("", found):
        raise SettingsFault(
            f"The tables of the agent's state in {path} are those of the RTO {found!r}, and not of "
            f"{rto.strip()!r}.",
            remedy="Choose another prefix or another file for each RTO.",
        )
