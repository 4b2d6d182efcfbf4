"""One Talent course whose calls answer 500: the others are worked on in the same run (case S1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.college import DAY, College, report_of, statuses, students
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.sandbox import serve

FIVE = {f"C{number}": ("Noah", "Brown", "126") for number in range(1, 6)}
HEALTHY = {"Z1": ("Mia", "Jones", "127")}
PROFILES = ("guide", "careful")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command makes a call four times, with pauses; here once."""
    defaults = TalentLMS.__init__.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "attempts", 1)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("first", [FIVE, HEALTHY], ids=["healthy last", "healthy first"])
def test_a_course_that_answers_500_does_not_stop_the_provisioning_of_another(
    tmp_path: Path, profile: str, first: dict[str, tuple[str, str, str]]
) -> None:
    portal = College("126", "127")
    portal.broken.add("courses/id:126")
    with serve(portal) as url:
        world = students(
            tmp_path, url, {**first, **FIVE, **HEALTHY}, policy=f'profile = "{profile}"'
        )
        run = world.command("run", "--date", DAY, "--json")
        said = world.command("run", "--date", DAY)
    assert run.exit_code == 1
    assert statuses(run) == {**dict.fromkeys(FIVE, "deferred"), "Z1": "provisioned"}
    (named,) = report_of(run)["remarks"]
    assert named["reason"] == "course-not-answering"
    assert "Talent course 126 gave no answer for 5 records in a row" in " ".join(
        said.stdout.split()
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_a_course_without_progress_does_not_stop_the_results_of_another(
    tmp_path: Path, profile: str
) -> None:
    portal = College("126", "127")
    confirmed = '[policy.competent_outcomes]\nPP127 = "20 - Competency achieved/pass"'
    # With rosters, nobody in the idle course would be asked about.
    confirmed += "\n[results]\nrosters = false"
    with serve(portal) as url:
        world = students(
            tmp_path, url, {**FIVE, **HEALTHY}, policy=f'profile = "{profile}"\n{confirmed}'
        )
        assert world.command("run", "--date", DAY).exit_code == 0
        users = {user.email: user.id for user in portal.users.values()}
        portal.complete(users["z1@pm.example"], "127", "1271")
        portal.broken.add("getuserstatusincourse/course_id:126")
        run = world.command("run", "--json")
    assert run.exit_code == 1
    assert statuses(run, "results") == {**dict.fromkeys(FIVE, "deferred"), "Z1": "written"}
    assert [each["reason"] for each in report_of(run)["remarks"]] == ["course-not-answering"]


def test_two_broken_courses_stop_the_run(tmp_path: Path) -> None:
    portal = College("126", "127")
    portal.broken.add("courses/id:")
    other = {f"D{number}": ("Noah", "Brown", "127") for number in range(1, 6)}
    with serve(portal) as url:
        run = students(tmp_path, url, {**FIVE, **other}).command("run", "--date", DAY, "--json")
    assert run.exit_code == 3
    assert "Talent course 126 and Talent course 127" in report_of(run)["stopped"]["message"]
