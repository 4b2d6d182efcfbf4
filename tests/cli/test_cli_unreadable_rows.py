"""Commands over rows that cannot be read: they name the row and work for the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit

BIRTHDAY = "UPDATE clients SET date_of_birth = '12/12/2000' WHERE code = '2021000017'"
SAID = "date_of_birth is '12/12/2000', which is not a date such as 2026-03-17."
REMEDY = "Import the row again with the right value"


@pytest.fixture
def world(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


def spoil(world: Rto, edit: str = BIRTHDAY) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit)


@pytest.mark.parametrize(
    "words",
    [
        ("tab", "1001"),
        ("tab", "1001", "--unit", "ICTWEB305"),
        ("set-export", "ICT30120-A"),
    ],
)
def test_a_command_names_the_value_and_shows_the_rest(world: Rto, words: tuple[str, ...]) -> None:
    assert world.command(*words).exit_code == Exit.DONE
    spoil(world)
    ran = world.command(*words)
    assert ran.exit_code == Exit.ATTENTION
    assert SAID in ran.stderr
    assert REMEDY in ran.stderr
    assert "GOMEZ" in ran.stdout


def test_set_export_leaves_the_enrolment_and_sets_the_others(world: Rto) -> None:
    spoil(world)
    words = ("set-export", "ICT30120-A", "--all", "--date", "03/06/2030", "--json")
    ran = world.command(*words)
    assert ran.exit_code == Exit.ATTENTION
    changes = json.loads(ran.stdout)["changes"]
    left = [each for each in changes if each["client"]["unreadable"]]
    assert [each["client"]["client_code"] for each in left] == ["2021000017"]
    assert SAID in left[0]["warnings"][0]
    dates = {each["export_date"] for each in changes if each not in left}
    assert dates == {"2030-06-03"}


def test_export_names_what_it_leaves_out(world: Rto, tmp_path: Path) -> None:
    spoil(world)
    ran = world.command("export", str(tmp_path / "out"))
    assert ran.exit_code == Exit.ATTENTION
    assert SAID in ran.stderr
    again = world.command("export", str(tmp_path / "out"), "--force", "--json")
    assert SAID in json.loads(again.stdout)["left_out"][0]


@pytest.mark.parametrize(
    ("words", "edit", "said"),
    [
        (
            ("sync-log",),
            "INSERT INTO sync_log (at, message, client_code) VALUES ('soon', 'm', '')",
            "at is 'soon', which is not a date and time in UTC",
        ),
        (
            ("portal",),
            "INSERT INTO ids_set_aside (client_code, user_id, portal, at)"
            " VALUES ('C', '7', 'p', 'soon')",
            "Row 1 of the table ids_set_aside",
        ),
        (
            ("contact-log",),
            "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date,"
            " contact_type, created_by, assigned_to, follow_up, status, priority_flag, description)"
            " VALUES ('L1', '1001', '', '', 'soon', 't', '', '', '', '', '', '')",
            "Row L1 of the table contact_logs",
        ),
        (
            ("tab", "1001"),
            "INSERT INTO written_results SELECT id, '20', 'soon', '' FROM units"
            " WHERE enrolment_id = '1001'",
            "of the table written_results",
        ),
    ],
)
def test_a_row_of_the_agents_own_is_named_and_ends_no_command_as_an_internal_error(
    world: Rto, words: tuple[str, ...], edit: str, said: str
) -> None:
    spoil(world, edit)
    for each in (words, (*words, "--json")):
        ran = world.command(*each)
        assert ran.exit_code == Exit.ATTENTION
        assert said in (ran.stderr or ran.stdout)


def test_an_import_of_the_right_value_mends_it(world: Rto) -> None:
    spoil(world)
    world.imported()
    assert world.command("tab", "1001").exit_code == Exit.DONE


def test_a_plan_names_an_unreadable_row_of_the_agents_own(tmp_path: Path, url: str) -> None:
    world = rto(tmp_path, url).imported()
    spoil(
        world,
        "INSERT INTO hold_answers (decision, enrolment_id, reason, facts, message, who, why, at)"
        " VALUES ('keep', '1001', 'r', '[]', 'm', 'w', '', 'soon')",
    )
    ran = world.command("plan")
    assert ran.exit_code == Exit.DONE, ran.output
    assert "The agent's own rows that cannot be read" in ran.stdout
    assert "Row 1 of the table hold_answers" in ran.stdout
    assert "restore the store from a back-up" in " ".join(ran.stdout.split())
