"""The run lock over a server's locks, with a file for the server and locks of our own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import field, frozen
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, insert, select

from talent_powerpro.adapters.sql.dialects.lock_holder import Holder
from talent_powerpro.adapters.sql.dialects.server_faults import Meaning
from talent_powerpro.adapters.sql.dialects.server_lock import SessionRunLock
from talent_powerpro.adapters.sql.dialects.server_tables import run_locks
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.errors import LockHeld, PowerProUnusable

SINCE = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
WAIT = (
    "Wait for it to finish, then run again. If it hangs, end it first. If its machine is off, its "
    "session on the server ends within some minutes."
)
UNREACHABLE = (
    "The database on db cannot be reached (error 7).",
    "Check that the server runs and accepts connections, and correct store under [powerpro] in "
    "the settings. A run that was cut off goes on with the next one.",
)


def this_run() -> Holder:
    return Holder.this_process("run", SINCE)


@frozen
class Locks:
    """A server's locks. *name* of a lock is SQL, as on a server."""

    name: str = "'{rto} {prefix}'"
    taken: dict[str, Connection | None] = field(factory=dict)
    sessions: list[Connection] = field(factory=list)

    def lock_name(self, connection: Connection, names: TableNames, rto: str) -> str:
        self.sessions.append(connection)
        query = f"SELECT {self.name.format(rto=rto, prefix=names.prefix)}"
        return str(connection.exec_driver_sql(query).scalar_one())

    def take(self, connection: Connection, name: str) -> int | None:
        if name in self.taken:
            return None
        self.taken[name] = connection
        return 7

    def is_held(self, name: str, session: int) -> str:
        return f"{name} is held by {session}"

    def release(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql("SELECT 1")
        assert self.taken.pop(name) is connection


class Server:
    """A file with the table of holders, in place of a server."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.given: list[Engine] = []
        """The engines of the locks."""
        self.disposed: list[Engine] = []

    def begin(self) -> AbstractContextManager[Connection]:
        return create_engine(f"sqlite:///{self.file}", poolclass=NullPool).begin()

    def engine(self) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.file}", poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self.given.append(engine)
        event.listen(engine, "engine_disposed", self.disposed.append)
        return engine

    def lock(self, locks: Locks, rto: str = "North") -> SessionRunLock:
        return SessionRunLock(
            self.engine,
            locks,
            database="database on db",
            rto=rto,
            meant=lambda _: (Meaning.UNREACHABLE, "7"),
            clock=lambda: SINCE,
            names=TableNames(prefix="t_"),
        )

    def holders(self) -> dict[str, str]:
        with self.begin() as connection:
            rows = connection.execute(select(run_locks.c.rto, run_locks.c.holder))
            return {each.rto: each.holder for each in rows}


@pytest.fixture
def server(path: Path) -> Server:
    server = Server(path)
    with server.begin() as connection:
        run_locks.create(connection)
        connection.execute(insert(run_locks), {"rto": "South", "holder": "{}"})
    return server


def test_a_lock_is_held_for_the_block_and_leaves_nothing_behind(server: Server) -> None:
    locks = Locks()
    lock = server.lock(locks)
    assert lock.is_held == ""
    for _ in range(2):
        with lock.hold("run"):
            assert lock.is_held == "North t_ is held by 7"
            assert list(locks.taken) == ["North t_"]
            assert server.holders() == {"South": "{}", "North": this_run().as_text()}
        assert lock.is_held == ""
        assert locks.taken == {}
        assert server.holders() == {"South": "{}", "North": ""}
    assert len(server.given) == 2
    assert server.disposed == server.given
    assert [(each.engine, each.closed) for each in locks.sessions] == [
        (each, True) for each in server.given
    ]


def test_a_lock_is_released_where_the_block_fails(server: Server) -> None:
    locks = Locks()
    lock = server.lock(locks)
    with pytest.raises(ZeroDivisionError), lock.hold("run"):
        raise ZeroDivisionError
    assert (lock.is_held, locks.taken) == ("", {})
    assert server.holders() == {"South": "{}", "North": ""}


def test_a_session_that_was_lost_is_not_missed_when_the_block_ends(server: Server) -> None:
    locks = Locks()
    lock = server.lock(locks)
    with lock.hold("run"):
        locks.sessions[-1].close()
    assert lock.is_held == ""
    assert server.disposed == server.given


def refused(lock: SessionRunLock) -> tuple[str, str]:
    with pytest.raises(LockHeld) as caught, lock.hold("run"):
        pytest.fail("two hold one lock")
    return caught.value.message, caught.value.remedy


def test_a_refusal_names_the_holder_and_takes_nothing_from_it(server: Server) -> None:
    locks = Locks()
    lock = server.lock(locks)
    with server.lock(locks).hold("run"):
        with server.lock(locks, "South").hold("sync"):
            assert refused(lock) == (
                f"{this_run().in_words} is using the rows of North in the database on db.",
                WAIT,
            )
        assert (lock.is_held, list(locks.taken)) == ("", ["North t_"])
        assert server.holders() == {"South": "", "North": this_run().as_text()}
    assert len(server.disposed) == 3
    assert all(each.closed for each in locks.sessions)


def test_a_holder_that_cannot_be_read_is_another_run(server: Server) -> None:
    another = ("Another run is using the rows of South in the database on db.", WAIT)
    locks = Locks(taken={"South t_": None})
    assert refused(server.lock(locks, "South")) == another
    with server.begin() as connection:
        run_locks.drop(connection)
    assert refused(server.lock(locks, "South")) == another


def test_a_store_without_the_table_of_holders_can_be_locked(server: Server) -> None:
    with server.begin() as connection:
        run_locks.drop(connection)
    locks = Locks()
    with server.lock(locks).hold("run"):
        assert list(locks.taken) == ["North t_"]
    assert locks.taken == {}


def unusable(lock: SessionRunLock) -> tuple[str, str]:
    with pytest.raises(PowerProUnusable) as caught, lock.hold("run"):
        pytest.fail("it holds what cannot be")
    return caught.value.message, caught.value.remedy


def test_a_server_that_cannot_be_asked_is_named(server: Server) -> None:
    locks = Locks(name="no_such_column")
    assert unusable(server.lock(locks)) == UNREACHABLE
    assert server.disposed == server.given
    assert [each.closed for each in locks.sessions] == [True]
    server.file = server.file / "nowhere"
    assert unusable(server.lock(locks)) == UNREACHABLE
    assert len(locks.sessions) == 1
