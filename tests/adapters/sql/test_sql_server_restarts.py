"""Runs over a server of the test's own: killed in mid-run, and with sessions that end when idle."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from reliability.findings import Findings, differences
from reliability.kills import (
    DeadlySandbox,
    Played,
    Trial,
    copy_store,
    ended,
    facts,
    make_store,
    play,
    run,
)
from support.cli.rto import rto
from support.sql.dialect_stores import SERVERS, Place
from support.sql.own_server import OwnServer, own_server
from support.sql.stressed import (
    State,
    assert_stopped_after_the_first,
    run_befallen,
    students,
    students_at,
)
from support.the_guide import ended as ended_by
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Request, Response, serve

pytestmark = pytest.mark.servers
_numbers = count(1)


@pytest.fixture(params=SERVERS, scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    with own_server(request.param) as made:
        yield made


@pytest.fixture
def place(server: OwnServer) -> Place:
    return Place(server.url, f"RTO {next(_numbers)}")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Both systems after an undisturbed run, in a file."""
    there = students(tmp_path_factory.mktemp("undisturbed") / "powerpro.db")
    assert ended_by(there.run()) == ""
    return there.state()


def test_a_server_that_is_killed_in_mid_run_stops_it_and_the_next_one_goes_on(
    server: OwnServer, place: Place, undisturbed: State
) -> None:
    there = students_at(place)
    server_down = run_befallen(there, server.kill)
    server.start()
    assert_stopped_after_the_first(server_down, "cannot be reached")
    there.clock.pass_days()
    assert ended_by(there.run()) == ""
    assert there.state() == undisturbed


def test_a_run_does_not_go_on_over_a_server_that_was_started_again(
    server: OwnServer, place: Place, undisturbed: State
) -> None:
    """The lock has ended with the server."""
    there = students_at(place)
    assert_stopped_after_the_first(run_befallen(there, server.restart), "")
    there.clock.pass_days()
    assert ended_by(there.run()) == ""
    assert there.state() == undisturbed


# --- two processes ----------------------------------------------------------------


@pytest.fixture(scope="module")
def college(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("college") / "college.db"
    make_store(file)
    return file


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, college: Path) -> Played:
    """The same run, undisturbed and in a file."""
    folder = tmp_path_factory.mktemp("played")
    (folder / "rto").mkdir()
    return play(Trial(1), college, folder / "rto")


class Pausing(DeadlySandbox):
    """A portal that pauses the command at its tenth request."""

    paused = False

    def handle(self, request: Request) -> Response:
        if not self.paused and self._number >= 9:
            self.paused = True
            self.pause()
        return super().handle(request)

    def pause(self) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("killed", [False, True], ids=["resumed", "killed"])
def test_a_paused_process_keeps_the_store_to_itself_past_every_time_out(
    place: Place, tmp_path: Path, college: Path, played: Played, killed: bool
) -> None:
    """Its idle session ends meanwhile, and its lock does not."""
    copy_store(college, place)
    portal, other, beside = Pausing(), DeadlySandbox(), tmp_path / "beside"
    beside.mkdir()

    def pause() -> None:
        first = portal._victim
        assert first is not None
        first.send_signal(signal.SIGSTOP)
        with create_engine(place.url, poolclass=NullPool).connect() as connection:
            wait = {"postgresql": "SELECT pg_sleep(4)", "mariadb": "SELECT SLEEP(4)"}
            connection.exec_driver_sql(wait[connection.dialect.name])
        code, said = ended(other, beside, None, 0, place)
        assert (code, f"process {first.pid}" in said) == (Exit.LOCKED, True), said
        first.send_signal(signal.SIGKILL if killed else signal.SIGCONT)

    portal.pause = pause  # type: ignore[method-assign]
    with serve(portal) as url:
        rto(tmp_path, url)
        rto(beside, url)
        code, said = ended(portal, tmp_path, None, 0, place)
        assert portal.paused, said
        if killed:
            assert code == -signal.SIGKILL
        else:
            # The store's session has ended, unless it began anew after the pause.
            assert code in (Exit.DONE, Exit.ATTENTION, Exit.UNUSABLE), said
            assert code != Exit.UNUSABLE or "cannot be reached" in said
        run(portal, tmp_path, None, 0, place)
        after = facts(place, portal)
    assert differences(played.facts, after) == Findings()
