"""A store on a database server: connections, creation and opening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, insert, select
from sqlalchemy import inspect as inspected
from sqlalchemy.pool import NullPool, QueuePool

from talent_powerpro.adapters.sql import faults, schema
from talent_powerpro.adapters.sql.columns import KEY_LENGTH
from talent_powerpro.adapters.sql.dialects import server_faults
from talent_powerpro.adapters.sql.dialects.server_address import place_of
from talent_powerpro.adapters.sql.dialects.server_faults import Meant, translated
from talent_powerpro.adapters.sql.dialects.server_scope import for_rto
from talent_powerpro.adapters.sql.dialects.server_tables import rtos
from talent_powerpro.adapters.sql.transactions import now_utc

CONNECT_SECONDS = 10
"""Seconds within which a server has to accept a connection."""


class ServerDatabase:
    """A `Database` on a server, for the rows of one RTO."""

    def __init__(
        self, engine: Engine, name: str, number: int, meant: Meant, reads_at: str, writes_at: str
    ) -> None:
        """*number* is the RTO's. *reads_at* and *writes_at* are levels of isolation."""
        self.name = name
        self._meant = meant
        event.listen(engine, "before_execute", for_rto(number), retval=True)

        @event.listens_for(engine, "begin")
        def begin(begun: Connection) -> None:
            if begun.get_execution_options().get("locks_out_writers"):
                # Of all transactions that write for this RTO, one at a time goes on. A transaction
                # that reads first and writes later could otherwise write what another one has
                # written in between. Edits in PowerPro itself do not wait.
                begun.exec_driver_sql(
                    f"SELECT number FROM rtos WHERE number = {number:d} FOR UPDATE"  # noqa: S608  # a number of our own
                ).close()

        # The database's usual level needs no statement at each transaction.
        self.reading = _at(engine, reads_at)
        self.writing = _at(engine, writes_at).execution_options(locks_out_writers=True)
        self._engine = engine

    def translated(self) -> AbstractContextManager[None]:
        return translated(f"The {self.name}", self._meant)

    def check(self) -> None:
        """Writes to a server cannot be lost as those to a file that was moved."""

    def compact(self) -> None:
        """A server reuses the room of deleted rows itself, and has no command that all may use."""

    def close(self) -> None:
        self._engine.dispose()


def _at(engine: Engine, level: str) -> Engine:
    return engine.execution_options(isolation_level=level) if level else engine


def server_engine(url: URL, settings: Sequence[str], *, one: bool, product: str) -> Engine:
    """An engine whose sessions begin with the statements *settings*.

    *one*: a single connection, which is kept; otherwise a new one each time, without transactions.
    Raises `SettingsFault` where the driver is not installed.
    """
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    try:
        # hide_parameters keeps personal data out of SQLAlchemy's error messages.
        if one:
            engine = create_engine(
                url,
                hide_parameters=True,
                connect_args=waits,
                poolclass=QueuePool,
                pool_size=1,
                max_overflow=0,
                # A transaction within another is a programming error, which must not wait.
                pool_timeout=0,
                # Every transaction ends with a commit or a roll-back of its own.
                pool_reset_on_return=None,
            )
        else:
            engine = create_engine(
                url,
                hide_parameters=True,
                connect_args=waits,
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
            )
    except ModuleNotFoundError:
        raise server_faults.no_driver(product, url.get_backend_name()) from None

    @event.listens_for(engine, "connect")
    def connect(session: object, _: object) -> None:
        cursor = session.cursor()  # type: ignore[attr-defined]  # a driver's connection
        for each in settings:
            cursor.execute(each)
        cursor.close()
        session.commit()  # type: ignore[attr-defined]

    return engine


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


def make_tables(connection: Connection, tables: MetaData, database: str) -> None:
    """Make the tables of a store, unless it exists. Nobody else may do so meanwhile.

    The row of ``store`` comes last: a server that cannot undo the making of tables may leave some
    of them after an interruption, and the next call makes the others.
    """
    there = set(inspected(connection).get_table_names())
    if schema.store.name not in there:
        # Tables of another program must not be taken for ours.
        for name in sorted(there & tables.tables.keys()):
            raise server_faults.not_ours(database, name)
        tables.tables[schema.store.name].create(connection)
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


def add_rto(connection: Connection, rto: str) -> None:
    """Add the RTO, unless the store has it. Nobody else may do so meanwhile."""
    if number_of(connection, rto) is None:
        connection.execute(insert(rtos), {"name": rto, "made_at": now_utc()})


def number_of(connection: Connection, rto: str) -> int | None:
    """The number of the RTO; ``None``: the store does not have it."""
    return connection.execute(select(rtos.c.number).where(rtos.c.name == rto)).scalar_one_or_none()


def schema_number(connection: Connection, database: str) -> int:
    """The number of the store's schema. Raises `PowerProUnusable` where there is no store."""
    there = inspected(connection).has_table(schema.store.name)
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
