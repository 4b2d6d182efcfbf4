"""`check` finds every fault that was planted in both systems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.broken import broken_portal, broken_rto
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import serve

PLANTED = {
    "course-missing": "problem",
    "course-id-not-numeric": "problem",
    "group-missing": "problem",
    "mandatory-field": "problem",
    "no-usable-email": "problem",
    "course-unconfirmed": "warning",
    "shared-email": "warning",
    "shared-secondary-id": "warning",
    "no-export-date": "warning",
    "unit-code-unknown": "warning",
    "unit-not-covered": "warning",
    "open-in-talent": "warning",
    "unit-without-code": "note",
    "unit-code-repeated": "note",
}


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Rto]:
    with serve(broken_portal()) as url:
        yield broken_rto(tmp_path, url)


def test_check_finds_every_planted_fault_once_and_nothing_else_and_writes_nothing(
    broken: Rto,
) -> None:
    before = broken.store.read_bytes()
    shown = broken.command("check", "--json")
    assert shown.exit_code == 8
    items = json.loads(shown.stdout)["check"]["items"]
    found = [(item["reason"], item["level"]) for item in items]
    assert dict(found) == PLANTED
    assert len(found) == len(PLANTED)
    assert broken.store.read_bytes() == before


def test_check_shows_the_offending_value_the_names_and_where_to_mend_it(broken: Rto) -> None:
    page = broken.command("check").stdout
    for text in (
        "    MAX ITO (MAX): the client's e-mail address 'max@pm..me' is not valid\n",
        "the Talent Course ID 'web' is not a number",
        "TalentLMS has no course 999, the Talent Course ID of GONE",
        "    JOANA GOMEZ (2021000017)\n    PINK PANTHER (2021000018)\n  -> Client > Main > Email",
        "ICTWEB304 has the outcome 60 - Credit transfer",
        "5 problems, 7 warnings.",
    ):
        assert text in page, page


def test_a_check_without_findings_says_so_and_warnings_alone_exit_1(
    tmp_path: Path, url: str
) -> None:
    assert rto(tmp_path, url).imported().command("check").exit_code == 1
    confirmed = 'competent_outcomes = { "ICT30120-A" = "20 - Competency achieved/pass" }'
    world = rto(tmp_path, url, policy=confirmed)
    shown = world.command("check")
    assert shown.exit_code == 0
    assert "No problems and no warnings." in shown.stdout
