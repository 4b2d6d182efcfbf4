"""What a support bundle says of a store's file, also of one that cannot be used."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support.sql.guide_rows import a_set, by_hand, client, course, make
from talent_powerpro.adapters.sql import FileRunLock, schema
from talent_powerpro.adapters.sql.dialects import sqlite_facts
from talent_powerpro.adapters.sql.dialects.sqlite_facts import store_facts

AT = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows would end the process")


def found(path: Path) -> dict[str, Any]:
    return store_facts(path, busy_seconds=0)


def test_a_store_that_is_missing_or_empty_has_no_facts_of_its_content(path: Path) -> None:
    missing = {
        "exists": False,
        "bytes": 0,
        "files_beside": [],
        "run_lock": "free",
        "schema_of_this_version": 5,
    }
    assert found(path) == missing
    path.touch()
    Path(f"{path}-wal").touch()
    assert found(path) == missing | {"exists": True, "files_beside": ["-wal"]}


def test_a_store_is_told_by_its_size_its_rows_and_its_integrity(path: Path) -> None:
    with make(path):
        with by_hand(path) as hand:
            hand.execute("CREATE TABLE students (name)")
            hand.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        facts = found(path)
    rows = {"store": 1, "migrations": 1, "courses": 1, "clients": 1, "enrolments": 1, "units": 2}
    assert facts["files_beside"][:2] == ["-wal", "-shm"]
    del facts["files_beside"]
    assert facts == {
        "exists": True,
        "bytes": path.stat().st_size,
        "run_lock": "free",
        "schema_of_this_version": 5,
        "journal_mode": "wal",
        "schema": 5,
        "tables": dict.fromkeys(schema.metadata.tables, 0) | rows | {"imported_rows": 5},
        "integrity": "ok",
    }


def test_every_file_beside_a_store_is_named(path: Path) -> None:
    ends = ["-wal", "-shm", "-journal", ".lock", ".holder"]
    for each in ends:
        Path(f"{path}{each}").touch()
    assert found(path)["files_beside"] == ends


def test_what_cannot_be_found_out_has_the_error_in_its_place(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute("CREATE TABLE students (name)")
    facts = found(path)
    assert facts["schema"] == "OperationalError: no such table: store"
    assert (facts["tables"], facts["integrity"]) == ({}, "ok")
    with by_hand(path) as hand:
        hand.execute("CREATE TABLE store (schema)")
    assert (found(path)["schema"], found(path)["tables"]) == (None, {"store": 0})


def test_a_file_that_is_no_database_and_a_disk_that_fails_are_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("no database " * 100, encoding="utf-8")
    facts = found(path)
    assert facts["fault"] == "DatabaseError: file is not a database"

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(sqlite_facts, "connect", fail)
    assert found(path)["fault"] == "OSError: [Errno 5] Input/output error"


def test_a_log_of_another_file_is_told(path: Path) -> None:
    other = path.with_name("other.db")
    with make(path), make(other, course()) as powerpro:
        powerpro.take_in(a_set(client()))
        log = Path(f"{other}-wal").read_bytes()
    Path(f"{path}-wal").write_bytes(log)
    assert found(path)["fault"].startswith(
        f"PowerProUnusable: PowerPro's store {path} was replaced"
    )


# --- the lock ---------------------------------------------------------------------


def test_who_holds_the_lock_is_told_and_the_lock_is_not_tried(path: Path) -> None:
    with FileRunLock(path, clock=lambda: AT).hold("run"):
        assert found(path)["run_lock"] == {
            "held_by": "run",
            "since": AT.astimezone().isoformat(),
            "on_this_machine": True,
            "is_alive": True if os.name == "posix" else None,
        }
    assert found(path)["run_lock"] == "free"


def held_by(path: Path, process: int, host: str) -> tuple[bool, bool | None]:
    told = {"process": process, "host": host, "since": AT.isoformat(), "what": "run"}
    Path(f"{path}.holder").write_text(json.dumps(told), encoding="utf-8")
    lock = found(path)["run_lock"]
    return lock["on_this_machine"], lock["is_alive"]


@POSIX
def test_a_holder_that_was_killed_is_not_alive_and_one_of_another_account_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = socket.gethostname()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    assert held_by(path, ended.pid, here) == (True, False)
    assert held_by(path, 10**30, here) == (True, True)
    assert held_by(path, ended.pid, "another-machine") == (False, None)

    def refuse(process: int, signal: int) -> None:
        assert (process, signal) == (ended.pid, 0)
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert held_by(path, ended.pid, here) == (True, True)
