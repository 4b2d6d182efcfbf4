"""The questions that an administrator asks, each answered by one command, by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

TOMORROW = datetime.now(UTC).date() + timedelta(days=2)
"""A day to come in each time zone."""


@pytest.fixture
def portal() -> Sandbox:
    return Sandbox(guide_portal())


@pytest.fixture
def college(tmp_path: Path, portal: Sandbox) -> Iterator[Rto]:
    """The guide's RTO: Joana, Pink and Len in one course."""
    with serve(portal) as url:
        yield rto(tmp_path, url).imported()


def edit(of: Rto, sql: str) -> None:
    with closing(sqlite3.connect(of.store)) as store, store:
        store.execute(sql)


def answered(of: Rto, *words: str) -> str:
    """What one command prints, as one line of words."""
    done = of.command(words[0], *words[1:])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_2_who_was_not_enrolled_by_name_and_why(college: Rto) -> None:
    edit(college, "UPDATE enrolments SET export = 1, booking_status = 'Tentative',"
                  f" export_date = '{TOMORROW}' WHERE id = '1002'")  # fmt: skip
    edit(college, "UPDATE enrolments SET export = 1 WHERE id = '1003'")
    answer = answered(college, "plan")
    assert "1002 PINK PANTHER (2021000018)" in answer
    assert "the booking status is Tentative -> Home > Enrolments and Results" in answer
    assert "is still to come" in answer
    assert "1003 LEN CASTER (2021000019)" in answer
    assert "the enrolment has no export date" in answer


def test_5_why_did_this_unit_not_come_back(college: Rto, portal: Sandbox) -> None:
    answered(college, "run", "--date", "02/06/2022")
    units = portal.courses["126"].units
    first = units[0]
    answer = answered(college, "explain", "gomez")
    assert f"Talent unit {first.id} '{first.name}': Not attempted" in answer
    assert "not completed: The student has not completed it." in answer
    edit(college, "UPDATE units SET code = 'ICTWEB999' WHERE enrolment_id = '1001'"
                  " AND code = 'ICTWEB306'")  # fmt: skip
    answer = answered(college, "explain", "jg11@pm.me")
    assert "no Talent unit: No unit of the Talent course begins with ICTWEB999." in answer


def test_7_what_will_happen_if_i_tick_these_boxes_for_tomorrow(college: Rto) -> None:
    edit(college, "UPDATE clients SET email = '' WHERE code = '2021000019'")
    words = ("ICT30120-A", "--all", "--date", f"{TOMORROW:%d/%m/%Y}", "--dry-run")
    answer = answered(college, "set-export", *words)
    assert answer.startswith("2 will be enrolled, 1 will not. Today is ")
    assert "1003 CASTER, LEN (2021000019) The client has no e-mail address" in answer
    assert answer.endswith("Nothing was set.")
