"""The common part of the dialects of database servers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from attrs import evolve
from sqlalchemy import URL, Connection, Engine, MetaData, Table, event, make_url, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.types import TypeEngine

from talent_powerpro.adapters.sql import faults, schema
from talent_powerpro.adapters.sql.columns import (
    AT_ONCE,
    KEY_LENGTH,
    NEVER,
    Checked,
    LongText,
    ShortText,
    WholeNumber,
)
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects import server_faults
from talent_powerpro.adapters.sql.dialects.server_address import Options, faults_of
from talent_powerpro.adapters.sql.dialects.server_database import (
    BorrowedDatabase,
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
from talent_powerpro.adapters.sql.dialects.server_scope import for_rto
from talent_powerpro.adapters.sql.dialects.server_tables import rtos, server_tables
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames
from talent_powerpro.adapters.sql.transactions import Store, Url
from talent_powerpro.errors import RunFault
from talent_powerpro.ports.state import RunLock

_LARGEST = 2**31
"""Whole numbers have to be smaller."""


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
    computed_stored: bool
    indexes_expressions: bool
    """As for `server_tables`."""

    oldest: tuple[int, ...]
    """The oldest version of the server that has what the tables need."""
    options: Options
    """What may stand after the ``?`` of an address."""

    # --- the store ----------------------------------------------------------------

    def address_faults(self, url: URL) -> Iterable[str]:
        return faults_of(url, self.options, self.product)

    def named(self, url: URL) -> str:
        return name_of(url, self.product)

    def names(self, url: Url, *, rto: str, busy_seconds: float) -> StoreNames:
        from talent_powerpro.adapters.sql.dialects.server_facts import names_in

        try:
            with closing(self.open(url, rto=rto, busy_seconds=busy_seconds)) as store:
                return names_in(store)
        except RunFault:
            return StoreNames(is_complete=False)

    def facts(self, url: Url, *, rto: str, busy_seconds: float) -> dict[str, Any]:
        from talent_powerpro.adapters.sql.dialects.server_facts import facts_of

        try:
            with closing(self.open(url, rto=rto, busy_seconds=busy_seconds)) as store:
                return facts_of(store, rto)
        except RunFault as fault:
            return {"fault": f"{type(fault).__name__}: {fault}"}

    def make(self, url: Url, *, rto: str, busy_seconds: float) -> bool:
        return self._make(DatabasePlace(make_url(url)), self.tables, rto, busy_seconds)

    @contextmanager
    def filling(self, url: Url, *, rto: str, busy_seconds: float) -> Iterator[Connection]:
        place = DatabasePlace(make_url(url))
        named = checked_name(rto, self.named(place.url))
        with self._made(place, self.tables, busy_seconds):
            pass  # The tables alone. While one store is made, no other can be.
        with self._session(place, busy_seconds) as connection:
            number = add_rto(connection, named)
            # As each transaction that writes for the RTO.
            own = select(rtos.c.number).where(rtos.c.number == number)
            connection.execute(own.with_for_update()).close()
            event.listen(connection, "before_execute", for_rto(number), retval=True)
            yield connection

    def open(self, url: Url, *, rto: str, busy_seconds: float) -> Store:
        return Store(self._open(DatabasePlace(make_url(url)), rto, busy_seconds))

    def schema_number(self, url: Url, *, busy_seconds: float) -> int:
        place = DatabasePlace(make_url(url))
        with self._session(place, busy_seconds) as connection:
            return schema_number(connection, self.named(place.url), place.names)

    def run_lock(
        self, url: Url, *, rto: str, clock: Callable[[], datetime], store: Store | None = None
    ) -> SessionRunLock:
        lock = self._run_lock(DatabasePlace(make_url(url)), rto, clock)
        if store is not None:
            store.guard(lock)
        return lock

    # --- the agent's state alone --------------------------------------------------

    def make_state(self, place: DatabasePlace, *, rto: str, busy_seconds: float) -> None:
        # Over an engine even where the host has a connection: MariaDB's tables end a transaction.
        own = evolve(place, connection=None)
        self._make(own, self._tables(place.names, schema.STATE), rto, busy_seconds)

    def open_state(
        self,
        place: DatabasePlace,
        *,
        rto: str,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> tuple[Store, RunLock]:
        store = Store(self._open(place, rto, busy_seconds, of_state=True))
        lock = self._run_lock(place, rto, clock)
        store.guard(lock)
        return store, lock

    # --- both ---------------------------------------------------------------------

    def _make(self, place: DatabasePlace, tables: MetaData, rto: str, busy_seconds: float) -> bool:
        named = checked_name(rto, self.named(place.url))
        with self._made(place, tables, busy_seconds) as connection:
            is_new = number_of(connection, named) is None
            add_rto(connection, named)
        return is_new

    @contextmanager
    def _made(
        self, place: DatabasePlace, tables: MetaData, busy_seconds: float
    ) -> Iterator[Connection]:
        """A transaction in a store, which is made if it is missing. No other one is meanwhile."""
        database = self.named(place.url)
        with self._session(place, busy_seconds) as connection:
            if not self.make_alone(connection, busy_seconds):
                raise server_faults.busy(database)
            make_tables(connection, tables, database, place.names)
            check_schema(schema_number(connection, database, place.names), database)
            yield connection

    @contextmanager
    def _session(self, place: DatabasePlace, busy_seconds: float) -> Iterator[Connection]:
        """A transaction in a session of its own."""
        engine = self._engine(place, busy_seconds)
        with disposed(engine), self._begun(engine, self.named(place.url)) as connection:
            yield connection

    def _open(
        self, place: DatabasePlace, rto: str, busy_seconds: float, *, of_state: bool = False
    ) -> ServerDatabase:
        database = name_of(place.url, self.product)
        named = checked_name(rto, database)
        if place.connection is not None and place.connection.in_transaction():
            raise server_faults.in_a_transaction(database)
        engine = self._engine(place, busy_seconds)
        try:
            with self._begun(engine, database) as connection:
                if of_state and not place.names.has(connection, schema.store.name):
                    raise faults.no_state(database)
                check_schema(schema_number(connection, database, place.names), database)
                number = number_of(connection, named)
                if place.connection is not None:
                    self.check_session(connection, database)
            if number is None:
                no_rto = faults.no_state_of if of_state else server_faults.no_such_rto
                raise no_rto(database, named)
        except BaseException:
            if place.connection is None:
                engine.dispose()
            raise
        if place.connection is not None:
            # The levels of isolation are the host's.
            return BorrowedDatabase(
                place.connection, engine, database, number, self.meant, "", "", place.names
            )
        return ServerDatabase(
            engine, database, number, self.meant, self.reads_at, self.writes_at, place.names
        )

    def _run_lock(
        self, place: DatabasePlace, rto: str, clock: Callable[[], datetime]
    ) -> SessionRunLock:
        database = name_of(place.url, self.product)
        settings, arguments = self.lasting_settings(), self.arguments(place.url)
        return SessionRunLock(
            partial(server_engine, place, settings, arguments, one=False, product=self.product),
            self,
            database=database,
            rto=checked_name(rto, database),
            meant=self.meant,
            clock=clock,
            names=place.names,
        )

    def _engine(self, place: DatabasePlace, busy_seconds: float) -> Engine:
        settings, arguments = self.settings(busy_seconds), self.arguments(place.url)
        return server_engine(place, settings, arguments, one=True, product=self.product)

    @contextmanager
    def _begun(self, engine: Engine, database: str) -> Iterator[Connection]:
        """The first transaction of *engine*, on a server that can be used."""
        with translated(f"The {database}", self.meant):
            try:
                session = engine.connect()
            except InvalidRequestError:  # SQLAlchemy's own, of a server that calls itself MySQL.
                raise server_faults.another_product(database) from None
            with session, session.begin():
                version = engine.dialect.server_version_info or ()
                if version[: len(self.oldest)] < self.oldest:
                    found, needed = (".".join(map(str, each)) for each in (version, self.oldest))
                    raise server_faults.old_server(database, found, needed)
                yield session

    @cached_property
    def tables(self) -> MetaData:
        """The tables of a store as they are made."""
        return self._tables(NO_NAMES, tuple(schema.metadata.tables.values()))

    def _tables(self, names: TableNames, only: Collection[Table]) -> MetaData:
        return server_tables(
            computed_stored=self.computed_stored,
            indexes_expressions=self.indexes_expressions,
            names=names,
            only=only,
        )

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
        check_schema(found, self.named(make_url(url)))
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

    # --- what differs between servers ---------------------------------------------

    def arguments(self, where: URL) -> Mapping[str, Any]:
        """The driver's arguments, beside those of the address."""
        del where
        return {}

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
    def check_session(self, connection: Connection, database: str) -> None:
        """Raise `SettingsFault` where writes in the session of a host could be lost."""

    @abstractmethod
    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str: ...

    @abstractmethod
    def take(self, connection: Connection, name: str) -> int | None: ...

    @abstractmethod
    def is_held(self, name: str, session: int) -> str: ...

    @abstractmethod
    def release(self, connection: Connection, name: str) -> None: ...

    @abstractmethod
    def plain_text(self, source: str) -> str: ...

    @abstractmethod
    def closed_on(self) -> str: ...

    # --- values -------------------------------------------------------------------

    def limit(self, kind: TypeEngine[Any]) -> Callable[[Any], str]:
        match kind:
            case ShortText():
                return self._short
            case LongText():
                return self.of_long_text
            case WholeNumber():
                return self._number
            case _:
                return lambda _: ""

    def _short(self, value: str) -> str:
        if len(value) > KEY_LENGTH:
            return f"which has {len(value)} characters, and {self.product} takes {KEY_LENGTH} there"
        return self.of_long_text(value)

    def _number(self, value: int) -> str:
        return "" if abs(value) < _LARGEST else f"which is too large for {self.product}"

    @abstractmethod
    def of_long_text(self, value: str) -> str:
        """Why the server cannot hold a text of any length; blank: it can."""

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
