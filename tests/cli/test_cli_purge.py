"""`purge`: the settings decide how long log and journal are kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.holds import Answer, Decision
from talent_powerpro.records.journal import JournalEntry, RunHeader, SyncLogLine
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.views.sync_log import ENDED, STARTED

NOW = datetime.now(UTC)
AGES = (1, 100, 400, 800)
"""Days."""


@pytest.fixture
def old(tmp_path: Path) -> Rto:
    """An RTO with a line and a record of each age."""
    of = rto(tmp_path).imported()
    for age in AGES:
        then = NOW - timedelta(days=age)
        url = f"sqlite:///{of.store.as_posix()}"
        with SqlPowerPro(url, clock=lambda then=then: then) as store:  # type: ignore[misc]  # of a lambda's default
            store.sync_log.write([SyncLogLine(then, f"{age} days")])
            store.journal.begin([JournalEntry(f"{age}", "results", EnrolmentId("1001"), ())])
            store.journal.end(f"{age}", "results", EnrolmentId("1001"), "written", ())
    return of


def kept(of: Rto) -> tuple[list[str], list[str]]:
    with SqlPowerPro(f"sqlite:///{of.store.as_posix()}") as store:
        return (
            [line.message.removesuffix(" days") for line in store.sync_log.lines()],
            [entry.run_id for entry in store.journal.entries()],
        )


def test_without_settings_the_log_is_kept_for_one_year_and_the_journal_for_two(old: Rto) -> None:
    done = old.command("purge")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Deleted 2 lines of the sync log older than 365 days.",
        "Deleted 1 record of the journal older than 730 days.",
        "Deleted 0 records of the evidence of results older than 2,557 days.",
    ]
    assert kept(old) == (["1", "100"], ["1", "100", "400"])


def test_the_settings_decide_how_long(old: Rto) -> None:
    text = old.settings_file.read_text(encoding="utf-8")
    retention = "[retention]\nsync_log_days = 30\njournal_days = 90\n"
    old.settings_file.write_text(text + retention, encoding="utf-8")
    assert old.command("purge").exit_code == 0
    assert kept(old) == (["1"], ["1"])


def test_the_days_option_outranks_both_settings(old: Rto) -> None:
    done = old.command("purge", "--days", "500", "--json")
    removed = {"sync_log": 1, "idle_runs": 0, "journal": 1, "evidence": 0}
    removed |= {"engagement": 0, "answers": 0, "last_looks": 0, "ownerless": 0}
    assert json.loads(done.stdout) == {"schema": 2, "removed": removed}
    assert kept(old) == (["1", "100", "400"], ["1", "100", "400"])


def test_a_wrong_number_of_days_is_a_fault_of_usage(old: Rto) -> None:
    for days in ("-1", "36501", "many"):
        assert old.command("purge", "--days", days).exit_code == 2
    assert len(kept(old)[0]) == len(AGES)


def test_a_purge_keeps_what_runs_still_need(tmp_path: Path, url: str) -> None:
    joana = rto(tmp_path, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    with SqlPowerPro(f"sqlite:///{joana.store.as_posix()}") as store:
        assert store.journal.purge(NOW + timedelta(days=1)) > 0
    ran = joana.command("run", "--date", "02/06/2022", "--strict")
    assert ran.exit_code == 0
    assert "The run wrote nothing." in ran.stdout


def test_zero_days_keeps_only_what_runs_need_and_names_what_went(old: Rto) -> None:
    with SqlPowerPro(f"sqlite:///{old.store.as_posix()}") as store:
        store.journal.keep_run(RunHeader("r", NOW, ended=NOW))
        looked = LastLook(EnrolmentId("1001"), date(2022, 6, 2), date(2022, 6, 3))
        store.last_looks.remember([looked])
        gone = EnrolmentId("gone")
        store.journal.mark_due([DueMark(gone, None)])
        then = NOW - timedelta(days=30)
        store.holds.answer(Answer(Decision.KEEP, gone, "r", (), "said", "M", "why", then))
        for age in (9, 9, 1):
            at = NOW - timedelta(days=age)
            store.sync_log.write([SyncLogLine(at, each) for each in (STARTED, ENDED)])
    assert old.command("purge", "--days", "300").stdout.splitlines()[3:] == [
        "Deleted 2 lines of idle runs older than 7 days. One idle run of each day stays in the "
        "sync log.",
        "Deleted 1 last look at enrolments that left long ago.",
        "Deleted 2 rows about clients and enrolments that are gone.",
    ]
    with SqlPowerPro(f"sqlite:///{old.store.as_posix()}") as store:
        mine = EnrolmentId("1001")
        store.holds.answer(Answer(Decision.KEEP, mine, "r", (), "said", "M", "why", then))
    done = old.command("purge", "--days", "0")
    assert (done.exit_code, kept(old)) == (0, ([], []))
    assert "Deleted 1 answer to holds that no run needs any more." in done.stdout
