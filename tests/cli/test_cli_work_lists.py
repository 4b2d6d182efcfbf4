"""The lists that people work through, and what was dismissed from them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from support.cli.handed_on import edit, shown
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from support.the_guide import PERTH

NOW = datetime(2022, 6, 20, 9, tzinfo=PERTH)


@pytest.fixture
def joana(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """The guide's RTO, with one student who was missed."""
    for module in ("work_lists", "dismiss"):
        monkeypatch.setattr(f"talent_powerpro.cli.commands.{module}.now_utc", lambda: NOW)
    world = rto(tmp_path).imported()
    edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-18' WHERE id = '1002'")
    edit(world, "UPDATE enrolments SET export = 1 WHERE id = '1003'")
    return world


WHERE = "Home > Enrolments and Results > Course data > Talent LMS export/Date"
JOANA = f"""\
Missed: the export date has passed
----------------------------------
JOANA GOMEZ (2021000017), ICT30120-A
    enrolment 1001, since 02/06/2022 (18 days)
    the export date 02/06/2022 has passed
    -> {WHERE}
"""
PANTHER = f"""\
PINK PANTHER (2021000018), ICT30120-A
    enrolment 1002, since 18/06/2022 (2 days)
    the export date 18/06/2022 has passed
    -> {WHERE}
"""
BESIDE = f"""\

To take a row off this list:
    talent-powerpro dismiss missed ENROLMENT --why REASON

Export box ticked, no export date
---------------------------------
LEN CASTER (2021000019), ICT30120-A
    enrolment 1003
    the enrolment has no export date
    -> {WHERE}
"""


def listed(enrolment: str, code: str, name: str, reason: str, **others: object) -> object:
    """A row of JSON."""
    return {
        "enrolment_id": enrolment,
        "client_code": code,
        "client_name": name,
        "course_code": "ICT30120-A",
        "reasons": [reason],
        "where": [WHERE],
        **others,
    }


def test_missed_names_each_student_with_age_and_what_to_do(joana: Rto) -> None:
    page = joana.command("missed")
    assert (page.exit_code, page.stdout, page.stderr) == (0, JOANA + PANTHER + BESIDE, "")
    days = {"1001": ("2022-06-02", 18), "1002": ("2022-06-18", 2)}
    first, second = (
        {"list": "missed", "since": since, "days": number, "items": [since]}
        for since, number in days.values()
    )
    none: dict[str, object] = {"list": None, "since": None, "days": None, "items": []}
    whole = {
        "schema": 2,
        "list": "missed",
        "rows": [
            listed(
                "1001",
                "2021000017",
                "JOANA GOMEZ",
                "the export date 02/06/2022 has passed",
                **first,
            ),
            listed(
                "1002",
                "2021000018",
                "PINK PANTHER",
                "the export date 18/06/2022 has passed",
                **second,
            ),
        ],
        "no_export_date": [
            listed("1003", "2021000019", "LEN CASTER", "the enrolment has no export date", **none)
        ],
    }
    assert shown(joana, "missed") == whole
    assert shown(joana, "missed", "--dismissed") == {**whole, "dismissed": []}


NOBODY = {
    "closed": "Completed before the enrolment was closed, without a result",
    "unmatched": "Completed in TalentLMS, but no unit of the enrolment has the code",
    "not-started": "Nothing completed since provisioning",
    "withdrawn": "Withdrawn, and perhaps still in the Talent course",
}
NO_LIST = (
    'No list is kept, because [policy] on_withdrawal is "none". Set it to "report" in the settings.'
    "\n"
)


@pytest.mark.parametrize("name", NOBODY)
def test_an_empty_list_says_so(joana: Rto, name: str) -> None:
    page, title = joana.command(name, "--dismissed"), NOBODY[name]
    assert (page.exit_code, page.stderr) == (0, "")
    why = NO_LIST if name == "withdrawn" else ""
    assert page.stdout == f"{title}\n{'-' * len(title)}\nNone.\n{why}"
    empty = {"schema": 2, "list": name, "rows": []}
    assert shown(joana, name, "--dismissed") == {**empty, "dismissed": []}


def test_a_dismissed_row_is_off_the_list_and_shown_with_who_and_why(joana: Rto) -> None:
    done = joana.command("dismiss", "missed", "panther", "--why", "on leave", "--who", "Pauline")
    assert done.exit_code == 0
    assert done.stdout == "PINK PANTHER (2021000018), enrolment 1002: off the list missed.\n"
    assert joana.command("missed").stdout == JOANA + BESIDE
    dismissed = """
Dismissed
---------
20/06/2022 09:00  Pauline: PINK PANTHER (2021000018), ICT30120-A, enrolment 1002
    the export date 18/06/2022 has passed
    why: on leave
"""
    assert joana.command("missed", "--dismissed").stdout == JOANA + BESIDE + dismissed
    (found,) = shown(joana, "missed", "--dismissed")["dismissed"]
    assert found == {
        "list": "missed",
        "enrolment_id": "1002",
        "item": "2022-06-18",
        "message": "the export date 18/06/2022 has passed",
        "who": "Pauline",
        "why": "on leave",
        "at": "2022-06-20T01:00:00+00:00",
    }
    edit(joana, "DELETE FROM units WHERE enrolment_id = '1002'")
    edit(joana, "DELETE FROM enrolments WHERE id = '1002'")
    assert "Pauline: enrolment 1002\n" in joana.command("missed", "--dismissed").stdout


def test_a_dismissal_that_cannot_be_read_is_named_and_ends_with_1(joana: Rto) -> None:
    joana.command("dismiss", "missed", "panther", "--why", "on leave")
    with by_hand(joana.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE dismissals SET at = 'soon'")
    for words in ((), ("--json",)):
        page = joana.command("missed", "--dismissed", *words)
        assert page.exit_code == 1
        assert "at is 'soon', which is not a date and time in UTC" in page.stderr
