"""The journal survives the end of the process."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.sql.guide_rows import BOOKING, JOANA, RESULT, by_hand, dump, make, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.model import (
    EnrolmentId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.pieces import AT_ONCE
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.write import AddContactLog, SetResult, SetSecondaryId

TODAY = date(2022, 6, 2)
BEGAN = datetime(2022, 6, 2, 7, tzinfo=UTC)
OTHER = EnrolmentId("E2")
ENTRY = JournalEntry(
    "run-1",
    "provisioning",
    BOOKING,
    (
        SetSecondaryId(JOANA, "DPC000129", TalentUserId("7")),
        AddContactLog(BOOKING, "contact log – é"),
        SetResult(BOOKING, UnitRowId("unit-1"), "ICTWEB304", UnitResult("", None, ""), RESULT),
    ),
)
GROUP = PendingMembership(BOOKING, TalentUserId("7"), TalentGroupKey("77eD6LXHH"))
UNIT = UnitRowId("unit-1")


def test_a_record_begun_again_is_replaced(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.journal.begin([ENTRY])
        powerpro.journal.end("run-1", "provisioning", BOOKING, "deferred", ENTRY.writes[:1])
        powerpro.journal.begin([evolve(ENTRY, writes=())])
        assert powerpro.journal.entries() == (evolve(ENTRY, writes=()),)


def test_the_records_of_an_enrolment_are_found_in_all_runs(path: Path) -> None:
    with make(path) as powerpro:
        later, other = evolve(ENTRY, run_id="run-2"), evolve(ENTRY, enrolment_id=OTHER)
        powerpro.journal.begin([ENTRY, other])
        powerpro.journal.begin([later])
        assert powerpro.journal.entries_of({BOOKING}) == (ENTRY, later)
        assert powerpro.journal.entries_of({BOOKING, OTHER}) == (ENTRY, other, later)
        assert powerpro.journal.entries_of(()) == ()


def test_a_plans_records_are_stored_in_order_and_get_their_statuses_and_writes(path: Path) -> None:
    second, made = evolve(ENTRY, enrolment_id=OTHER, writes=()), ENTRY.writes[1:]
    results = evolve(ENTRY, stage="results")
    with make(path) as powerpro:
        powerpro.journal.begin([])
        powerpro.journal.begin([second, ENTRY])
        powerpro.journal.begin([evolve(ENTRY, run_id="run-2"), results])
        powerpro.journal.end("run-1", "provisioning", BOOKING, "provisioned", made)
    with SqlPowerPro(url_of(path)) as powerpro:
        assert powerpro.journal.entries("run-1") == (
            second,
            evolve(ENTRY, status="provisioned", made=made),
            results,
        )
        assert powerpro.journal.entries("run-2") == (evolve(ENTRY, run_id="run-2"),)
        assert len(powerpro.journal.entries()) == 4


def test_a_plan_is_stored_whole_or_not_at_all(path: Path) -> None:
    with make(path) as powerpro:
        with by_hand(path) as hand:
            hand.execute(
                "CREATE TRIGGER no BEFORE INSERT ON journal WHEN NEW.enrolment_id = 'E2'"
                " BEGIN SELECT RAISE(ABORT, 'not that one'); END"
            )
        with pytest.raises(PowerProUnusable, match="not that one"):
            powerpro.journal.begin([ENTRY, evolve(ENTRY, enrolment_id=OTHER)])
        assert powerpro.journal.entries() == ()


def test_a_topic_is_new_once(path: Path) -> None:
    with make(path) as powerpro:
        first = {"missed:E1", "missed:E2"}
        assert powerpro.journal.tell(first, TODAY) == first
        assert powerpro.journal.tell([], TODAY) == frozenset()
    with SqlPowerPro(url_of(path)) as powerpro:
        new = powerpro.journal.tell(["missed:E2", "missed:E3", "missed:E3"], date(2022, 6, 3))
        assert new == {"missed:E3"}
        assert powerpro.journal.tell(["missed:E3"], date(2022, 6, 4)) == frozenset()
        many = {f"held:{number}" for number in range(AT_ONCE + 1)}
        assert powerpro.journal.tell(many, TODAY) == many
        assert powerpro.journal.told({*many, "held:E1"}) == many


def test_a_purge_removes_records_by_when_they_were_begun_and_nothing_else(path: Path) -> None:
    clock = [datetime(2022, 6, 2, tzinfo=UTC)]
    make(path).close()
    with SqlPowerPro(url_of(path), clock=lambda: clock[0]) as powerpro:
        journal = powerpro.journal
        journal.begin([ENTRY, evolve(ENTRY, enrolment_id=OTHER)])
        journal.mark_due([DueMark(BOOKING, TODAY)])
        journal.remember_result(UNIT, RESULT)
        journal.set_pending(GROUP)
        journal.tell(["a standing hold"], TODAY)
        clock[0] += timedelta(days=1)
        # Begun again in the same run, so this is its beginning.
        journal.begin([evolve(ENTRY, enrolment_id=OTHER), evolve(ENTRY, run_id="run-2")])
        for entry in journal.entries():
            journal.end(entry.run_id, entry.stage, entry.enrolment_id, "failed", entry.writes)
        before = dump(path, without=["journal"])
        assert journal.purge(clock[0]) == 1
        assert {(entry.run_id, entry.enrolment_id) for entry in journal.entries()} == {
            ("run-1", OTHER),
            ("run-2", BOOKING),
        }
        assert journal.purge(clock[0]) == 0
        assert dump(path, without=["journal"]) == before


def test_a_purge_keeps_the_unfinished_records_of_an_interrupted_run(path: Path) -> None:
    """The next run recovers the record. Only when it has ended can a purge remove it."""
    later = datetime(2100, 1, 1, tzinfo=UTC)
    with make(path) as powerpro:
        powerpro.journal.begin([ENTRY])
        assert powerpro.journal.purge(later) == 0
        assert powerpro.journal.unfinished() == (ENTRY,)
        powerpro.journal.end("run-1", "provisioning", BOOKING, "not reached", ())
        assert powerpro.journal.purge(later) == 1
        assert powerpro.journal.entries() == ()


# --- runs -------------------------------------------------------------------------


def test_a_topic_keeps_the_last_day_on_which_it_was_reported(tmp_path: Path) -> None:
    with make(tmp_path / "powerpro.db") as powerpro:
        for day in (2, 3, 2):
            powerpro.journal.tell(["missed"], date(2022, 6, day))
    assert dump(tmp_path / "powerpro.db")["told_topics"] == [("missed", "2022-06-03")]


def attempts_kept(path: Path, *attempts: JournalEntry) -> list[str]:
    """The attempts, each of a run of its own, that the journal keeps."""
    with make(path) as powerpro:
        for number, each in enumerate(attempts):
            powerpro.journal.begin([evolve(each, run_id=f"run-{number}", status="", made=())])
            powerpro.journal.end(
                f"run-{number}", each.stage, each.enrolment_id, each.status, each.made
            )
        return [each.run_id[-1] for each in powerpro.journal.entries()]


@pytest.mark.parametrize("status", ["held", "failed", "deferred"])
def test_of_attempts_in_vain_the_last_stays(path: Path, status: str) -> None:
    vain = evolve(ENTRY, status=status)
    of_another = evolve(vain, enrolment_id=OTHER)
    assert attempts_kept(path, vain, of_another, vain, of_another, vain) == ["3", "4"]


@pytest.mark.parametrize("last", [0, 1])
@pytest.mark.parametrize(
    "other",
    [
        {"made": ENTRY.writes[:1]},
        {"writes": ENTRY.writes[:1]},
        {"status": "held"},
        {"stage": "results"},
        {"enrolment_id": OTHER},
    ],
    ids=lambda other: next(iter(other)),
)
def test_an_attempt_in_vain_and_another_both_stay(
    path: Path, other: dict[str, Any], last: int
) -> None:
    attempts = [evolve(ENTRY, **{"status": "failed"} | other)]
    attempts.insert(last, evolve(ENTRY, status="failed"))
    assert attempts_kept(path, *attempts) == ["0", "1"]


def test_attempts_that_had_nothing_to_write_stay(path: Path) -> None:
    done = evolve(ENTRY, status="provisioned", writes=())
    assert attempts_kept(path, done, done) == ["0", "1"]


def test_of_a_series_of_idle_runs_the_last_header_stays(path: Path) -> None:
    def ran(name: str, **fields: Any) -> RunHeader:
        usual: dict[str, Any] = {
            "stages": ("results",),
            "ended": BEGAN,
            "counts": {"results": {"held": 1}},
        }
        return RunHeader(name, BEGAN, **usual | fields)

    headers = [
        ran("run-1"),
        ran("run-2"),
        ran("run-3", wrote=1),
        ran("run-4"),
        ran("run-5", stopped="talent-unusable"),
        ran("run-6"),
        ran("run-7", counts={"results": {"held": 2}}),
        ran("run-8", stages=("provisioning", "results")),
        ran("run-9", ended=None),
    ]
    with make(path) as powerpro:
        for each in headers:
            powerpro.journal.keep_run(each)
        powerpro.journal.keep_run(headers[3])  # Stored again: not the newest.
        assert [each.run_id[-1] for each in powerpro.journal.runs()] == list("23456789")
        for each in (ran("run-a"), ran("run-b")):
            powerpro.journal.keep_run(each)
        assert [each.run_id[-1] for each in powerpro.journal.runs()] == list("23456789b")
