"""`budget`: the page, and the same as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from attrs import evolve

from support.cli.printed import printed
from support.cli.rto import Rto, rto
from talent_powerpro.cli.pages.budget import show_budget
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


def page(budget: Budget) -> str:
    return printed(lambda on: show_budget(on, budget))


def test_the_page_compares_schedules_and_says_what_is_safe() -> None:
    page = printed(lambda on: show_budget(on, BUDGET))
    assert (
        page
        == """\
Calls to TalentLMS
------------------
Results are fetched for 2,000 enrolments in 60 Talent courses. While nothing changes, runs need at \
most:
A run every  Calls a run  Calls an hour  By the guide  By the guide an hour
10 minutes   88           470            2,000         12,000
1 hour       170          170            2,000         2,000

1 enrolment to provision now: 10 calls more, once, if students without a Secondary ID are new in \
TalentLMS.
Each completed unit that the roster shows needs one call more, once.
TalentLMS accepts 10,000 calls an hour, of which 9,990 are left now. Runs leave 2,000 of them to \
other programs.
The shortest safe interval: 10 minutes.
By the guide's own algorithm: 1 hour.
"""
    )


def test_withdrawn_enrolments_and_students_to_provision_are_counted_besides() -> None:
    several = evolve(BUDGET, due=2, due_calls=1, leaving=1, leaving_calls=4)
    assert (
        "2 enrolments to provision now: 1 call more, once, if students without a Secondary ID are "
        "new in TalentLMS.\n"
        "1 withdrawn enrolment to suspend: at most 4 calls more, once.\n"
        "Each completed unit"
    ) in page(several)
    assert "\n\nEach completed unit" in page(evolve(BUDGET, due=0))


def test_a_quota_that_is_not_known_or_too_small_is_said() -> None:
    unknown = page(evolve(BUDGET, quota=Quota()))
    assert unknown.endswith(
        "needs one call more, once.\nTalentLMS does not say how many calls it accepts.\n"
    )
    small = page(evolve(BUDGET, quota=Quota(10), shortest_safe=None, shortest_literal=24 * 60))
    assert small.endswith(
        "TalentLMS accepts 10 calls an hour, of which an unknown number are left now. "
        "Runs leave 2,000 of them to other programs.\n"
        "The shortest safe interval: none. Even one run a day needs more calls than one hour has.\n"
        "By the guide's own algorithm: day.\n"
    )


MINUTES = {
    5: "5 minutes ",
    10: "10 minutes",
    15: "15 minutes",
    30: "30 minutes",
    60: "1 hour    ",
    1440: "day       ",
}
NOTHING_PROVISIONED = f"""\
Calls to TalentLMS
------------------
Results are fetched for 0 enrolments in 0 Talent courses. While nothing changes, runs need at most:
A run every  Calls a run  Calls an hour  By the guide  By the guide an hour
{"".join(f"{each}   0            0              0             0" + chr(10) for each in MINUTES.values())}
Each completed unit that the roster shows needs one call more, once.
TalentLMS accepts 2,000 calls an hour, of which 2,000 are left now. Runs leave 400 of them to other programs.
The shortest safe interval: 1 minute.
By the guide's own algorithm: 1 minute.
"""  # noqa: E501  # a page as it is printed


def test_the_command_shows_the_guides_own_rto(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        world: Rto = rto(tmp_path, url).imported()
        shown = world.command("budget")
        as_json = world.command("budget", "--json")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, NOTHING_PROVISIONED, "")
    assert (as_json.exit_code, as_json.stderr) == (0, "")
    found = json.loads(as_json.stdout)
    assert found["budget"]["quota"].pop("resets_at")
    numbers = ("per_run", "per_hour", "literal_per_run", "literal_per_hour")
    assert found == {
        "schema": 2,
        "budget": {
            **dict.fromkeys(("enrolments", "courses", "due", "due_calls"), 0),
            "quota": {"limit": 2000, "remaining": 2000},
            "left_to_others": 400,
            "schedules": [{"minutes": each, **dict.fromkeys(numbers, 0)} for each in MINUTES],
            "shortest_safe": 1,
            "shortest_literal": 1,
        },
    }
