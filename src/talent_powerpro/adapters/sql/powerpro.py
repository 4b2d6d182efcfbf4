"""The PowerPro repository over a SQL store: opening and closing it, and the agent's state in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self

from talent_powerpro.adapters.sql.deletion import Deletion
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.file_exchange import FileExchange
from talent_powerpro.adapters.sql.moved import LockOfStore, check_not_moved
from talent_powerpro.adapters.sql.powerpro_reads import PowerProReads
from talent_powerpro.adapters.sql.powerpro_writes import PowerProWrites
from talent_powerpro.adapters.sql.result_scope import SqlResultScope
from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS, StateParts
from talent_powerpro.adapters.sql.transactions import Url, now_utc
from talent_powerpro.adapters.sql.withdrawals import SqlWithdrawals


class SqlPowerPro(
    StateParts,
    PowerProReads,
    PowerProWrites,
    SqlResultScope,
    SqlWithdrawals,
    Deletion,
    FileExchange,
):
    """A `PowerProRepository` over a SQL store. The port has the contract of each method.

    *url* is ``sqlite:///powerpro.db`` (relative to the working folder), or names a database of a
    server: ``postgresql+psycopg://...`` or ``mariadb+pymysql://...``. A `sqlalchemy.URL` keeps its
    password out of tracebacks. The store must exist; `create` makes one. *rto* is the RTO's name
    on a server, whose rows alone are used. A file has the rows of one RTO, and no name.
    *busy_seconds* is how long a call waits while another program writes. *clock* returns an aware
    time; it dates journal entries, and so decides when they are purged. Raises `SettingsFault` for
    a URL that does not name a store, and `PowerProUnusable` for a store that cannot be used.

    Use it and its memory only from the thread that opened it: on another thread each call
    raises `PowerProUnusable`. Close it, or use it in a ``with`` statement.
    """

    def __init__(
        self,
        url: Url,
        *,
        rto: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        dialect = dialect_for(url)
        store = dialect.open(url, rto=rto, busy_seconds=busy_seconds)

        def check() -> None:
            with store.reading() as connection:
                check_not_moved(connection, store.name)

        try:
            check()
        except BaseException:
            store.close()
            raise
        self._clock = clock
        lock = dialect.run_lock(url, rto=rto, clock=clock, store=store)
        self._remember_in(store, LockOfStore(lock, check), clock)

    @classmethod
    def create(
        cls,
        url: Url,
        *,
        rto: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> Self:
        """Open the store, and make it first if it is missing, and the RTO in it.

        The folder of a file, or the database, must exist.
        """
        dialect_for(url).make(url, rto=rto, busy_seconds=busy_seconds)
        return cls(url, rto=rto, busy_seconds=busy_seconds, clock=clock)
