"""Back-ups of a store in a file, and what is beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.sql.guide_rows import by_hand, url_of
from talent_powerpro.adapters.sql.backed_up import BackedUp, Restored
from talent_powerpro.adapters.sql.backup import backup, restore

TODAY = date(2026, 11, 27)


def back_up(path: Path, file: Path, **asked: bool) -> BackedUp:
    return backup(url_of(path), file, busy_seconds=0.01, **asked)


def put_back(path: Path, file: Path) -> Restored:
    return restore(url_of(path), file, today=TODAY, busy_seconds=0.01)


def files(folder: Path) -> set[str]:
    of_the_lock = {"powerpro.db.lock", "powerpro.db.holder"}
    return {each.name for each in folder.iterdir()} - of_the_lock


def damage(path: Path) -> None:
    """Overwrite all pages but the first."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def schema_of(path: Path) -> int:
    with by_hand(path) as hand:
        return int(hand.execute("SELECT schema FROM store").fetchone()[0])


def newer(file: Path) -> None:
    with by_hand(file) as hand:
        hand.execute("UPDATE store SET schema = 99")
