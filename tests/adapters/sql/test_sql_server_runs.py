"""Runs over a database server that fails in mid-run: the run says so, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, select

from support.patience import PATIENCE
from support.sql.dialect_stores import SERVERS, Place, new_place
from support.sql.stressed import (
    State,
    Students,
    assert_stopped_after_the_first,
    run_befallen,
    students,
    students_at,
)
from support.testing.states_to_prove import new_place as place_alone
from support.the_guide import PERTH, ended
from talent_powerpro import Agent
from talent_powerpro.adapters.sql import SqlAgentState, SqlPowerPro
from talent_powerpro.adapters.sql.dialects import dialect_called
from talent_powerpro.adapters.sql.dialects.server import Server
from talent_powerpro.adapters.sql.dialects.server_tables import rtos
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.errors import PowerProUnusable

pytestmark = pytest.mark.servers
_numbers = count(1)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Both systems after an undisturbed run, in a file."""
    there = students(tmp_path_factory.mktemp("undisturbed") / "powerpro.db")
    assert ended(there.run()) == ""
    return there.state()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(server: str, tmp_path: Path) -> Students:
    return students_at(new_place(server, tmp_path), busy_seconds=0.2)


@contextmanager
def another_program(place: Place) -> Iterator[Connection]:
    """A transaction of another program, which is rolled back in the end."""
    with create_engine(place.url, poolclass=NullPool).connect() as connection:
        yield connection


def number_of(place: Place) -> Any:
    return select(rtos.c.number).where(rtos.c.name == place.rto)


def assert_made_good(there: Students, undisturbed: State) -> None:
    """One clean run, on the next day."""
    there.clock.pass_days()
    assert ended(there.run()) == ""
    assert there.state() == undisturbed


# --- sessions that end ------------------------------------------------------------


class Sessions:
    """The numbers of the sessions that take a run lock in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, server: str) -> None:
        self.taken: list[int] = []
        dialect = dialect_called(server)
        take = type(dialect).take  # type: ignore[attr-defined]

        def noted(self_: Any, connection: Connection, name: str) -> int | None:
            number: int | None = take(self_, connection, name)
            self.taken += [] if number is None else [number]
            return number

        monkeypatch.setattr(type(dialect), "take", noted)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch, server: str) -> Sessions:
    return Sessions(monkeypatch, server)


def end_session(place: Place, number: int) -> None:
    with another_program(place) as connection:
        postgresql = connection.dialect.name == "postgresql"
        kill = "SELECT pg_terminate_backend(%s, 5000)" if postgresql else "KILL %s"
        connection.exec_driver_sql(kill, (number,))
        # MariaDB does not wait until it is gone, and its lock with it.
        left = "SELECT SLEEP(0.01) FROM information_schema.processlist WHERE id = %s"
        while not postgresql and connection.exec_driver_sql(left, (number,)).first():
            pass


def test_a_run_that_loses_its_lock_stops_and_the_next_one_goes_on(
    there: Students, undisturbed: State, sessions: Sessions
) -> None:
    report = run_befallen(there, lambda: end_session(there.place, sessions.taken[-1]))
    assert_stopped_after_the_first(report, "run lock")
    assert "was lost" in report.stopped.message  # type: ignore[union-attr]
    assert_made_good(there, undisturbed)


def test_a_run_whose_lock_another_machine_has_by_now_writes_no_more(
    there: Students, undisturbed: State, sessions: Sessions
) -> None:
    """Both run at once for a moment, and the first one sees it at its next write."""

    def lose() -> None:
        end_session(there.place, sessions.taken[-1])
        assert ended(there.run()) == ""

    report = run_befallen(there, lose)
    assert report.stopped is not None
    assert "run lock" in report.stopped.message
    assert there.state().users == undisturbed.users
    assert_made_good(there, undisturbed)


def test_the_lock_may_be_taken_again_after_it_was_lost(place: Place, sessions: Sessions) -> None:
    with SqlPowerPro.create(place.url, rto=place.rto) as powerpro:
        with powerpro.lock.hold("run"):
            powerpro.portal.remember_portal("one")
            end_session(place, sessions.taken[-1])
            for ask in (lambda: powerpro.portal.remember_portal("two"), powerpro.portal.portal):
                with pytest.raises(
                    PowerProUnusable, match=r"run lock in the .* was lost"
                ) as caught:
                    ask()
                assert "another one could have started" in caught.value.remedy
        assert powerpro.portal.portal() == "one"
        with powerpro.lock.hold("run"):
            powerpro.portal.remember_portal("three")
            assert powerpro.portal.portal() == "three"


@pytest.fixture
def place(server: str, tmp_path: Path) -> Place:
    return new_place(server, tmp_path)


def test_a_run_whose_session_ends_stops_and_the_next_one_goes_on(
    there: Students, undisturbed: State
) -> None:
    """The session of the store, and not that of the lock."""
    numbers: list[int] = []

    def note(connection: Connection) -> None:
        session: Any = connection.connection.driver_connection
        info = getattr(session, "info", None)
        numbers.append(info.backend_pid if info else session.thread_id())

    event.listen(Engine, "begin", note)
    try:
        report = run_befallen(there, lambda: end_session(there.place, numbers[-1]))
    finally:
        event.remove(Engine, "begin", note)
    assert_stopped_after_the_first(report, "cannot be reached")
    assert_made_good(there, undisturbed)


# --- other programs ---------------------------------------------------------------


def test_another_program_that_writes_for_too_long_stops_the_run_where_it_is(
    there: Students, undisturbed: State
) -> None:
    with another_program(there.place) as other:
        report = run_befallen(
            there, lambda: other.execute(number_of(there.place).with_for_update()).all()
        )
    assert_stopped_after_the_first(report, "is locked by another program")
    assert_made_good(there, undisturbed)


MANY = "UPDATE units SET name = 'edited' WHERE units.rto = {number}"
"""So much that a server undoes the run's transaction, and not this one."""
BOOKING = "SELECT id FROM enrolments WHERE enrolments.rto = {number} AND id = '1002' FOR UPDATE"
MINE = "SELECT number FROM rtos WHERE number = {number} FOR UPDATE"


