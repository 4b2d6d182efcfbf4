"""Database dialects: everything that differs between databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, MetaData, Table, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from talent_powerpro.adapters.sql.backed_up import BackedUp, Restored
from talent_powerpro.adapters.sql.columns import (
    Checked,
    ClosedOn,
    IsValid,
    PlainText,
    ScopeEnds,
    TalentNumber,
    UnitLine,
    UnitLines,
)
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.sqlite import SQLite
from talent_powerpro.adapters.sql.dialects.sqlite_file import EXAMPLE
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.adapters.sql.transactions import Store, Url
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import RunLock


class Dialect(Protocol):
    """The operations that the adapter needs from one kind of database."""

    @property
    def name(self) -> str:
        """SQLAlchemy's name for the dialect."""
        ...

    def address_faults(self, url: URL) -> Iterable[str]:
        """The faults of an address, as sentences that go on from its name and show no secret."""
        ...

    def named(self, url: URL) -> str:
        """The store's name for messages, without user and password."""
        ...

    def names(self, url: Url, *, rto: str, busy_seconds: float) -> StoreNames:
        """The names in the store, as far as it can be read. Raises nothing."""
        ...

    def facts(self, url: Url, *, rto: str, busy_seconds: float) -> dict[str, Any]:
        """Facts about the store, also about one that cannot be used. Raises nothing."""
        ...

    def make(self, url: Url, *, rto: str, busy_seconds: float) -> bool:
        """Make the store if it is missing, and *rto* in it; leave an existing one as it is.

        ``True``: the store, or the RTO in it, was made.

        *rto* is the RTO's name, which is unique on a server. A SQLite file has one RTO's rows, and
        no name.

        Raises `SettingsFault` for a URL that names no store, and `PowerProUnusable`.
        """
        ...

    def open(self, url: Url, *, rto: str, busy_seconds: float) -> Store:
        """Open an existing store of this version's schema, to use the rows of *rto* alone.

        *busy_seconds* is how long a call waits for another program's write to end. Raises as
        `make` does. A file that is not a store is not touched.
        """
        ...

    def filling(
        self, url: Url, *, rto: str, busy_seconds: float
    ) -> AbstractContextManager[Connection]:
        """A transaction in which rows are written to the store, for ``copy-store``.

        It makes the store and *rto* if they are missing. If it is rolled back, also by the end of
        the process, no store with *rto* is there that was not before. Raises as `make` does.
        """
        ...

    def limit(self, kind: TypeEngine[Any]) -> Callable[[Any], str]:
        """A function that says why a column of *kind* cannot hold a value; blank: it can.

        The value is one of the kind's own, as read from a store.
        """
        ...

    def schema_number(self, url: Url, *, busy_seconds: float) -> int:
        """The number of the store's schema, of any version. Raises as `open` does."""
        ...

    def migrate(
        self,
        url: Url,
        upgrade: Upgrade,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> Migrated | None:
        """Migrate the store; ``None``: it has this version's schema already.

        Holds the run lock meanwhile. *upgrade* runs the steps that are the same for all
        dialects, in one transaction. The old store is kept, with *today* in its name. After an
        interruption at any point the store is either unchanged or fully migrated.
        """
        ...

    def back_up(self, url: Url, file: Path, *, replace: bool, busy_seconds: float) -> BackedUp:
        """Back up the store, also while other processes write to it.

        *file* has the back-up, complete and checked, or is as it was. Raises `SettingsFault` for
        an existing file, unless *replace*.
        """
        ...

    def restore(
        self,
        url: Url,
        file: Path,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> Restored:
        """Put the back-up *file* in the place of the store, which is kept if it exists.

        Holds the run lock meanwhile. After an interruption at any point the store is never a
        mixture of the old and the restored one.
        """
        ...

    def run_lock(
        self, url: Url, *, rto: str, clock: Callable[[], datetime], store: Store | None = None
    ) -> RunLock:
        """The run lock of the RTO's store, not yet taken.

        Where it is lost while it is held, *store* refuses to write, as far as the database can
        tell.
        """
        ...

    def make_state(self, place: DatabasePlace, *, rto: str, busy_seconds: float) -> None:
        """As `make`, for the tables of the agent's state alone."""
        ...

    def open_state(
        self,
        place: DatabasePlace,
        *,
        rto: str,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> tuple[Store, RunLock]:
        """As `open` and `run_lock`, for the tables of the agent's state alone."""
        ...

    def upsert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        key: Sequence[str],
        values: Sequence[str],
    ) -> None:
        """Add *rows*. A row whose *key* exists gets the new *values* and keeps its place."""
        ...

    def insert_new(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Add the rows that break no unique constraint."""
        ...

    def plain_text(self, source: str) -> str:
        """The SQL expression of a `PlainText` column over the column *source*."""
        ...

    def talent_number(self, source: str) -> str:
        """The SQL expression of a `TalentNumber` column over the column *source*."""
        ...

    def is_valid(self, name: str, kind: type[Checked]) -> str:
        """The SQL expression for whether the column *name* has a value of *kind*, or null."""
        ...

    def closed_on(self) -> str:
        """The SQL expression of `ClosedOn` over the columns of ``enrolments``."""
        ...

    def scope_ends(self) -> str:
        """The SQL expression of `ScopeEnds` over the columns of ``enrolments``."""
        ...

    def unit_line(self) -> str:
        """The SQL expression of `UnitLine` over the columns of ``units``."""
        ...

    def unit_lines(self) -> str:
        """The SQL expression of `UnitLines` over the columns of ``enrolments``."""
        ...

    def make_temporary(self, connection: Connection, tables: MetaData) -> None:
        """Make temporary tables, within the connection's transaction."""
        ...

    def drop_temporary(self, connection: Connection, tables: MetaData) -> None:
        """Drop temporary tables, within the connection's transaction."""
        ...

    def add_checks(
        self, connection: Connection, table: str, columns: Mapping[str, type[Checked]]
    ) -> None:
        """Add check constraints to *columns* of an existing *table*. Rows stay as they are.

        For `migrate`, which has constraints switched off meanwhile.
        """
        ...


DRIVERS: Mapping[str, str] = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql+psycopg": "postgresql",
    "mariadb+pymysql": "mariadb",
}
"""SQLAlchemy's name of the dialect, by the driver with which a store's URL begins."""


@cache
def dialect_called(name: str) -> Dialect:
    """The dialect of that name. Those of servers are loaded when they are needed."""
    match name:
        case "postgresql":
            from talent_powerpro.adapters.sql.dialects.postgresql import PostgreSQL

            return PostgreSQL()
        case "mariadb":
            from talent_powerpro.adapters.sql.dialects.mariadb import MariaDB

            return MariaDB()
        case _:
            return SQLite()


def dialect_for(url: Url) -> Dialect:
    """The dialect of the store at *url*.

    Raises `SettingsFault`. Its message never shows the URL, which may contain a password.
    """
    where = url_of(url)
    dialect = dialect_called(DRIVERS[where.drivername])
    if faults := [f"The store's address {each}." for each in dialect.address_faults(where)]:
        raise SettingsFault(faults)
    return dialect


def url_of(address: Url) -> URL:
    """The parts of a store's address. Raises `SettingsFault` as `dialect_for`."""
    try:
        where = make_url(address)
    except (ArgumentError, ValueError):  # The second one for a port that is no number.
        raise SettingsFault("The store is not written as a URL.", remedy=EXAMPLE) from None
    if where.drivername not in DRIVERS:
        raise SettingsFault(
            f"The store is a {where.drivername} database, but only a SQLite file, a database of "
            "PostgreSQL (postgresql+psycopg://) or one of MariaDB (mariadb+pymysql://) can be "
            "used.",
            remedy=EXAMPLE,
        )
    return where


def dialect_of(connection: Connection) -> Dialect:
    """The dialect of an open connection."""
    return dialect_called(connection.dialect.name)


@compiles(PlainText)
def _plain_text(column: PlainText, compiler: SQLCompiler, **_: Any) -> str:
    return dialect_called(compiler.dialect.name).plain_text(column.source)


@compiles(TalentNumber)
def _talent_number(column: TalentNumber, compiler: SQLCompiler, **_: Any) -> str:
    return dialect_called(compiler.dialect.name).talent_number(column.source)


@compiles(IsValid)
def _is_valid(column: IsValid, compiler: SQLCompiler, **_: Any) -> str:
    return dialect_called(compiler.dialect.name).is_valid(column.name, column.kind)


@compiles(ClosedOn)
def _closed_on(column: ClosedOn, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return dialect_called(compiler.dialect.name).closed_on()


@compiles(ScopeEnds)
def _scope_ends(column: ScopeEnds, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return dialect_called(compiler.dialect.name).scope_ends()


@compiles(UnitLine)
def _unit_line(column: UnitLine, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return dialect_called(compiler.dialect.name).unit_line()


@compiles(UnitLines)
def _unit_lines(column: UnitLines, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return dialect_called(compiler.dialect.name).unit_lines()
