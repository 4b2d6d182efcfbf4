"""Facts about the file of a store, also of one that cannot be used. For a support bundle."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.adapters.sql.dialects.sqlite_lock import holder_in
from talent_powerpro.errors import RunFault

BESIDE = ("-wal", "-shm", "-journal", ".lock", ".holder")


def store_facts(path: Path, *, busy_seconds: float) -> dict[str, Any]:
    """The facts by name. What cannot be found out has the kind of error in its place."""
    facts: dict[str, Any] = {
        "exists": path.exists(),
        "bytes": path.stat().st_size if path.exists() else 0,
        "files_beside": [end for end in BESIDE if Path(f"{path}{end}").exists()],
        "run_lock": _holder(path),
        "schema_of_this_version": schema.SCHEMA,
    }
    if not facts["bytes"]:
        return facts
    try:
        with closing(connect(path, "ro", busy_seconds)) as connection:
            facts |= _read(connection)
    except (sqlite3.Error, RunFault, OSError) as fault:
        facts["fault"] = f"{type(fault).__name__}: {fault}"
    return facts


def _read(connection: sqlite3.Connection) -> dict[str, Any]:
    facts: dict[str, Any] = {"journal_mode": _value(connection, "PRAGMA journal_mode")}
    facts["schema"] = _value(connection, "SELECT schema FROM store")
    facts["tables"] = {
        name: _value(connection, f'SELECT count(*) FROM "{name}"')  # noqa: S608  # its own tables
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name in schema.metadata.tables
    }
    facts["integrity"] = _value(connection, "PRAGMA integrity_check(1)")
    return facts


def _value(connection: sqlite3.Connection, query: str) -> Any:
    try:
        row = connection.execute(query).fetchone()
    except sqlite3.Error as fault:
        return f"{type(fault).__name__}: {fault}"
    return row[0] if row else None


def _holder(path: Path) -> Any:
    """Who holds the run lock, by the file that a holder leaves; it stays after a kill.

    The lock itself is not tried: a run that starts meanwhile would find it held.
    """
    holder = holder_in(Path(f"{os.path.realpath(path)}.holder"))
    if holder is None:
        return "free"
    here = holder.host == socket.gethostname()
    return {
        "held_by": holder.what,
        "since": holder.since.isoformat(),
        "on_this_machine": here,
        "is_alive": _is_alive(holder.process) if here else None,
    }


def _is_alive(process: int) -> bool | None:
    """Whether a process exists; ``None``: Windows, where asking would end it."""
    if os.name != "posix":
        return None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # It is another account's.
    return True
