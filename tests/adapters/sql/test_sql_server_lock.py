"""The run lock on a database server: a lock of the holder's session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url

from support.patience import PATIENCE
from support.processes import killed_at_end
from support.sql import lock_holder
from support.sql.dialect_stores import SERVERS, Place, a_database, new_place
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.errors import LockHeld, PowerProUnusable
from talent_powerpro.ports.state import RunLock

pytestmark = pytest.mark.servers
SINCE = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(server: str, tmp_path: Path) -> Place:
    place = new_place(server, tmp_path)
    SqlPowerPro.create(place.url, rto=place.rto).close()
    return place


def lock_of(place: Place) -> RunLock:
    return dialect_for(place.url).run_lock(place.url, rto=place.rto, clock=lambda: SINCE)


def refused(place: Place) -> LockHeld:
    with pytest.raises(LockHeld) as caught, lock_of(place).hold("run"):
        pytest.fail("two hold one lock")
    return caught.value


def take(place: Place) -> None:
    """Take the lock. A server takes a moment to notice that a holder was killed."""
    while True:
        with suppress(LockHeld), lock_of(place).hold("run"):
            return


@contextmanager
def another_process(place: Place) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its standard input ends."""
    words = [sys.executable, lock_holder.__file__, place.url, place.rto]
    with killed_at_end(
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "held\n"
        yield running


def test_a_refusal_names_the_holder_since_when_and_what_to_do(place: Place, server: str) -> None:
    with lock_of(place).hold("run"):
        fault = refused(place)
    product = {"postgresql": "PostgreSQL", "mariadb": "MariaDB"}[server]
    assert fault.message.startswith(
        f"`run` (this same process, since {SINCE.astimezone():%d/%m/%Y %H:%M})"
        f" is using the rows of {place.rto} in the {product} database "
    )
    assert fault.remedy.startswith("Wait for it to finish, then run again.")


def test_each_rto_has_a_lock_of_its_own(place: Place, server: str, tmp_path: Path) -> None:
    with lock_of(place).hold("run"), lock_of(new_place(server, tmp_path)).hold("run"):
        refused(place)


def test_rtos_of_one_name_in_two_databases_have_two_locks(place: Place, server: str) -> None:
    with a_database(server, f"powerpro_lock_{os.getpid()}_{next(_numbers)}") as url:
        other = Place(url, place.rto)
        with lock_of(place).hold("run"), lock_of(other).hold("run"):
            refused(place)
            # The second database has no tables, so nobody can say who holds it.
            assert refused(other).message.startswith("Another run is using")


def test_the_lock_needs_a_server(place: Place) -> None:
    nowhere = Place(make_url(place.url).set(port=1).render_as_string(False), place.rto)
    with pytest.raises(PowerProUnusable, match="cannot be reached"), lock_of(nowhere).hold("run"):
        pytest.fail("it holds what cannot be")


def test_another_process_is_named_and_its_lock_is_free_when_it_ends(place: Place) -> None:
    with another_process(place) as running:
        assert refused(place).message.startswith(f"`import` (process {running.pid} on ")
        assert running.stdout
        assert running.communicate(timeout=PATIENCE)[0] == "ended\n"
        with lock_of(place).hold("run"):
            pass


def test_a_paused_process_keeps_the_lock_and_a_killed_one_does_not(place: Place) -> None:
    with another_process(place) as running:
        running.send_signal(signal.SIGSTOP)
        assert f"process {running.pid}" in refused(place).message
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=PATIENCE)
        take(place)


SHORT = {
    "postgresql": ("options", " -cidle_session_timeout=300", "SELECT pg_sleep(1)"),
    "mariadb": ("init_command", "SET SESSION wait_timeout = 1", "SELECT SLEEP(2.5)"),
}
"""A session's time-out for idle ones, and a statement that takes longer than that."""


def test_a_holder_that_is_paused_past_the_servers_time_out_keeps_the_lock(
    place: Place, server: str
) -> None:
    name, setting, wait = SHORT[server]
    url = make_url(place.url)
    url = url.update_query_dict({name: f"{url.query.get(name, '')}{setting}"})
    impatient = Place(url.render_as_string(hide_password=False), place.rto)
    with another_process(impatient) as running:
        running.send_signal(signal.SIGSTOP)
        with create_engine(place.url, poolclass=NullPool).connect() as connection:
            connection.exec_driver_sql(wait)
        assert f"process {running.pid}" in refused(place).message


@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
def test_the_time_out_of_that_test_does_end_other_sessions(place: Place, server: str) -> None:
    name, setting, wait = SHORT[server]
    url = make_url(place.url).update_query_dict({name: setting})
    idle = create_engine(url, poolclass=NullPool).connect()
    idle.exec_driver_sql("SELECT 1")
    with create_engine(place.url, poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql(wait)
        query = "SELECT count(*) FROM information_schema.processlist WHERE id = %s"
        (number,) = (idle.connection.dbapi_connection.thread_id(),)  # type: ignore[union-attr]
        assert connection.exec_driver_sql(query, (number,)).scalar_one() == 0
    idle.invalidate()
    idle.close()
