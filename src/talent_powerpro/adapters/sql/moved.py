"""The mark of a store that was moved: its rows were copied to another store, used instead of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from attrs import frozen
from sqlalchemy import Connection, delete, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.state import RunLock


@frozen
class Moved:
    """The store that the rows were copied to."""

    store: str
    """Its name, as messages show it."""
    at: datetime
    """When it was moved."""

    @property
    def day(self) -> str:
        """The day for a message, in this machine's zone."""
        return f"{self.at.astimezone():%d/%m/%Y}"


def move_in(connection: Connection) -> Moved | None:
    """The mark of the store; ``None``: it was not moved."""
    row = connection.execute(select(schema.moved.c.store, schema.moved.c.at)).first()
    return Moved(*row) if row else None


def mark_moved(connection: Connection, move: Moved) -> None:
    connection.execute(insert(schema.moved), {"store": move.store, "at": move.at})


def unmark(connection: Connection) -> None:
    connection.execute(delete(schema.moved))


def check_not_moved(connection: Connection, name: str) -> None:
    """Raise `SettingsFault` if the store *name* was moved.

    What is written to it from then on would be in no run of the other store.
    """
    if move := move_in(connection):
        raise SettingsFault(
            f"PowerPro's store {name} was moved to {move.store} on {move.day}.",
            remedy="Name that store as store under [powerpro] in the settings. To use this one "
            "again all the same, without what was written to the other one since, give "
            "`talent-powerpro copy-store STORE --reopen` with its address.",
        )


class LockOfStore:
    """The `RunLock` of an open store. It is not taken where *check* raises."""

    def __init__(self, lock: RunLock, check: Callable[[], None]) -> None:
        self._lock = lock
        self._check = check

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        with self._lock.hold(what):
            # A host may have had the store open since before it was moved.
            self._check()
            yield
