"""The connection to the fleet's database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self, TypeVar

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege, InvalidSchemaName
from psycopg.rows import DictRow, dict_row

from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.settings import FleetSettings

T = TypeVar("T")

CONNECT_SECONDS = 10
CONNECTING: Mapping[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "talent-powerpro fleet",
    # A server that vanishes without a word is noticed within half a minute, not after hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between the tries of what must not be lost."""


class FleetDatabase:
    """One connection to the fleet's database, made when it is needed and again when it is lost.

    Safe for many threads: they take turns. Raises `FleetUnusable` where the database does not
    answer.
    """

    def __init__(
        self, settings: FleetSettings, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._turn = threading.Lock()
        self._connection: Connection[DictRow] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            self._drop()

    def do(self, work: Callable[[Connection[DictRow]], T]) -> T:
        """Do *work* over the connection, once more over a new one where the old one was lost."""
        with self._turn:
            try:
                return self._done(work, fresh=self._connection is None)
            except psycopg.OperationalError as error:
                raise FleetUnusable(
                    f"The fleet's database does not answer ({type(error).__name__}).",
                    remedy="Check [fleet] database and its password, and that PostgreSQL runs.",
                ) from None
            except (InsufficientPrivilege, InvalidSchemaName) as error:
                raise FleetUnusable(
                    f"The fleet's database refuses a statement ({type(error).__name__}).",
                    remedy="Let its user create tables in a schema of the database.",
                ) from None

    def _done(self, work: Callable[[Connection[DictRow]], T], *, fresh: bool) -> T:
        if self._connection is None:
            self._connection = connected(self._settings)
        try:
            return work(self._connection)
        except psycopg.OperationalError:
            self._drop()
            if fresh:
                raise
            return self._done(work, fresh=True)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def surely(self, work: Callable[[Connection[DictRow]], T]) -> T:
        """As `do`, tried again for about a minute: PostgreSQL may be restarting."""
        for pause in PAUSES:
            with suppress(FleetUnusable):
                return self.do(work)
            self._sleep(pause)
        return self.do(work)


def connected(settings: FleetSettings) -> Connection[DictRow]:
    """A new connection, without transactions of its own."""
    secret = settings.password.reveal()
    address = make_conninfo(
        settings.database, **CONNECTING, **({"password": secret} if secret else {})
    )
    return psycopg.connect(address, autocommit=True, row_factory=dict_row)
