"""`release` and `keep`: what they say, and the whole answer that they record."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.handed_on import rows
from support.cli.rto import Rto, rto
from support.cli.standing import DEFERRED, FOREIGN, SHARED, stand
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit
from talent_powerpro.records.holds import StandingHold

NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
COMMANDS = [("release", "released"), ("keep", "kept")]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    for name, _ in COMMANDS:
        monkeypatch.setattr(f"talent_powerpro.cli.commands.{name}.now_utc", lambda: NOW)
    made = rto(tmp_path).imported()
    stand(made, FOREIGN, DEFERRED)
    return made


def recorded(decision: str, hold: StandingHold, who: str, why: str) -> tuple[object, ...]:
    """The row of an answer, but for its number and the day on which it was used."""
    facts = json.dumps(list(hold.facts))
    at = "2022-06-02 06:58:56.000000"
    return (decision, hold.enrolment_id, hold.reason, facts, hold.message, who, why, at)


def answers(world: Rto) -> list[tuple[object, ...]]:
    return [row[1:-1] for row in rows(world, "SELECT * FROM hold_answers ORDER BY sequence")]


@pytest.mark.parametrize(("name", "done"), COMMANDS)
def test_each_hold_that_was_answered_is_one_line_with_who_answered(
    world: Rto, name: str, done: str
) -> None:
    words = (FOREIGN.id, DEFERRED.id, "--why", " asked her ", "--who", " Pauline ")
    answered = world.command(name, *words)
    assert (answered.exit_code, answered.stderr) == (Exit.DONE, "")
    assert answered.stdout == (
        f"{FOREIGN.id} {done} by Pauline: {FOREIGN.message}\n"
        f"{DEFERRED.id} {done} by Pauline: {DEFERRED.message}\n"
    )
    assert answers(world) == [
        recorded(name, each, "Pauline", "asked her") for each in (FOREIGN, DEFERRED)
    ]


@pytest.mark.parametrize(("name", "done"), COMMANDS)
def test_the_account_answers_where_nobody_is_named(world: Rto, name: str, done: str) -> None:
    answered = world.command(name, FOREIGN.id, "--why", "seen", "--json")
    assert (answered.exit_code, answered.stderr) == (Exit.DONE, "")
    assert json.loads(answered.stdout) == {
        "schema": 2,
        done: [
            {
                "id": FOREIGN.id,
                "hold": {
                    "stage": "provisioning",
                    "enrolment_id": "1001",
                    "client_code": "2021000017",
                    "client_name": "JOANA GOMEZ",
                    "course_code": "ICT30120-A",
                    "reason": "secondary-id-replaced",
                    "message": FOREIGN.message,
                    "remedy": "Clear the Secondary ID.",
                    "releasable": True,
                    "facts": ["Secondary ID DPC000129"],
                    "both": [],
                    "held": True,
                },
            }
        ],
    }
    assert answers(world) == [recorded(name, FOREIGN, getpass.getuser(), "seen")]


def test_one_user_for_two_clients_is_released_with_the_codes_of_both_alone(world: Rto) -> None:
    stand(world, SHARED)
    release = ("release", SHARED.id, "--why", "siblings", "--who", "Pauline")
    for codes in ((), ("--both", "2021000017", "2021000019")):
        refused = world.command(*release, *codes)
        assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
        assert "codes of all of them" in refused.stderr
    assert answers(world) == []
    released = world.command(*release, "--both", "2021000018", "2021000017")
    assert released.stdout == f"{SHARED.id} released by Pauline: {SHARED.message}\n"
    assert answers(world) == [recorded("release", SHARED, "Pauline", "siblings")]


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["page", "json"])
@pytest.mark.parametrize(("name", "done"), COMMANDS)
def test_another_hold_that_cannot_be_read_is_named_with_1(
    world: Rto, name: str, done: str, as_json: tuple[str, ...]
) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE standing_holds SET facts = 'none' WHERE enrolment_id = '1003'")
    answered = world.command(name, FOREIGN.id, "--why", "seen", *as_json)
    assert answered.exit_code == Exit.ATTENTION
    assert done in answered.stdout
    assert answered.stderr.startswith("Row 2 of the table standing_holds")