def test_a_deadlock_stops_the_run_and_the_next_one_goes_on(
    there: Students, undisturbed: State
) -> None:
    """The other program has the enrolment's row and wants ours, which this transaction has."""
    there = evolve(there, busy_seconds=PATIENCE)
    with another_program(there.place) as other:
        number = other.execute(number_of(there.place)).scalar_one()

        def want() -> None:
            other.exec_driver_sql(MINE.format(number=number)).all()
            other.rollback()

        wants = Thread(target=want)

        def lock() -> None:
            if other.dialect.name == "postgresql":
                other.exec_driver_sql("SET LOCAL deadlock_timeout = '1h'")
            for each in (MANY, BOOKING):
                other.exec_driver_sql(each.format(number=number))
            event.listen(Engine, "before_cursor_execute", about_to)

        def about_to(_: Any, __: Any, statement: str, *rest: Any) -> None:
            if statement.startswith("INSERT INTO contact_logs") and wants.ident is None:
                wants.start()

        other.rollback()
        try:
            report = run_befallen(there, lock)
        finally:
            event.remove(Engine, "before_cursor_execute", about_to)
        wants.join()
    assert_stopped_after_the_first(report, "gave way to another program")
    assert_made_good(there, undisturbed)


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_statement_that_takes_too_long_stops_the_run(there: Students, undisturbed: State) -> None:
    url = make_url(there.place.url)
    url = url.update_query_dict({"options": f"{url.query['options']} -cstatement_timeout=1500"})
    slow = evolve(
        there,
        place=evolve(there.place, url=url.render_as_string(hide_password=False)),
        busy_seconds=PATIENCE,
    )
    with another_program(there.place) as other:
        report = run_befallen(
            slow, lambda: other.execute(number_of(there.place).with_for_update()).all()
        )
    assert_stopped_after_the_first(report, "ended a statement that took too long")
    assert_made_good(there, undisturbed)


@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
def test_a_statement_that_takes_too_long_is_named_as_such(server: str, tmp_path: Path) -> None:
    alone = place_alone(server, "engine", tmp_path)
    limit = {"init_command": "SET max_statement_time = 0.5"}
    engine = create_engine(alone.url, connect_args=limit)
    with (
        SqlAgentState.create(engine, busy_seconds=PATIENCE, **alone.names) as kept,
        SqlAgentState(alone.url, **alone.names) as other,
    ):
        with (
            other._store.writing(),
            pytest.raises(PowerProUnusable, match="a statement that took too long"),
        ):
            kept.portal.remember_portal("one")
        kept.portal.remember_portal("two")
        assert other.portal.portal() == "two"
    engine.dispose()


# --- the lock ---------------------------------------------------------------------


def test_the_name_of_a_lock_has_room_on_each_server(server: str, place: Place) -> None:
    """64 characters on MariaDB, 64 bits on PostgreSQL."""
    dialect = dialect_called(server)
    assert isinstance(dialect, Server)
    names = TableNames("s" * 63, "p" * 20)
    with another_program(place) as connection:
        found = {
            dialect.lock_name(connection, names, rto)
            for rto in ("R" * 255, "r" * 255, "\N{SNOWMAN}")
        }
    assert len(found) == 3
    for each in found:
        assert len(each.strip("'")) <= 64
        assert server == "mariadb" or -(2**63) <= int(each) < 2**63


def test_a_session_that_two_processes_share_takes_the_lock_once(server: str, place: Place) -> None:
    """As behind a pooler that gives one session to both."""
    dialect = dialect_called(server)
    assert isinstance(dialect, Server)
    with another_program(place) as shared:
        name = dialect.lock_name(shared, TableNames(), place.rto)
        assert dialect.take(shared, name) is not None
        assert dialect.take(shared, name) is None
        dialect.release(shared, name)
        assert dialect.take(shared, name) is not None


# --- what a run costs -------------------------------------------------------------

OF_THE_LOCK = re.compile(r"advisory|_LOCK\(|run_locks|DATABASE\(\)|current_schema\(\)")
LOCKS_OUT_WRITERS = re.compile(r"SELECT number.* FROM rtos WHERE .* FOR UPDATE", re.DOTALL)
"""As ``BEGIN IMMEDIATE`` does in a file, which is not counted either."""


def statements_of(there: Students) -> list[str]:
    """The statements of a run in both stages, without those of the lock and of opening."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    with SqlPowerPro(there.place.url, rto=there.place.rto, clock=there.clock) as store:
        agent = Agent(store, there.talent, timezone=PERTH, clock=there.clock, width=1)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert ended(agent.run()) == ""
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    return [
        each
        for each in sent
        if not (each.startswith("BEGIN") or LOCKS_OUT_WRITERS.match(each))
        and not OF_THE_LOCK.search(each)
    ]


def test_a_run_sends_no_more_statements_than_to_a_file(there: Students, tmp_path: Path) -> None:
    """Both a run with work in both stages, and an idle one after it."""
    in_a_file = students(tmp_path / "powerpro.db")
    for _ in ("at work", "idle"):
        counted = [len(statements_of(each)) for each in (there, in_a_file)]
        assert counted[0] <= counted[1], counted
