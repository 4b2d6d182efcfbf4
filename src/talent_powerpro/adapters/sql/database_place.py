"""Places of tables in a database: by URL, or over the engine or the connection of a host."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames
from talent_powerpro.errors import SettingsFault

OF_DRIVERS = {
    "pysqlite": "sqlite+pysqlite",
    "psycopg": "postgresql+psycopg",
    "pymysql": "mariadb+pymysql",
}
"""The beginning of a store's URL, by the driver of a host's engine."""

_HAND_OVER = (
    "Hand over a URL (sqlite:///state.db, postgresql+psycopg://... or mariadb+pymysql://...), or "
    "SQLAlchemy's Engine or Connection over one of these drivers."
)


@frozen
class DatabasePlace:
    """A place for tables. Sessions are made by the URL, unless a host has an engine."""

    url: URL
    names: TableNames = NO_NAMES
    engine: Engine | None = None
    """The host's own, which makes our sessions."""
    connection: Connection | None = None
    """The host's own, which our transactions use."""

    def session(self) -> Any:
        """A new session of the host's engine, as its driver has it, which nobody else uses.

        The host's settings, events and passwords apply. Its pool does not count it, so that a full
        one is no obstacle, and the session's settings may be changed.
        """
        assert self.engine is not None
        pooled = self.engine.pool.recreate().connect()
        session: Any = pooled.driver_connection
        pooled.detach()
        if self.url.get_backend_name() == "postgresql":
            session.autocommit = False
        else:
            session.autocommit(False)
            session.set_character_set("utf8mb4")
        return session

    def borrowed(self) -> Any:
        """The session of the host's connection, as its driver has it."""
        assert self.connection is not None
        return self.connection.connection.driver_connection


def place_of(database: str | URL | Engine | Connection, names: TableNames) -> DatabasePlace:
    """The place that a host names. Raises `SettingsFault`, whose message never shows a URL."""
    match database:
        case str() | URL():
            return DatabasePlace(_read(database), names)
        case Engine():
            return DatabasePlace(_ours(database), names, database)
        case Connection():
            engine = database.engine
            return DatabasePlace(_ours(engine), names, engine, database)
        case _:
            raise SettingsFault(
                f"The database of the agent's state is a {type(database).__name__}.",
                remedy=_HAND_OVER,
            )


def _read(url: str | URL) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):  # The second one for a port that is no number.
        raise SettingsFault("The database is not written as a URL.", remedy=_HAND_OVER) from None
    if read.drivername not in ("sqlite", *OF_DRIVERS.values()):
        raise SettingsFault(
            f"The database of the agent's state is one of {read.drivername}.", remedy=_HAND_OVER
        )
    return read


def _ours(engine: Engine) -> URL:
    """The engine's URL with the driver as we name it."""
    if engine.driver not in OF_DRIVERS or engine.dialect.is_async:
        raise SettingsFault(
            f"The engine of the agent's state uses the driver {engine.driver}.", remedy=_HAND_OVER
        )
    return engine.url.set(drivername=OF_DRIVERS[engine.driver])
