"""`history` and `undo` as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.handed_on import edit, rows, shown
from support.cli.rto import Rto, rto
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

DUE = ("--date", "02/06/2022")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rto, bytes, str, Sandbox]]:
    """The guide's RTO after the run that provisions Joana; its store, and the run's id."""
    portal = Sandbox(guide_portal())
    with serve(portal) as url:
        world = rto(tmp_path_factory.mktemp("rto"), url).imported()
        run_id = json.loads(world.command("run", *DUE, "--json").stdout)["run_id"]
        yield world, world.store.read_bytes(), run_id, portal


@pytest.fixture
def joana(ran: tuple[Rto, bytes, str, Sandbox], tmp_path: Path) -> tuple[Rto, str]:
    world, store, run_id, _ = ran
    again = Rto(tmp_path)
    text = world.settings_file.read_text(encoding="utf-8")
    again.settings_file.write_text(text, encoding="utf-8")
    again.store.write_bytes(store)
    return again, run_id


def test_an_unknown_run_exits_2_and_lists_the_newest(joana: tuple[Rto, str]) -> None:
    world, run_id = joana
    for words in (("history", "--run", "nobodys"), ("undo", "nobodys", "--dry-run")):
        refused = world.command(*words)
        assert refused.exit_code == 2
        assert f"  {run_id}, 5 writes" in refused.stderr


def test_undo_restores_what_nobody_touched_and_the_run_after_it_writes_nothing(
    joana: tuple[Rto, str],
) -> None:
    world, run_id = joana
    done = world.command("undo", run_id, "--yes")
    assert done.exit_code == 0, done.output
    assert "2 writes undone." in done.stdout
    assert rows(world, "SELECT secondary_id FROM clients WHERE code = '2021000017'") == [
        ("DPC000129",)
    ]
    report = json.loads(world.command("run", "--json").stdout)
    assert [(each["status"], each["reason"]) for each in report["records"]] == [("held", "undone")]
    assert rows(world, "SELECT wrote FROM runs ORDER BY sequence DESC LIMIT 1") == [(0,)]
    assert "talent-powerpro release" in world.command("holds").stdout
    again = world.command("undo", run_id, "--yes")
    assert again.exit_code == 0
    assert "Nothing to do" in again.stdout
    first, second = shown(world, "history")["runs"]
    assert first["header"]["stages"] == ["undo"]
    assert second["run_id"] == run_id
    assert f"undo of run {run_id}; 2 writes" in world.command("history").stdout
    tab = world.command("tab", "gomez").stdout
    assert "Enrolment export to Talent LMS undone on " in tab


def test_an_edit_since_then_stays_and_the_exit_code_is_1(joana: tuple[Rto, str]) -> None:
    world, run_id = joana
    edit(world, "UPDATE clients SET secondary_id = 'X9' WHERE code = '2021000017'")
    done = world.command("undo", run_id, "--yes")
    assert done.exit_code == 1
    assert "The Secondary ID was edited since and is now X9. It stays." in done.stdout
    assert rows(world, "SELECT secondary_id FROM clients WHERE code = '2021000017'") == [("X9",)]
    assert shown(world, "undo", run_id, "--dry-run")["left"] == 1
    again = world.command("undo", run_id, "--yes")
    assert (again.exit_code, "Nothing to do" in again.stdout) == (1, True)


def test_during_a_run_it_is_refused(joana: tuple[Rto, str]) -> None:
    world, run_id = joana
    with FileRunLock(world.store).hold("run"):
        assert world.command("undo", run_id, "--yes").exit_code == 4
