"""Run lock of a store on a database server: a lock of a session of its own.

The server releases the lock when the session ends, and the session ends with its process, however
that ends. A process that is paused keeps both. No clock or time-out is trusted for that: the
session's own idle time-outs are switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from talent_powerpro.adapters.sql.dialects.lock_holder import Holder, holder_of
from talent_powerpro.adapters.sql.dialects.server_faults import Meant, translated
from talent_powerpro.adapters.sql.dialects.server_tables import run_locks
from talent_powerpro.adapters.sql.table_names import NO_NAMES, TableNames
from talent_powerpro.errors import LockHeld

_WAIT = (
    "Wait for it to finish, then run again. If it hangs, end it first. If its machine is off, its "
    "session on the server ends within some minutes."
)


class SessionLocks(Protocol):
    """A server's locks that end with the session that has them."""

    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str:
        """The name of the lock, as SQL. Databases and schemas have locks of their own."""
        ...

    def take(self, connection: Connection, name: str) -> int | None:
        """Take the lock *name* for the session. Returns the session's number on the server.

        ``None``: another session has it, or this one, which then has two users.
        """
        ...

    def is_held(self, name: str, session: int) -> str:
        """SQL for whether the session of that number has the lock *name*."""
        ...

    def release(self, connection: Connection, name: str) -> None:
        """Release the lock *name*, which the session has."""
        ...


class SessionRunLock:
    """A `RunLock` for the RTO's rows on a server, which need not have a store yet.

    *engine* makes a new session, without transactions, for each connection. *clock* returns an
    aware time.
    """

    is_held: str
    """SQL for whether the lock that is held is still there. Blank: it is not held."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        locks: SessionLocks,
        *,
        database: str,
        rto: str,
        meant: Meant,
        clock: Callable[[], datetime],
        names: TableNames = NO_NAMES,
    ) -> None:
        self._engine = engine
        self._locks = locks
        self._database = database
        self._rto = rto
        self._meant = meant
        self._clock = clock
        self._names = names
        self.is_held = ""

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        engine = self._engine()
        with self._translated():
            session = engine.connect()
        try:
            with self._translated():
                name = self._locks.lock_name(session, self._names, self._rto)
                number = self._locks.take(session, name)
                if number is None:
                    raise self._held(session)
            self._sign(session, Holder.this_process(what, self._clock()).as_text())
            self.is_held = self._locks.is_held(name, number)
            try:
                yield
            finally:
                self.is_held = ""
                # A session that is lost has no lock any more, and takes no statement.
                with suppress(SQLAlchemyError):
                    self._sign(session, "")
                    self._locks.release(session, name)
        finally:
            session.close()
            engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with translated(f"The {self._database}", self._meant):
            yield

    def _sign(self, session: Connection, text: str) -> None:
        """Record the holder. A failure is ignored, because only messages need it."""
        with suppress(SQLAlchemyError):
            session.execute(delete(run_locks).where(run_locks.c.rto == self._rto))
            session.execute(insert(run_locks), {"rto": self._rto, "holder": text})

    def _held(self, session: Connection) -> LockHeld:
        query = select(run_locks.c.holder).where(run_locks.c.rto == self._rto)
        holder = None
        with suppress(SQLAlchemyError):
            holder = holder_of(session.execute(query).scalar_one_or_none() or "")
        who = holder.in_words if holder else "Another run"
        return LockHeld(
            f"{who} is using the rows of {self._rto} in the {self._database}.", remedy=_WAIT
        )
