"""A store that is copied by hand in the middle of a write."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.sql.guide_rows import by_hand


def copy_half_written(path: Path, copy: Path) -> None:
    """Copy the store with half of a write, and beside it the journal that would take it back."""
    topics = [(f"{number:0900}", "2022-06-02") for number in range(900)]
    with by_hand(path) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute("PRAGMA cache_size = 1")  # What does not fit is written before the commit.
        writer.execute("UPDATE clients SET surname = 'HALF'")
        writer.executemany("INSERT INTO told_topics VALUES (?, ?)", topics)
        for end in ("", "-journal"):
            shutil.copyfile(f"{path}{end}", f"{copy}{end}")
        writer.rollback()
    assert b"HALF" in copy.read_bytes()
