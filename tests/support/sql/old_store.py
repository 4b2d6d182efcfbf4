"""A store of schema 2, as the version before `migrate` left it behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA_2 = Path(__file__).with_name("schema_2.sql")


def make_old(path: Path) -> Path:
    """The store in a file, with a write-ahead log as every opened store has one."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA_2.read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    return path
