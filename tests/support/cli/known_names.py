"""Stores that only name people and things, and the aliases of an RTO that has one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from talent_powerpro.cli.bundle.known import aliases_of
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.services.aliases import Aliases

NOW = datetime(2022, 6, 2, 7, tzinfo=UTC)

Rows: TypeAlias = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The columns of a table, and its rows."""


def store(file: Path, tables: Mapping[str, Rows]) -> None:
    """A store with the columns that name anybody, and these rows."""
    file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file)) as hand, hand:
        for table, (columns, rows) in tables.items():
            hand.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            hand.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def of(folder: Path, settings: str = "", environ: Mapping[str, str] | None = None) -> Aliases:
    """The aliases of an RTO with these settings."""
    if settings:
        (folder / "talent-powerpro.toml").write_text(settings, encoding="utf-8")
    subject = Subject(
        folder / "talent-powerpro.toml", environ or {}, NOW, is_offline=True, closing=ExitStack()
    )
    return aliases_of(subject)


def shown(aliases: Aliases, *texts: str) -> dict[str, str]:
    return {text: aliases.text(text) for text in texts}
