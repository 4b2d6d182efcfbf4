"""Order and purge of the sync log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.sql.guide_rows import make, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.records.journal import SyncLogLine

BEGAN = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)


def line(seconds: int, message: str) -> SyncLogLine:
    return SyncLogLine(BEGAN + timedelta(seconds=seconds), message)


def test_lines_keep_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    first = [line(0, ">>> started >>>"), line(9, "Zoë – 李"), line(9, "b"), line(2, "a")]
    second = [line(1, "<<< ended <<<")]
    with make(path) as powerpro:
        powerpro.sync_log.write(first)
        powerpro.sync_log.write([])
        powerpro.sync_log.write(second)
    with SqlPowerPro(url_of(path)) as powerpro:
        assert powerpro.sync_log.lines() == (*first, *second)


def test_the_newest_lines_come_oldest_first(tmp_path: Path) -> None:
    lines = tuple(line(n, str(n)) for n in range(5))
    with make(tmp_path / "powerpro.db") as powerpro:
        powerpro.sync_log.write(lines)
        assert powerpro.sync_log.lines(newest=2) == lines[-2:]
        assert powerpro.sync_log.lines(newest=9) == lines
        assert powerpro.sync_log.lines(newest=0) == ()


def test_a_purge_removes_older_lines_and_counts_them(tmp_path: Path) -> None:
    lines = tuple(line(n, str(n)) for n in range(5))
    with make(tmp_path / "powerpro.db") as powerpro:
        powerpro.sync_log.write(lines)
        assert powerpro.sync_log.purge(lines[3].at) == 3
        assert powerpro.sync_log.lines() == lines[3:]
        assert powerpro.sync_log.purge(lines[3].at) == 0
