"""A store on a database server: connections, creation and opening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, insert, select
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from talent_powerpro.adapters.sql import faults, schema
from talent_powerpro.adapters.sql.columns import KEY_LENGTH
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects import server_faults
from talent_powerpro.adapters.sql.dialects.server_address import place_of
from talent_powerpro.adapters.sql.dialects.server_faults import Meant, translated
from talent_powerpro.adapters.sql.dialects.server_lock import SessionRunLock
from talent_powerpro.adapters.sql.dialects.server_scope import for_rto
from talent_powerpro.adapters.sql.dialects.server_tables import rtos
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.adapters.sql.transactions import now_utc
from talent_powerpro.ports.state import RunLock

CONNECT_SECONDS = 10
"""Seconds within which a server has to accept a connection."""


class ServerDatabase:
    """A `Database` on a server, for the rows of one RTO."""

    def __init__(
        self,
        engine: Engine,
        name: str,
        number: int,
        meant: Meant,
        reads_at: str,
        writes_at: str,
        names: TableNames,
    ) -> None:
        """*number* is the RTO's. *reads_at* and *writes_at* are levels of isolation."""
        self.name = name
        self.lock: RunLock | None = None
        self._meant = meant
        self._lost = ""
        event.listen(engine, "before_execute", for_rto(number), retval=True)

        @event.listens_for(engine, "begin")
        def begin(begun: Connection) -> None:
            if begun.get_execution_options().get("locks_out_writers"):
                # Of all transactions that write for this RTO, one at a time goes on. A transaction
                # that reads first and writes later could otherwise write what another one has
                # written in between. Edits in PowerPro itself do not wait.
                held = self._is_held
                row = begun.exec_driver_sql(
                    f"SELECT number{held and f', {held}'} FROM {names.in_sql(begun, rtos.name)}"  # noqa: S608  # names and a number of our own
                    f" WHERE number = {number:d} FOR UPDATE"
                ).first()
                if held and not (row and row[1]):
                    self._lost = held

        # The database's usual level needs no statement at each transaction.
        self.reading = _at(engine, reads_at)
        self.writing = _at(engine, writes_at).execution_options(locks_out_writers=True)
        self._engine = engine

    @property
    def _is_held(self) -> str:
        """SQL for whether the lock that is held is still our own. Blank: none is held."""
        return self.lock.is_held if isinstance(self.lock, SessionRunLock) else ""

    def translated(self) -> AbstractContextManager[None]:
        return translated(f"The {self.name}", self._meant)

    def check(self) -> None:
        """Raise where the run lock was lost: another machine may have it, and write."""
        if self._lost and self._lost == self._is_held:
            raise server_faults.lock_lost(self.name)

    def compact(self) -> None:
        """A server reuses the room of deleted rows itself, and has no command that all may use."""

    def close(self) -> None:
        self._engine.dispose()


class BorrowedDatabase(ServerDatabase):
    """A `Database` in the session of a host's connection, between the host's transactions."""

    def __init__(self, host: Connection, *rest: Any) -> None:
        super().__init__(*rest)
        self._host = host

    @contextmanager
    def translated(self) -> Iterator[None]:
        # Before anything is sent: ours would end the host's transaction, or be undone with it.
        if self._host.in_transaction():
            raise server_faults.in_a_transaction(self.name)
        with super().translated():
            yield

    def close(self) -> None:
        """The session is the host's."""


def _at(engine: Engine, level: str) -> Engine:
    return engine.execution_options(isolation_level=level) if level else engine


