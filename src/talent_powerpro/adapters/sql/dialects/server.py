"""The common part of the dialects of database servers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NoReturn

from sqlalchemy import URL, Connection, MetaData, make_url

from talent_powerpro.adapters.sql.columns import AT_ONCE, NEVER, Checked
from talent_powerpro.adapters.sql.dialects import server_faults
from talent_powerpro.adapters.sql.dialects.server_address import Options, faults_of
from talent_powerpro.adapters.sql.dialects.server_database import (
    ServerDatabase,
    add_rto,
    check_schema,
    checked_name,
    disposed,
    make_tables,
    name_of,
    number_of,
    schema_number,
    server_engine,
)
from talent_powerpro.adapters.sql.dialects.server_faults import Meaning, translated
from talent_powerpro.adapters.sql.dialects.server_lock import SessionRunLock
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.transactions import Store, Url


class Server(ABC):
    """A `Dialect` of a database server. Subclasses have what differs between servers."""

    name: str
    product: str
    """The server's name as people write it."""
    reads_at: str
    writes_at: str
    """Levels of isolation; blank: that of the session."""
    backs_up: str
    """The server's own command for back-ups."""

    options: Options
    """What may stand after the ``?`` of an address."""

    # --- the store ----------------------------------------------------------------

    def address_faults(self, url: URL) -> Iterable[str]:
        return faults_of(url, self.options, self.product)

    def named(self, url: URL) -> str:
        return name_of(url, self.product)

    def make(self, url: Url, *, rto: str, busy_seconds: float) -> None:
        where = make_url(url)
        database = name_of(where, self.product)
        named = checked_name(rto, database)
        settings = self.settings(busy_seconds)
        engine = server_engine(where, settings, one=True, product=self.product)
        with (
            disposed(engine),
            translated(f"The {database}", self.meant),
            engine.begin() as connection,
        ):
            if not self.make_alone(connection, busy_seconds):
                raise server_faults.busy(database)
            make_tables(connection, self.tables, database)
            check_schema(schema_number(connection, database), database)
            add_rto(connection, named)

    def open(self, url: Url, *, rto: str, busy_seconds: float) -> Store:
        where = make_url(url)
        database = name_of(where, self.product)
        named = checked_name(rto, database)
        settings = self.settings(busy_seconds)
        engine = server_engine(where, settings, one=True, product=self.product)
        try:
            with translated(f"The {database}", self.meant), engine.begin() as connection:
                check_schema(schema_number(connection, database), database)
                number = number_of(connection, named)
            if number is None:
                raise server_faults.no_such_rto(database, named)
            return Store(
                ServerDatabase(engine, database, number, self.meant, self.reads_at, self.writes_at)
            )
        except BaseException:
            engine.dispose()
            raise

    def schema_number(self, url: Url, *, busy_seconds: float) -> int:
        where = make_url(url)
        database = name_of(where, self.product)
        settings = self.settings(busy_seconds)
        engine = server_engine(where, settings, one=True, product=self.product)
        with (
            disposed(engine),
            translated(f"The {database}", self.meant),
            engine.begin() as connection,
        ):
            return schema_number(connection, database)

    def migrate(
        self,
        url: Url,
        upgrade: Upgrade,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> Migrated | None:
        """No store on a server is older than the first schema that servers have."""
        del upgrade, today, clock
        found = self.schema_number(url, busy_seconds=busy_seconds)
        check_schema(found, name_of(make_url(url), self.product))
        return None

    def back_up(self, url: Url, file: Path, *, replace: bool, busy_seconds: float) -> NoReturn:
        del url, file, replace, busy_seconds
        raise server_faults.files_only(self.product, "backup", self.backs_up)

    def restore(
        self,
        url: Url,
        file: Path,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> NoReturn:
        del url, file, today, busy_seconds, clock
        raise server_faults.files_only(self.product, "restore", self.backs_up)

    def run_lock(self, url: Url, *, rto: str, clock: Callable[[], datetime]) -> SessionRunLock:
        where = make_url(url)
        database = name_of(where, self.product)
        return SessionRunLock(
            partial(server_engine, where, self.lasting_settings(), one=False, product=self.product),
            self,
            database=database,
            rto=checked_name(rto, database),
            meant=self.meant,
            clock=clock,
        )

    # --- what differs between servers ---------------------------------------------

    @property
    @abstractmethod
    def tables(self) -> MetaData:
        """The tables as they are made."""

    @abstractmethod
    def settings(self, busy_seconds: float) -> Sequence[str]:
        """Statements with which a session begins. A lock is waited for *busy_seconds* at most."""

    @abstractmethod
    def lasting_settings(self) -> Sequence[str]:
        """As `settings`, for a session that is idle while it holds the run lock."""

    @abstractmethod
    def make_alone(self, connection: Connection, busy_seconds: float) -> bool:
        """Keep other processes from making a store until the connection is closed.

        ``False``: another one makes it, and did not end in time.
        """

    @abstractmethod
    def meant(self, error: BaseException | None) -> tuple[Meaning, str]:
        """The meaning of a driver's error, and its number."""

    @abstractmethod
    def take(self, connection: Connection, name: str) -> bool: ...

    @abstractmethod
    def release(self, connection: Connection, name: str) -> None: ...

    @abstractmethod
    def plain_text(self, source: str) -> str: ...

    @abstractmethod
    def closed_on(self) -> str: ...

    # --- statements ---------------------------------------------------------------

    def scope_ends(self) -> str:
        # Null, where SQL cannot compute the plain text, counts as confirmed: Python decides.
        return (
            f"(CASE WHEN active IS FALSE OR {self.plain_text('booking_status')} <> 'confirmed'"
            f" THEN '{AT_ONCE}' WHEN active IS NOT NULL THEN '{NEVER}'"
            f" ELSE {self.closed_on()} END)"
        )

    def is_valid(self, name: str, kind: type[Checked]) -> str:
        """A server's columns have types, so a value that is none cannot be stored."""
        del kind
        return f"{name} IS NOT NULL OR {name} IS NULL"

    def make_temporary(self, connection: Connection, tables: MetaData) -> None:
        tables.create_all(connection, checkfirst=False)

    def drop_temporary(self, connection: Connection, tables: MetaData) -> None:
        tables.drop_all(connection, checkfirst=False)

    def add_checks(
        self, connection: Connection, table: str, columns: Mapping[str, type[Checked]]
    ) -> None:
        """No store on a server was made without what its columns refuse."""
        del connection, table, columns


def digest(*parts: str, size: int) -> bytes:
    """A short stand-in for *parts*, which may be long."""
    return blake2b("\0".join(parts).encode(), digest_size=size).digest()


def closing_days(day: Callable[[str], str]) -> Iterator[str]:
    """The two days that close an enrolment, as text. *day* makes the text of a column."""
    return (f"coalesce({day(each)}, '{NEVER}')" for each in ("withdrawal_date", "completion_date"))


def unit_lines(joined: str) -> str:
    """The SQL expression of `UnitLines`, with the lines joined by an aggregate."""
    return (
        f"(SELECT {joined} FROM units"  # noqa: S608  # names of the schema
        " WHERE units.rto = enrolments.rto AND units.enrolment_id = enrolments.id)"
    )
