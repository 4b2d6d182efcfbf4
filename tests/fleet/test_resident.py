"""An RTO as a worker keeps it: on a thread of its own, with its store open between runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, get_ident

import pytest

from support.cli.rto import KEY, Rto
from support.fleet.memory import DUE, fleet_rto, opened
from support.monitor_server import monitor
from support.patience import PATIENCE
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.errors import LockHeld
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.resident import Resident, Residents
from talent_powerpro.sandbox import Request, Response, Sandbox, guide_portal, serve


@contextmanager
def resident(made: Rto) -> Iterator[Resident]:
    kept = Resident("perth", opened(made), lambda: DUE)
    try:
        yield kept
    finally:
        kept.close()
        kept.joined()


def ended(kept: Resident) -> RunEnd:
    return kept.run(lambda _: None).result(PATIENCE)


def test_a_run_provisions_and_the_next_finds_nothing_to_do(tmp_path: Path, url: str) -> None:
    with resident(fleet_rto(tmp_path, url)) as kept:
        first, second = ended(kept), ended(kept)
    assert (first.exit, first.counts["provisioning"], first.wrote) == (0, {"provisioned": 1}, 5)
    assert first.run_id.startswith("20220602T")
    assert (second.exit, second.wrote, second.message) == (0, 0, "")


def test_the_store_stays_open_on_one_thread_which_is_not_the_callers(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    plain = SqlPowerPro.__init__

    def noted(self: SqlPowerPro, *words: object, **named: object) -> None:
        threads.append(get_ident())
        plain(self, *words, **named)  # type: ignore[arg-type]

    made = fleet_rto(tmp_path, url)
    monkeypatch.setattr(SqlPowerPro, "__init__", noted)
    with resident(made) as kept:
        ended(kept)
        ended(kept)
    assert len(threads) == 1
    assert threads != [get_ident()]


def test_what_waits_for_a_person_is_counted(tmp_path: Path, url: str) -> None:
    made = fleet_rto(tmp_path, url)
    with resident(made) as kept:
        kept._clock = lambda: DUE + timedelta(days=1)  # The export date has passed.
        end = ended(kept)
    assert (end.exit, end.needs_person) == (1, {"missed": 1})


def test_the_end_is_reported_before_news_count_as_reported(tmp_path: Path, url: str) -> None:
    made = fleet_rto(tmp_path, url)
    tried: list[int] = []

    def unreachable(end: RunEnd) -> None:
        tried.append(end.exit)
        raise FleetUnusable("The fleet's database does not answer.")

    with resident(made) as kept:
        with pytest.raises(FleetUnusable):
            kept.run(unreachable).result(PATIENCE)
        assert tried == [0, 3]  # The run's own end, then that it could not be recorded.


def test_a_portal_that_refuses_the_key_is_told_by_exit_code_and_text(
    tmp_path: Path, portal: Sandbox
) -> None:
    class Refusing(Sandbox):
        def handle(self, request: Request) -> Response:
            return Response(401, {"Content-Type": "application/json"}, b'{"error": {}}')

    with (
        serve(Refusing(guide_portal())) as url,
        resident(fleet_rto(tmp_path, url)) as kept,
    ):
        end = ended(kept)
    assert end.exit == 3
    assert end.message
    assert KEY not in repr(end)


def test_after_a_run_that_could_not_be_made_the_store_is_opened_afresh(
    tmp_path: Path, url: str
) -> None:
    made = fleet_rto(tmp_path, url)
    moved = made.store.with_name("moved.db")
    with resident(made) as kept:
        assert ended(kept).exit == 0
        made.store.rename(moved)
        missing = ended(kept)
        moved.rename(made.store)
        assert ended(kept).exit == 0
    assert missing.exit == 3
    assert "powerpro.db" in missing.message


def test_a_held_lock_is_told_and_changes_nothing(tmp_path: Path, url: str) -> None:
    made = fleet_rto(tmp_path, url)
    with resident(made) as kept, FileRunLock(made.store).hold("run"):
        end = ended(kept)
    assert (end.exit, end.run_id, end.wrote) == (4, "", 0)
    assert "is using PowerPro's store" in end.message


def test_an_internal_error_is_told_without_its_text(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("Joana Gomez")

    made = fleet_rto(tmp_path, url)
    with resident(made) as kept, caplog.at_level(logging.ERROR, "talent_powerpro.fleet"):
        monkeypatch.setattr("talent_powerpro.fleet.resident.new_agent", broken)
        end = ended(kept)
    assert (end.exit, end.message) == (70, "Internal error (KeyError). Nothing is lost.")
    assert [each.getMessage() for each in caplog.records] == ["perth: internal error"]


def test_a_monitor_is_called_as_by_run(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with monitor() as server:
        lines = f'\n[monitor]\nurl = "{server.address}"\n'
        with resident(fleet_rto(tmp_path, url, lines)) as kept:
            ended(kept)
            server.status = 500
            ended(kept)
    assert server.paths == ["/start", "", "/start", ""]
    assert server.seen[1][1].startswith("exit code 0\n")
    assert "perth: The monitor was not reached: it answered with status 500." in caplog.text


def test_stopping_finishes_the_record_and_ends_the_run(tmp_path: Path) -> None:
    asked, may_answer = Event(), Event()

    class Slow(Sandbox):
        def handle(self, request: Request) -> Response:
            asked.set()
            may_answer.wait(PATIENCE)
            return super().handle(request)

    with serve(Slow(guide_portal())) as url, resident(fleet_rto(tmp_path, url)) as kept:
        run = kept.run(lambda _: None)
        assert asked.wait(PATIENCE)
        kept.stop()
        may_answer.set()
        assert run.result(PATIENCE).exit == 130
        # One that is stopped before it begins stops at its start.
        assert ended(kept).exit == 130


# --- several ------------------------------------------------------------------------


def test_one_rto_is_taken_once_at_a_time(tmp_path: Path, url: str) -> None:
    settings = opened(fleet_rto(tmp_path, url))
    residents = Residents(most=1)
    taken = residents.take("perth", settings)
    with pytest.raises(LockHeld, match=r"Another run of perth is under way in this worker\."):
        residents.take("perth", settings)
    residents.give_back(taken)
    assert residents.take("perth", settings) is taken
    residents.give_back(taken)
    residents.close()


def test_new_settings_replace_the_rto_and_too_many_are_closed(tmp_path: Path, url: str) -> None:
    one = opened(fleet_rto(tmp_path / "one", url))
    other = opened(fleet_rto(tmp_path / "other", url))
    residents = Residents(most=1)
    first = residents.take("perth", one)
    residents.give_back(first)
    second = residents.take("perth", other)
    assert second is not first
    third = residents.take("sydney", one)
    residents.stop()
    residents.give_back(second)
    residents.give_back(third)  # Of the two idle ones, the one unused for longest is closed.
    assert residents.take("perth", other) is not second
    assert residents.take("sydney", one) is third
    third.close()
    residents.close()
