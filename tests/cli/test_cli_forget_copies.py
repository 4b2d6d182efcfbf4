"""`forget` names the files beside the store that may still have data of the client."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import GUIDE, rto
from talent_powerpro.cli.commands.forget import copies_beside

OTHERS = ("powerpro.db", "powerpro.db.lock", "powerpro.db.holder", "powerpro.db-wal", "other.db")


def test_copies_are_looked_for_beside_the_file_itself_with_their_logs(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    names = ("powerpro.replaced.2026-11-27.db", "powerpro.replaced.2026-11-27.db-wal")
    for name in (*names, "powerpro.db.new", *OTHERS):
        (real / name).touch()
    (real / "powerpro.folder.db").mkdir()
    link = tmp_path / "powerpro.db"
    link.symlink_to(real / "powerpro.db")
    assert copies_beside(link) == tuple(
        sorted(real.resolve() / name for name in (*names, "powerpro.db.new"))
    )


def test_a_stores_name_is_no_pattern(tmp_path: Path) -> None:
    store, kept = tmp_path / "north[1].db", tmp_path / "north[1].schema-4.2026-01-01.db"
    new, others = tmp_path / "north[1].db.new", tmp_path / "north1.schema-4.2026-01-01.db"
    for each in (store, kept, new, others):
        each.touch()
    assert copies_beside(store.resolve()) == (new.resolve(), kept.resolve())


def test_a_name_without_a_suffix_has_copies_too_and_its_locks_are_none(tmp_path: Path) -> None:
    store, kept = tmp_path / "powerpro", tmp_path / "powerpro.schema-4.2026-01-01"
    new = tmp_path / "powerpro.new"
    for each in (store, kept, new, tmp_path / "powerpro.lock", tmp_path / "powerpro.holder"):
        each.touch()
    assert copies_beside(store) == (new.resolve(), kept.resolve())


@pytest.mark.parametrize("store", ["powerpro", "powerpro.db"])
def test_a_store_of_any_name_is_told_with_its_copies(tmp_path: Path, store: str) -> None:
    of = rto(tmp_path)
    text = of.settings_file.read_text(encoding="utf-8")
    named = f'{text}[powerpro]\nstore = "sqlite:///{store}"\n'
    of.settings_file.write_text(named, encoding="utf-8")
    assert of.command("import", str(GUIDE)).exit_code == 0
    kept = tmp_path / store.replace("powerpro", "powerpro.schema-4.2026-01-01")
    kept.touch()
    done = of.command("forget", "2021000017", "--yes")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-2:] == [
        f"The file {kept} may still have data of the client. Delete it if it does.",
        "Back-ups, exports, plan files and saved reports are not searched.",
    ]
