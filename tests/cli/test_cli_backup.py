"""`backup` and `restore`: their output and exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.printed import printed
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand, dump
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import SCHEMA, FileRunLock
from talent_powerpro.adapters.sql.backup import Restored
from talent_powerpro.cli.commands.restore import show_restored
from talent_powerpro.cli.exits import Exit


@pytest.fixture
def joanas(tmp_path: Path) -> Rto:
    folder = tmp_path / "rto"
    folder.mkdir()
    return rto(folder).imported()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "monday.db"


def test_a_back_up_is_reported_with_its_size(joanas: Rto, file: Path) -> None:
    done = joanas.command("backup", str(file))
    assert done.exit_code is Exit.DONE
    assert (done.stderr, done.stdout) == (
        "",
        f"The back-up {file} is complete and checked ({file.stat().st_size:,} bytes).\n",
    )
    assert dump(file) == dump(joanas.store)


def test_a_back_up_shows_json(joanas: Rto, file: Path) -> None:
    shown = json.loads(joanas.command("backup", str(file), "--json").stdout)
    (schema,) = {row[1] for row in dump(file)["store"]}
    assert shown["backed_up"] == {
        "file": str(file),
        "schema": schema,
        "size": file.stat().st_size,
    }


def test_a_back_up_is_made_during_a_run(joanas: Rto, file: Path) -> None:
    with FileRunLock(joanas.store).hold("run"):
        assert joanas.command("backup", str(file)).exit_code == 0


def test_an_existing_file_exits_2_and_names_force(joanas: Rto, file: Path) -> None:
    joanas.command("backup", str(file))
    refused = joanas.command("backup", str(file))
    assert refused.exit_code == 2
    assert "overwrite this one with --force" in refused.stderr
    assert joanas.command("backup", str(file), "--force").exit_code == 0


def test_without_a_store_there_is_nothing_to_back_up(tmp_path: Path, file: Path) -> None:
    refused = rto(tmp_path).command("backup", str(file))
    assert refused.exit_code == 3
    assert "`talent-powerpro restore FILE`" in refused.stderr


def test_a_restore_names_the_store_that_is_kept_with_the_rtos_day_and_the_next_step(
    joanas: Rto, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joanas.command("backup", str(file))
    in_perth_already_the_next_day = datetime(2028, 2, 28, 23, tzinfo=UTC)
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.restore.now_utc", lambda: in_perth_already_the_next_day
    )
    done = joanas.command("restore", str(file))
    assert done.exit_code == 0
    kept = joanas.folder / "powerpro.replaced.2028-02-29.db"
    assert kept.exists()
    assert done.stdout.splitlines() == [
        f"The store is now the back-up {file}.",
        f"The replaced store is kept at {kept}.",
        "Before the next run, see what it would do: `talent-powerpro plan`.",
    ]


def test_on_a_new_machine_no_kept_store_is_named(joanas: Rto, file: Path) -> None:
    joanas.command("backup", str(file))
    joanas.store.unlink()
    assert joanas.command("restore", str(file)).stdout.splitlines() == [
        f"The store is now the back-up {file}.",
        "Before the next run, see what it would do: `talent-powerpro plan`.",
    ]
    joanas.store.unlink()
    shown = json.loads(joanas.command("restore", str(file), "--json").stdout)
    (schema,) = {row[1] for row in dump(file)["store"]}
    assert shown["restored"] == {"file": str(file), "schema": schema, "kept": []}


def test_an_older_back_up_is_restored_and_sent_to_migrate(joanas: Rto, file: Path) -> None:
    make_old(file)
    done = joanas.command("restore", str(file))
    assert done.exit_code == 0
    (kept,) = joanas.folder.glob("powerpro.replaced.*.db")
    assert done.stdout == (
        f"The store is now the back-up {file}.\n"
        f"The replaced store is kept at {kept}.\n"
        "It has schema 2, but this version needs schema 5. Migrate it with `talent-powerpro "
        "migrate`.\n"
        "Before the next run, see what it would do: `talent-powerpro plan`.\n"
    )
    assert joanas.command("holds").exit_code == 2
    assert joanas.command("migrate").exit_code == 0
    assert joanas.command("holds").exit_code == 0


def test_a_store_that_is_kept_with_its_log_is_told_by_both_files() -> None:
    done = Restored("monday.db", SCHEMA, ("old.db", "old.db-wal"))
    assert printed(lambda on: show_restored(on, done)).splitlines()[1:2] == [
        "The replaced store is kept at old.db, old.db-wal."
    ]


def test_a_newer_back_up_exits_3(joanas: Rto, file: Path) -> None:
    joanas.command("backup", str(file))
    with by_hand(file) as hand:
        hand.execute("UPDATE store SET schema = 99")
    refused = joanas.command("restore", str(file))
    assert refused.exit_code == 3
    assert "has schema 99" in refused.stderr
    assert "The store is unchanged." in refused.stderr


def test_a_restore_during_a_run_exits_4_and_names_the_holder(joanas: Rto, file: Path) -> None:
    joanas.command("backup", str(file))
    with FileRunLock(joanas.store).hold("run"):
        refused = joanas.command("restore", str(file))
    assert refused.exit_code == 4
    assert "`run` (this same process, since " in refused.stderr


def test_a_file_that_is_not_there_exits_2(joanas: Rto, file: Path) -> None:
    refused = joanas.command("restore", str(file))
    assert refused.exit_code == 2
    assert f"There is no file {file}." in refused.stderr
