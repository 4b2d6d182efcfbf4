"""The status of an RTO: its last run, what comes next, and what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import STARTED, booking, enrolment, many, provisioned, rto, unit
from talent_powerpro.errors import FaultKind
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.json import as_json
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.undo import undone_hold
from talent_powerpro.services.status import NextDate, is_alive, status_of
from talent_powerpro.services.work_lists import ListRow


def test_before_the_first_run_nothing_is_known_of_runs() -> None:
    found = status_of(rto().reader())
    assert (found.last_run, found.last_end, found.quota_left) == (None, None, None)
    assert (found.due, found.next_date) == (1, None)
    assert not is_alive(found, timedelta(days=1000), STARTED)
    assert "withdrawn" not in json.loads(as_json(found)), "it is counted where it is wanted"


def test_the_next_export_date_counts_those_who_meet_every_other_condition() -> None:
    first, later = date(2022, 6, 4), date(2022, 6, 6)
    made = rto(
        *(evolve(each, export_date=first) for each in many(2)),
        enrolment("3", export_date=first, booking_status="Tentative"),
        enrolment("4", export_date=later),
        enrolment("5", export_date=first, export=False),
        enrolment("6", export_date=first, unreadable=("A date cannot be read.",)),
        enrolment("7", export_date=date(2022, 6, 1)),
        enrolment("8", export_date=first, withdrawal_date=date(2022, 6, 3)),
    )
    found = status_of(made.reader())
    assert found.next_date == NextDate(first, 2)
    assert found.due == 0
    assert found.missed == 1


def test_a_date_is_counted_without_those_due_by_a_mark() -> None:
    made = rto(enrolment(export_date=date(2022, 6, 3)), enrolment("2", export_date=None))
    found = status_of(made.reader())
    assert (found.next_date, found.no_export_date) == (NextDate(date(2022, 6, 3), 1), 1)
    made.journal.mark_due([DueMark(booking(), date(2022, 6, 3))])
    found = status_of(made.reader())
    assert (found.due, found.next_date) == (1, None)


def test_it_counts_what_waits_for_a_person() -> None:
    failing = evolve(provisioned(unit()), client=evolve(provisioned().client, secondary_id=""))
    made = rto(failing)
    made.run()
    found = status_of(made.reader())
    (failed,) = found.failed
    assert (failed.reason, failed.since) == ("results-unreachable", STARTED)
    assert (found.held, found.missed, found.closed, found.unmatched) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "lives"),
    [
        ({"ended": STARTED}, True),
        ({"ended": STARTED, "stopped": FaultKind.QUOTA}, True),
        ({"ended": STARTED, "stopped": FaultKind.UNUSABLE}, False),
        ({"ended": STARTED, "targets": ("client 2021000017",)}, False),
        ({"ended": STARTED - timedelta(hours=2)}, True),
        ({"ended": STARTED - timedelta(hours=2, seconds=1)}, False),
        ({}, False),
    ],
)
def test_it_is_alive_if_a_run_reached_its_end_in_time(changes: Any, lives: bool) -> None:
    made = rto()
    made.journal.keep_run(RunHeader("r1", STARTED, ("results",), **changes))
    found = status_of(made.reader())
    assert found.last_run is not None
    assert is_alive(found, timedelta(hours=2), STARTED) is lives


def test_end_and_quota_are_those_of_the_last_runs_that_had_them() -> None:
    made = rto()
    for number, (ended, limit, left) in enumerate(
        [(1, 100, 90), (2, 200, 50), (3, None, None), (None, None, None)]
    ):
        made.journal.keep_run(
            RunHeader(
                f"r{number}",
                STARTED + timedelta(hours=number),
                ("results",),
                STARTED + timedelta(hours=ended) if ended else None,
                quota_limit=limit,
                quota_left=left,
                wrote=1,
            )
        )
    found = status_of(made.reader())
    assert found.last_run is not None
    assert found.last_run.run_id == "r3"
    assert found.last_end == STARTED + timedelta(hours=3)
    assert (found.quota_limit, found.quota_left) == (200, 50)


def test_a_remark_is_no_hold() -> None:
    made = rto(enrolment())
    for held in (True, False):
        hold = evolve(undone_hold("results", enrolment(), "r1", None), held=held)
        made.releases.ended(hold.enrolment_id, hold.stage, [hold])
        assert status_of(made.reader()).held == int(held)


def test_an_undo_is_no_run() -> None:
    made = rto()
    made.journal.keep_run(RunHeader("r1", STARTED, ("undo",), STARTED))
    assert status_of(made.reader()).last_run is None


def test_progress_counts_the_reads_of_the_status() -> None:
    seen: list[tuple[int, int]] = []
    status_of(rto().reader(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 7) for number in range(8)]
    seen.clear()
    rows: dict[ListName, Sequence[ListRow]] = dict.fromkeys(ListName, ())
    status_of(rto().reader(), rows, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 2) for number in range(3)]
