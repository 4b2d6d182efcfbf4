"""Order and purge of the sync log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.sql.guide_rows import make
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.views.sync_log import ENDED, STARTED, is_idle, students_to_enrol

BEGAN = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)


def line(seconds: int, message: str) -> SyncLogLine:
    return SyncLogLine(BEGAN + timedelta(seconds=seconds), message)


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


def test_of_the_idle_runs_of_a_day_the_first_one_stays(tmp_path: Path) -> None:
    """A run belongs to the day in UTC on which it began."""
    none, day = students_to_enrol(0), 24 * 60 * 60
    midnight = day - (6 * 60 + 58) * 60 - 56

    def lines(began: int, *between: str) -> list[SyncLogLine]:
        return [line(began, STARTED), *(line(began, each) for each in between), line(began, ENDED)]

    busy = lines(0, none, "Enrolling Joana Gomez")
    first, another, short = lines(60, none), lines(120, none), lines(180)
    over_midnight = [line(midnight - 1, STARTED), line(midnight, ENDED)]
    next_day, newer = lines(midnight + 60), lines(midnight + 120)
    with make(tmp_path / "powerpro.db") as powerpro:
        rows_without_an_order_come_in_another(powerpro)
        for run in (busy, first, another, short, over_midnight, next_day, newer):
            powerpro.sync_log.write(run)
        assert powerpro.sync_log.thin(newer[0].at, is_idle) == 3 + 2 + 2
        assert powerpro.sync_log.lines() == (*busy, *first, *next_day, *newer)
        assert powerpro.sync_log.thin(newer[0].at, is_idle) == 0
