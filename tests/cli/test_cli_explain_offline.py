"""`explain --offline`: the whole page, the day of it, and rows that cannot be read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


@pytest.fixture
def in_perth_the_export_date(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2022, 6, 1, 23, tzinfo=UTC)
    monkeypatch.setattr("talent_powerpro.cli.commands.explain.now_utc", lambda: moment)


@pytest.mark.usefixtures("in_perth_the_export_date")
def test_the_page_has_every_condition_on_the_rtos_own_day(joana: Rto) -> None:
    shown = joana.command("explain", "gomez", "--offline")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert (
        shown.stdout
        == """\
1001 JOANA GOMEZ (2021000017), ICT30120-A
-----------------------------------------
Not provisioned.

Conditions
----------
[x] course-not-archived: not archived
[x] course-exported: ticked
[x] talent-course-id-numeric: 126
[x] booking-confirmed: Confirmed
[x] enrolment-active: no withdrawal or completion date
[x] enrolment-exported: ticked
[x] export-date-is-today: 02/06/2022
[x] not-yet-provisioned: none
[x] client-has-email: jg11@pm.me
Results are not fetched for this enrolment.

Units
-----
ICTWEB304 Build simple web pages: no result
    not asked: Results are not fetched for this enrolment: see its conditions.
ICTWEB305 Produce digital images for the web: no result
    not asked: Results are not fetched for this enrolment: see its conditions.
ICTWEB306 Develop web presence using social media: no result
    not asked: Results are not fetched for this enrolment: see its conditions.

Holds
-----
Nothing waits for a person, and no answer was given.

Earlier runs
------------
No earlier run wrote anything for this enrolment.
"""
    )
    as_json = joana.command("explain", "gomez", "--offline", "--json")
    assert (as_json.exit_code, as_json.stderr) == (0, "")
    found = json.loads(as_json.stdout)
    assert (found["enrolment_id"], found["today"], found["next_run"]) == (
        *("1001", "2022-06-02"),
        None,
    )


@pytest.mark.usefixtures("in_perth_the_export_date")
@pytest.mark.parametrize("offline", [(), ("--offline",)], ids=["online", "offline"])
def test_a_clients_row_that_cannot_be_read_is_told(joana: Rto, offline: tuple[str, ...]) -> None:
    spoil(joana, "UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'")
    shown = joana.command("explain", "1001", *offline)
    assert (shown.exit_code, shown.stderr) == (
        1,
        "Row 2021000017 of the table clients in PowerPro's store cannot be read: date_of_birth is "
        "'soon', which is not a date such as 2026-03-17.\n"
        "Import the row again with the right value, or correct it in PowerPro's store with the "
        "program that wrote it.\n",
    )


def test_a_row_of_the_agents_own_that_cannot_be_read_is_told(joana: Rto) -> None:
    spoil(
        joana,
        "INSERT INTO hold_answers (decision, enrolment_id, reason, facts, message, who, why, at)"
        " VALUES ('keep', '1001', 'r', '[]', 'm', 'w', '', 'soon')",
    )
    shown = joana.command("explain", "1001", "--offline")
    assert (shown.exit_code, shown.stderr) == (
        1,
        "Row 1 of the table hold_answers in PowerPro's store cannot be read: at is 'soon', which "
        "is not a date and time in UTC such as 2026-03-17 09:30:00.000000.\n"
        "Correct the value in PowerPro's store with the program that wrote it, or restore the "
        "store from a back-up.\n",
    )


def spoil(world: Rto, statement: str) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(statement)
