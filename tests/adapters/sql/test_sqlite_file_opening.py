"""A store's file as it is opened: how it is named to SQLite, its log, and when it is checked."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any, cast

import pytest

from support.sql.guide_rows import by_hand, make, spoil_an_index, url_of
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.adapters.sql.dialects.sqlite_file import (
    connect_unchecked,
    make_file,
    open_file,
)
from talent_powerpro.errors import LockHeld, PowerProUnusable

CONNECT = sqlite3.connect


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (
            PurePosixPath("/rto/power pro#1?.db"),
            "file:///rto/power%20pro%231%3F.db?mode=ro",
        ),
        (PureWindowsPath("C:/RTO/powerpro.db"), "file:///C%3A/RTO/powerpro.db?mode=ro"),
        (PureWindowsPath("//server/rto/powerpro.db"), "file:////server/rto/powerpro.db?mode=ro"),
    ],
)
def test_a_file_is_connected_to_by_its_url_and_overwrites_what_is_deleted_in_it(
    monkeypatch: pytest.MonkeyPatch, path: PurePath, address: str
) -> None:
    asked: list[object] = []

    def connect(*given: object, **more: object) -> sqlite3.Connection:
        """A build of SQLite that leaves deleted rows in the file, and foreign keys unchecked."""
        asked.append((given, more))
        made = CONNECT(":memory:")
        made.execute("PRAGMA secure_delete = OFF").fetchone()
        made.execute("PRAGMA foreign_keys = OFF")
        return made

    monkeypatch.setattr(sqlite3, "connect", connect)
    with closing(connect_unchecked(cast(Path, path), "ro", 1.5)) as opened:
        for each in ("secure_delete", "foreign_keys"):
            assert opened.execute(f"PRAGMA {each}").fetchone() == (1,)
    assert asked == [((address,), {"uri": True, "timeout": 1.5, "isolation_level": None})]


def test_a_new_store_gets_its_log_under_the_run_lock_and_later_the_lock_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Watched(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            if statement == "PRAGMA journal_mode = WAL":
                with pytest.raises(LockHeld) as caught, FileRunLock(path).hold("run"):
                    pytest.fail("a run may begin meanwhile")
                told.append(caught.value.message)
            return super().execute(statement, *given)

    make_file(path, busy_seconds=0)
    monkeypatch.setattr(sqlite3, "connect", partial(CONNECT, factory=Watched))
    for _ in range(2):
        open_file(path, busy_seconds=0).close()
    (said,) = told
    assert said.startswith("`open` (")


# --- the check after an unclean end -----------------------------------------------


AT = "'2022-06-02 00:00:00.000000'"


def test_a_store_with_a_log_is_checked_before_it_is_used(path: Path) -> None:
    make(path).close()
    spoil_an_index(path)
    SqlPowerPro(url_of(path)).close()
    with by_hand(path) as hand:
        hand.execute("UPDATE clients SET mobile = '1'")
        hand.commit()
        with pytest.raises(PowerProUnusable, match="is damaged") as caught:
            SqlPowerPro(url_of(path))
    assert "`talent-powerpro restore FILE`" in caught.value.remedy
    assert "`talent-powerpro backup FILE`" in caught.value.remedy


@pytest.mark.parametrize(("ended", "is_checked"), [("NULL", True), (AT, False)])
def test_a_store_whose_last_run_has_no_end_is_checked(
    path: Path, ended: str, is_checked: bool
) -> None:
    """It may be a copy of the file alone, made during a run."""
    make(path).close()
    spoil_an_index(path)
    with by_hand(path) as hand:
        for number, end in (("1", "NULL"), ("2", ended)):
            hand.execute(
                "INSERT INTO runs (run_id, started, stages, ended, counts, wrote, stopped, "
                "message, targets, although_not_today) "
                f"VALUES ('run-{number}', {AT}, '[]', {end}, '{{}}', 0, '', '', '[]', '')"
            )
    for end in ("-wal", "-shm"):
        assert not os.path.exists(f"{path}{end}")
    if is_checked:
        with pytest.raises(PowerProUnusable, match="is damaged"):
            SqlPowerPro(url_of(path))
    else:
        SqlPowerPro(url_of(path)).close()
