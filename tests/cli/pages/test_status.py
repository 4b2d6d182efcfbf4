"""The page of `status`, whole: the last run, what comes next, and what waits for a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.cli.pages import page
from support.the_guide import PERTH
from talent_powerpro.cli.pages.status import show_status
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.services.status import NextDate, Status

BEGAN = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
FAILURE = StandingFailure(
    "results",
    EnrolmentId("1"),
    ClientCode("C1"),
    "ANN LEE",
    CourseCode("ICT30120-A"),
    *("no-course", "No course.", "Correct it."),
    BEGAN,
)
NOTHING = Status(
    last_run=None,
    last_end=None,
    due=0,
    next_date=None,
    held=0,
    failed=(),
    missed=0,
    no_export_date=0,
    closed=0,
    unmatched=0,
    not_started=0,
    quota_limit=None,
    quota_left=None,
)
RUN = RunHeader(
    "r1",
    BEGAN,
    ("provisioning", "results"),
    BEGAN + timedelta(minutes=3),
    {"provisioning": {"provisioned": 2, "held": 1}, "results": {}},
    wrote=8,
)


def shown(status: Status, after: timedelta = timedelta(minutes=1)) -> list[str]:
    return page(lambda on: show_status(on, status, BEGAN + after, PERTH))


def test_the_whole_page_where_no_run_came_and_nothing_waits() -> None:
    assert shown(NOTHING) == [
        "The agent",
        "---------",
        "Last run                 none yet",
        "Due now                  0 enrolments",
        "Next export date         none",
        "Calls left to TalentLMS  unknown",
        "",
        "Waiting for a person",
        "--------------------",
        "What                     Number  Show them with",
        "Held                     0",
        "Failed                   0",
        "Missed                   0",
        "No export date           0",
        "Closed without a result  0",
        "Unmatched units          0",
        "Not started              0",
    ]


def test_the_whole_page_where_something_of_each_kind_waits() -> None:
    much = Status(
        last_run=RUN,
        last_end=RUN.ended,
        due=4,
        next_date=NextDate(date(2022, 6, 4), 1),
        held=5,
        failed=(FAILURE, FAILURE),
        missed=1234,
        no_export_date=7,
        closed=8,
        unmatched=9,
        not_started=10,
        quota_limit=10000,
        quota_left=9876,
        withdrawn=11,
    )
    assert shown(much) == [
        "The agent",
        "---------",
        "Last run                 02/06/2022 14:58, 1 minute ago",
        "                         reached its end, 8 writes",
        "                         provisioning: 2 provisioned, 1 held",
        "                         results: nothing to do",
        "Due now                  4 enrolments",
        "Next export date         04/06/2022, 1 enrolment",
        "Calls left to TalentLMS  9,876 of 10,000 an hour, when the last run ended",
        "",
        "Waiting for a person",
        "--------------------",
        "What                     Number  Show them with",
        "Held                     5       talent-powerpro holds",
        "Failed                   2       talent-powerpro holds",
        "Missed                   1,234   talent-powerpro missed",
        "No export date           7       talent-powerpro missed",
        "Closed without a result  8       talent-powerpro closed",
        "Unmatched units          9       talent-powerpro unmatched",
        "Not started              10      talent-powerpro not-started",
        "Withdrawn                11      talent-powerpro withdrawn",
    ]


def last_run(run: RunHeader, after: timedelta = timedelta(minutes=1)) -> list[str]:
    """The lines of the page about the last run."""
    found = shown(evolve(NOTHING, last_run=run), after)
    ended = next(n for n, line in enumerate(found) if line.startswith("Due now"))
    return [line.removeprefix("Last run").strip() for line in found[2:ended]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"wrote": 1}, "reached its end, 1 write"),
        ({"ended": None}, "has not ended: it is under way, or was killed"),
        ({"stopped": "quota", "message": "No more calls."}, "stopped: No more calls."),
        ({"stopped": "quota"}, "stopped: quota"),
    ],
)
def test_how_the_last_run_ended(changes: dict[str, Any], expected: str) -> None:
    assert last_run(evolve(RUN, counts={}, **changes)) == [
        "02/06/2022 14:58, 1 minute ago",
        expected,
    ]


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (-5 * MINUTE, "0 minutes"),
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(seconds=60), "1 minute"),
        (119 * MINUTE, "119 minutes"),
        (2 * HOUR, "2 hours"),
        (2 * HOUR + 59 * MINUTE, "2 hours"),
        (47 * HOUR + 59 * MINUTE, "47 hours"),
        (48 * HOUR, "2 days"),
        (71 * HOUR, "2 days"),
        (72 * HOUR, "3 days"),
        (2400 * HOUR, "100 days"),
    ],
)
def test_how_long_ago_the_last_run_began(after: timedelta, expected: str) -> None:
    first, *_ = last_run(RUN, after)
    assert first == f"02/06/2022 14:58, {expected} ago"


@pytest.mark.parametrize(
    ("left", "limit", "expected"),
    [
        (None, 10000, "unknown"),
        (0, None, "0, when the last run ended"),
        (0, 0, "0 of 0 an hour, when the last run ended"),
    ],
)
def test_the_calls_that_are_left(left: int | None, limit: int | None, expected: str) -> None:
    found = shown(evolve(NOTHING, quota_left=left, quota_limit=limit))
    assert f"Calls left to TalentLMS  {expected}" in found