def server_engine(
    place: DatabasePlace,
    settings: Sequence[str],
    arguments: Mapping[str, Any],
    *,
    one: bool,
    product: str,
) -> Engine:
    """An engine whose sessions begin with the statements *settings*.

    *arguments* are the driver's, beside those of the URL. *one*: a single connection, which is
    kept; otherwise a new one each time, without transactions. Raises `SettingsFault` where the
    driver is not installed, and when it connects for an address that the driver refuses.
    """
    if one and place.connection is not None:
        return place.names.use_in(
            create_engine(
                place.url, hide_parameters=True, creator=place.borrowed, poolclass=StaticPool
            )
        )
    url = place.url
    made: dict[str, Any] = {"creator": place.session}
    if place.engine is None:
        waits = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        made = {"connect_args": {**waits, **arguments}}
    # Every transaction of the one that is kept ends with a commit or a roll-back of its own. One
    # within another is a programming error, which must not wait.
    kept = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0, "pool_reset_on_return": None}
    made |= (
        {"poolclass": QueuePool, **kept}
        if one
        else {"poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}
    )
    try:
        # hide_parameters keeps personal data out of SQLAlchemy's error messages.
        engine = create_engine(url, hide_parameters=True, **made)
    except ImportError:  # Of psycopg too, where it finds no libpq.
        raise server_faults.no_driver(product, url.get_backend_name()) from None
    event.listen(engine, "do_connect", _connecting(product))

    @event.listens_for(engine, "connect")
    def connect(session: object, _: object) -> None:
        cursor = session.cursor()  # type: ignore[attr-defined]  # a driver's connection
        for each in settings:
            cursor.execute(each)
        cursor.close()
        session.commit()  # type: ignore[attr-defined]

    return place.names.use_in(engine)


def _connecting(product: str) -> Callable[..., Any]:
    def connect(dialect: Any, _: object, positional: Any, named: Any) -> Any:
        try:
            return dialect.connect(*positional, **named)
        except (OSError, ValueError) as error:
            # Such as a certificate's file that is missing. A driver's own text may have a password.
            raise server_faults.no_connection(product, error) from None

    return connect


def name_of(url: URL, product: str) -> str:
    """The database's name for messages, without user and password."""
    return f"{product} database {url.database} on {place_of(url)}"


def checked_name(rto: str, database: str) -> str:
    """The RTO's name. Raises `SettingsFault` for none, and for one that is too long."""
    if not (named := rto.strip()):
        raise server_faults.unnamed(database)
    if len(named) > KEY_LENGTH:
        raise server_faults.long_name(named)
    return named


def make_tables(connection: Connection, tables: MetaData, database: str, names: TableNames) -> None:
    """Make the tables of a store, unless it exists. Nobody else may do so meanwhile.

    The row of ``store`` comes last: a server that cannot undo the making of tables may leave some
    of them after an interruption, and the next call makes the others.
    """
    there, store = names.there(connection), names.of(schema.store.name)
    if store not in there:
        # Tables of another program must not be taken for ours.
        for name in sorted(there & tables.tables.keys()):
            raise server_faults.not_ours(database, name)
        tables.tables[store].create(connection)
    if _schema_in(connection) is None:
        tables.create_all(connection)
        connection.execute(insert(schema.migrations), {"version_num": schema.REVISION})
        connection.execute(
            insert(schema.store),
            {
                "application": schema.APPLICATION,
                "schema": schema.SCHEMA,
                "created_at": now_utc(),
            },
        )


def add_rto(connection: Connection, rto: str) -> int:
    """The number of the RTO, which is added unless the store has it."""
    if (number := number_of(connection, rto)) is None:
        connection.execute(insert(rtos), {"name": rto, "made_at": now_utc()})
        number = number_of(connection, rto)
        assert number is not None
    return number


def number_of(connection: Connection, rto: str) -> int | None:
    """The number of the RTO; ``None``: the store does not have it."""
    return connection.execute(select(rtos.c.number).where(rtos.c.name == rto)).scalar_one_or_none()


def schema_number(connection: Connection, database: str, names: TableNames) -> int:
    """The number of the store's schema. Raises `PowerProUnusable` where there is no store."""
    there = names.has(connection, schema.store.name)
    number = _schema_in(connection) if there else None
    if number is None:
        raise server_faults.missing(database)
    return number


def check_schema(number: int, database: str) -> None:
    """Raise unless *number* is this version's."""
    if number < schema.SCHEMA:
        raise server_faults.too_old(database, number, schema.SCHEMA)
    if number > schema.SCHEMA:
        raise faults.newer(database, number, schema.SCHEMA)


def _schema_in(connection: Connection) -> int | None:
    query = select(schema.store.c.schema).where(schema.store.c.application == schema.APPLICATION)
    return connection.execute(query).scalar_one_or_none()


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    """*engine*, and none of its connections afterwards."""
    try:
        yield engine
    finally:
        engine.dispose()
