"""`budget`: the page, and the same as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

from attrs import evolve

from support.cli.rto import Rto, rto
from talent_powerpro.cli.pages.budget import show_budget
from talent_powerpro.cli.screen import PipeScreen
from talent_powerpro.model import Quota
from talent_powerpro.rules.call_forecast import Schedule
from talent_powerpro.sandbox import Sandbox, guide_portal, serve
from talent_powerpro.services.budget import Budget

BUDGET = Budget(
    2000,
    60,
    1,
    10,
    Quota(10_000, 9_990),
    2000,
    (Schedule(10, 88, 470, 2000, 12_000), Schedule(60, 170, 170, 2000, 2000)),
    10,
    60,
)


def page(budget: Budget) -> list[str]:
    stream = io.StringIO()
    show_budget(PipeScreen(stream), budget)
    return [line for line in stream.getvalue().splitlines() if line]


def test_the_page_compares_schedules_and_says_what_is_safe() -> None:
    assert page(BUDGET) == [
        "Calls to TalentLMS",
        "------------------",
        "Results are fetched for 2000 enrolments in 60 Talent courses. While nothing changes, runs "
        "need at most:",
        "A run every  Calls a run  Calls an hour  By the guide  By the guide an hour",
        "10 minutes   88           470            2,000         12,000",
        "1 hour       170          170            2,000         2,000",
        "1 enrolment to provision now: 10 calls more, once, if students without a Secondary ID are "
        "new in TalentLMS.",
        "Each completed unit that the roster shows needs one call more, once.",
        "TalentLMS accepts 10,000 calls an hour, of which 9,990 are left now. Runs leave 2,000 of "
        "them to other programs.",
        "The shortest safe interval: 10 minutes.",
        "By the guide's own algorithm: 1 hour.",
    ]


def test_a_quota_that_is_not_known_or_too_small_is_said() -> None:
    unknown = page(evolve(BUDGET, quota=Quota(), due=0))
    assert unknown[-1] == "TalentLMS does not say how many calls it accepts."
    assert not any("to provision now" in line for line in unknown)
    small = page(evolve(BUDGET, quota=Quota(10), shortest_safe=None, shortest_literal=24 * 60))
    assert "an unknown number are left now" in small[-3]
    assert small[-2:] == [
        "The shortest safe interval: none. Even one run a day needs more calls than one hour has.",
        "By the guide's own algorithm: day.",
    ]


def test_the_command_shows_the_guides_own_rto(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        world: Rto = rto(tmp_path, url).imported()
        shown = world.command("budget")
        as_json = world.command("budget", "--json")
    assert shown.exit_code == as_json.exit_code == 0, shown.output
    assert "TalentLMS accepts 2,000 calls an hour" in shown.stdout
    found = json.loads(as_json.stdout)["budget"]
    assert found["quota"]["limit"] == 2000
    assert [each["minutes"] for each in found["schedules"]] == [5, 10, 15, 30, 60, 1440]
