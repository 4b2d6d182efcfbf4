"""The agent's state alone, for hosts with tables of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, Engine

from talent_powerpro.adapters.sql.database_place import DatabasePlace, place_of
from talent_powerpro.adapters.sql.deletion import StateDeletion
from talent_powerpro.adapters.sql.dialects import DRIVERS, Dialect, dialect_called, dialect_for
from talent_powerpro.adapters.sql.forgetting import kept_traces_of
from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS, StateParts
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.adapters.sql.transactions import Url, now_utc
from talent_powerpro.model import Client
from talent_powerpro.ports.forgetting import Person


class SqlAgentState(StateParts, StateDeletion):
    """What the agent remembers between runs, in a host's database beside the host's own tables.

    *database* is a URL (``sqlite:///state.db``, ``postgresql+psycopg://...``,
    ``mariadb+pymysql://...``), or SQLAlchemy's ``Engine`` or ``Connection`` of the host. Its tables
    must exist; `create` makes them. They refer to no other table. *rto* is the RTO's name, whose
    rows alone are used: on a server it is required, and in a SQLite file the tables are those of
    one RTO. *schema* is an existing schema of PostgreSQL or database of MariaDB for the tables, and
    *prefix* is put before their names. *busy_seconds* is how long a write waits for another one of
    the same RTO. *clock* returns an aware time.

    Each call commits a transaction of its own. Over an ``Engine`` this takes place in a session of
    its own, and the run lock is held in a second one. The host's engine makes both, and its pool
    does not count them. Over a ``Connection`` the transactions are made in its session, which must
    not be in a transaction of the host; the lock's session is made by its engine. A SQLite file is
    always opened a second time.

    Give `state` to `Agent`. Use all of it only from the thread that opened it; open one for each
    thread. Close it, or use it in a ``with`` statement. Raises `SettingsFault` for arguments that
    cannot be used, and `PowerProUnusable` for a database that cannot be used.
    """

    def __init__(
        self,
        database: Url | Engine | Connection,
        *,
        rto: str = "",
        schema: str = "",
        prefix: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        dialect, place = _found(database, schema, prefix)
        store, lock = dialect.open_state(place, rto=rto, busy_seconds=busy_seconds, clock=clock)
        self._remember_in(store, lock, clock)

    @classmethod
    def create(
        cls,
        database: Url | Engine | Connection,
        *,
        rto: str = "",
        schema: str = "",
        prefix: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> Self:
        """Make the tables that are missing, and add the RTO, then open them.

        The database and the *schema* must exist. A repeat changes nothing. Needs the right to
        create tables, which runs do not need.
        """
        dialect, place = _found(database, schema, prefix)
        dialect.make_state(place, rto=rto, busy_seconds=busy_seconds)
        return cls(
            database, rto=rto, schema=schema, prefix=prefix, busy_seconds=busy_seconds, clock=clock
        )

    def forget(self, person: Person, others: Collection[Client] = ()) -> None:
        """Delete what the agent remembers about one client: all or none. Twice equals once.

        Call it with the lock held, before *person* is deleted from the host's tables. *others* are
        the clients who have the same e-mail or the same name: texts about them stay. The evidence
        of results stays too.
        """
        ids = [each.id for each in person.enrolments]
        with self._store.writing() as connection:
            kept_traces_of(connection, person, others, ids, person.unit_ids).delete(connection)
        self._store.compact()


def _found(
    database: Url | Engine | Connection, schema: str, prefix: str
) -> tuple[Dialect, DatabasePlace]:
    place = place_of(database, TableNames(schema, prefix))
    if place.engine is None:
        return dialect_for(place.url), place
    # An engine's URL says how the host connects, and nothing of it is used.
    return dialect_called(DRIVERS[place.url.drivername]), place
