"""`migrate`, and the other commands on a store of an earlier version."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cli.test_cli_never_asks import WORDS
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand, dump
from support.sql.old_store import make_old
from talent_powerpro import Plan
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.cli.app import app
from talent_powerpro.services.plan_files import write_plan

ANY_STORE = {
    *("backup", "demo", "fleet", "init", "migrate", "plugins", "restore", "sandbox", "schedule"),
    "support-bundle",
}
"""Commands that need no store, or take one of any version."""
FURTHER = {
    "copy-store": ("sqlite:///powerpro.db", "sqlite:///copy.db"),
    "forget": ("2021000017", "--yes"),
    "set-export": ("ICT30120", "--all", "--date", "03/06/2022"),
    "undo": ("nobodys", "--dry-run"),
}
"""Words with which a command reads the store, in place of those with which it may end before."""


@pytest.fixture
def old(tmp_path: Path) -> Rto:
    """An RTO with a store of an earlier version."""
    made = rto(tmp_path)
    make_old(made.store)
    write_plan(Plan(date(2022, 6, 2)), tmp_path / "plan.json")
    return made


def kept(of: Rto) -> list[Path]:
    return list(of.folder.glob("powerpro.schema-2.*.db"))


def test_every_other_command_exits_2_and_names_migrate(old: Rto) -> None:
    before = dump(old.store)
    for name in sorted(set(app.commands) - ANY_STORE):
        words = (word.format(folder=old.folder) for word in {**WORDS, **FURTHER}.get(name, ()))
        refused = old.command(name, *words)
        assert refused.exit_code == 2, name
        assert "has schema 2, but this version needs schema 5" in refused.stderr, name
        assert "talent-powerpro migrate" in refused.stderr, name
    assert dump(old.store) == before


def test_migrate_copies_every_row_and_keeps_the_old_store_with_the_day_of_the_rto(
    old: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept store is one file, which needs no write-ahead log beside it."""
    in_perth_already_the_next_day = datetime(2028, 2, 28, 23, tzinfo=UTC)
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.migrate.now_utc", lambda: in_perth_already_the_next_day
    )
    before = dump(old.store)
    migrated = old.command("migrate")
    there = old.folder / "powerpro.schema-2.2028-02-29.db"
    rows = sum(map(len, before.values()))
    assert (migrated.exit_code, migrated.stderr, migrated.stdout) == (
        *(0, ""),
        f"The store now has schema 5. All {rows} rows were copied from schema 2.\n"
        f"The old store is kept at {there}.\n",
    )
    assert dump(there) == before
    new = old.store.read_bytes()
    again = old.command("migrate")
    assert (again.exit_code, again.stderr, again.stdout) == (
        *(0, ""),
        "The store already has schema 5. Nothing to do.\n",
    )
    assert old.store.read_bytes() == new
    assert kept(old) == [there]
    assert old.command("sync-log").exit_code == 0


def test_rows_that_cannot_be_read_are_told_once_they_were_copied(old: Rto) -> None:
    with by_hand(old.store) as hand:
        hand.execute("UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'")
    migrated = old.command("migrate")
    assert (migrated.exit_code, migrated.stderr) == (
        1,
        "Row 2021000017 of the table clients in PowerPro's store cannot be read: date_of_birth is "
        "'soon', which is not a date such as 2026-03-17.\n"
        "Import the row again with the right value, or correct it in PowerPro's store with the "
        "program that wrote it.\n",
    )


def test_migrate_shows_json(old: Rto) -> None:
    rows = sum(map(len, dump(old.store).values()))
    migrated = old.command("migrate", "--json")
    assert (migrated.exit_code, migrated.stderr) == (0, "")
    assert json.loads(migrated.stdout) == {
        "schema": 2,
        "migrated": {
            "before": 2,
            "after": 5,
            "kept": str(kept(old)[0]),
            "rows": rows,
            "unreadable": [],
        },
    }
    assert json.loads(old.command("migrate", "--json").stdout) == {"schema": 2, "migrated": None}


def test_a_newer_store_is_refused_with_3(old: Rto) -> None:
    with by_hand(old.store) as hand:
        hand.execute("UPDATE store SET schema = 6")
    refused = old.command("migrate")
    assert refused.exit_code == 3
    assert old.command("holds").exit_code == 3
    assert "Install the version of talent-powerpro that made it" in refused.stderr


def test_migrate_during_a_run_exits_4(old: Rto) -> None:
    with FileRunLock(old.store).hold("run"):
        refused = old.command("migrate")
    assert refused.exit_code == 4
    assert "`run` (this same process, since " in refused.stderr
    assert dump(old.store)["store"][0][1] == 2


def test_migrate_without_a_store_exits_3(tmp_path: Path) -> None:
    refused = rto(tmp_path).command("migrate")
    assert refused.exit_code == 3
    assert "There is no PowerPro store" in refused.stderr
