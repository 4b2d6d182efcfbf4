"""The page of `sandbox`, whole: its portal, and how to complete a unit as a learner."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from attrs import evolve

from support.cli.pages import page
from talent_powerpro.cli.pages.sandbox import show_sandbox
from talent_powerpro.cli.screen import PipeScreen
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalUnit,
    PortalUser,
    guide_portal,
)

URL = "http://127.0.0.1:8080"
SECTION = PortalUnit("1", "Part one", type="Section")


def course(number: str, *units: PortalUnit) -> PortalCourse:
    return PortalCourse(number, f"Course {number}", units=units)


def shown(portal: Portal) -> list[str]:
    return page(lambda on: show_sandbox(on, portal, URL))


def test_the_whole_page_of_the_guides_portal() -> None:
    assert shown(guide_portal()) == [
        "TalentLMS simulator: http://127.0.0.1:8080",
        "------------------------------------------",
        "Simulates  powerpro.talentlms.com",
        "API key    any key works",
        "",
        "Courses",
        "-------",
        "Talent Course ID  Name                                       Units",
        "126               Certificate III in Information Technology  3",
        "",
        "Groups",
        "------",
        "Talent Group Key  Name",
        "77eD6LXHH         Geekos",
        "",
        "Complete a unit as a learner",
        "----------------------------",
        'curl --noproxy "*" -u "any:" -d "user_id=7" -d "course_id=126" -d "unit=ICTWEB304" '
        "http://127.0.0.1:8080/sandbox/complete",
        'python -c "import httpx; '
        "print(httpx.post('http://127.0.0.1:8080/sandbox/complete', auth=('any', ''), "
        "data={'user_id': '7', 'course_id': '126', 'unit': 'ICTWEB304'}, "
        'trust_env=False).text)"',
        "",
        "Press Ctrl+C to stop.",
    ]


def test_the_whole_page_of_a_portal_with_a_key_and_nothing_in_it() -> None:
    empty = evolve(guide_portal(), key="hush-hush", courses=(), groups=(), next_user_id=3)
    assert shown(empty) == [
        "TalentLMS simulator: http://127.0.0.1:8080",
        "------------------------------------------",
        "Simulates  powerpro.talentlms.com",
        "API key    the one in the portal file",
        "",
        "Courses",
        "-------",
        "",
        "Groups",
        "------",
        "",
        "Complete a unit as a learner",
        "----------------------------",
        'curl --noproxy "*" -u "KEY:" -d "user_id=3" -d "course_id=COURSE" -d "unit=UNIT" '
        "http://127.0.0.1:8080/sandbox/complete",
        'python -c "import httpx; '
        "print(httpx.post('http://127.0.0.1:8080/sandbox/complete', auth=('KEY', ''), "
        "data={'user_id': '3', 'course_id': 'COURSE', 'unit': 'UNIT'}, "
        'trust_env=False).text)"',
        "",
        "Press Ctrl+C to stop.",
    ]


def example(portal: Portal) -> str:
    """The example as a shell takes it."""
    (line,) = (each for each in shown(portal) if each.startswith("curl"))
    return line.partition('"any:" ')[2].partition(f" {URL}")[0]


@pytest.mark.parametrize(
    ("learners_course", "expected"),
    [
        ("3", '-d "user_id=5" -d "course_id=3" -d "unit=THREE"'),
        ("1", '-d "user_id=5" -d "course_id=2" -d "unit=TWO"'),
    ],
)
def test_the_example_is_a_learner_in_a_course_with_units(
    learners_course: str, expected: str
) -> None:
    two, three = PortalUnit("2", "TWO Second"), PortalUnit("3", "THREE Third")
    portal = evolve(
        guide_portal(),
        users=(PortalUser("5", "len"), PortalUser("6", "mia")),
        courses=(course("1", SECTION), course("2", SECTION, two), course("3", three)),
        enrolments=(PortalEnrolment("5", learners_course), PortalEnrolment("6", "2")),
    )
    assert example(portal) == expected


def test_a_program_that_waits_for_the_page_gets_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "page.txt"
    with file.open("w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        show_sandbox(PipeScreen(stdout), guide_portal(), URL)
        assert file.read_text(encoding="utf-8").splitlines() == shown(guide_portal())
