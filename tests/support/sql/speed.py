"""SQLite stores at the speed of tests: shared compiled statements, and no waits for the disk.

Each store has an engine of its own, which compiles each statement anew. That was a quarter of the
time of a test that opens stores, so all stores of a test process share what is compiled, the
statements that create the tables among them. Nor do
they wait until the disk has what was written: only a power cut could tell the difference, and no
test cuts the power. Processes that tests start are as users have them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, MetaData, create_mock_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache

from talent_powerpro.adapters.sql import import_staging, schema
from talent_powerpro.adapters.sql.dialects import sqlite_file
from talent_powerpro.adapters.sql.dialects.sqlite_file import SQLiteFile

COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""The compiled statements of all engines of this process, by dialect and statement."""


class _ComparedByType:
    """SQLAlchemy keys what it compiled by dialect, and compares dialects by identity."""

    preparer: object
    """It writes the prefix of tables."""

    def __hash__(self) -> int:
        return hash((type(self), self.preparer))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.preparer == other.preparer


def speed_up() -> None:
    """Speed up all SQLite stores that this process opens from now on."""
    share(SQLiteDialect_pysqlite)
    for metadata in (schema.metadata, import_staging._temporary):
        _create_all_compiled(metadata)
    event.listen(Pool, "connect", _do_not_wait)
    # A new store begins its log before the pool has its connection.
    vars(sqlite_file)["_use_log"] = _without_waiting(sqlite_file._use_log)


def share(dialect: type[Dialect]) -> None:
    """Let all engines of *dialect* share what they compiled."""
    for name in ("__hash__", "__eq__"):
        setattr(dialect, name, getattr(_ComparedByType, name))
    event.listen(Engine, "engine_connect", partial(_share_compiled, dialect))


def _create_all_compiled(metadata: MetaData) -> None:
    compiling = metadata.create_all

    @cache
    def statements() -> tuple[str, ...]:
        made: list[str] = []
        engine: MockConnection = create_mock_engine(
            "sqlite://", lambda statement, *_: made.append(str(statement.compile(engine)))
        )
        compiling(engine, checkfirst=False)
        return tuple(made)

    def create_all(bind: Connection, *, checkfirst: bool) -> None:
        if checkfirst or not isinstance(bind.dialect, SQLiteDialect_pysqlite):
            compiling(bind, checkfirst=checkfirst)
            return
        for statement in statements():
            bind.exec_driver_sql(statement)

    vars(metadata)["create_all"] = create_all


def _share_compiled(dialect: type[Dialect], connection: Connection) -> None:
    engine = connection.engine
    if isinstance(engine.dialect, dialect):
        engine._compiled_cache = COMPILED


def _without_waiting(
    use_log: Callable[[Path, sqlite3.Connection, SQLiteFile], None],
) -> Callable[[Path, sqlite3.Connection, SQLiteFile], None]:
    def use(path: Path, connection: sqlite3.Connection, database: SQLiteFile) -> None:
        _do_not_wait(connection, None)
        use_log(path, connection, database)

    return use


def _do_not_wait(connection: object, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")
