"""A Talent user follows PowerPro, from the plan to the run, with the real command over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.field.situations import Playing, Right, Row, Student, day, edits, runs, started
from talent_powerpro.cli.exits import Exit

BEN = Student()
MARRIES = edits("UPDATE clients SET surname = 'Lee', email = 'lee@x.example' WHERE code = 'C1'")
MOVES = edits("UPDATE clients SET email = 'new@x.example' WHERE code = 'C1'")


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[Playing]:
    """The agent signed Ben up on 06/06."""
    row = Row("updates", Right(), students=(BEN,), policy="update_users = true")
    with started(row, "guide", tmp_path) as made:
        runs("06/06/2022")(made)
        yield made


def run(playing: Playing, on: str) -> Any:
    ran: Any = runs(on)(playing)
    return json.loads(ran.stdout) | {"exit": ran.exit_code}


def test_a_changed_name_and_e_mail_are_planned_written_shown_and_not_written_again(
    playing: Playing,
) -> None:
    said = playing.world.command
    (user,) = playing.portal.users.values()
    assert run(playing, "07/06/2022")["records"] == []
    MARRIES(playing)
    playing.portal.now = day("08/06/2022")
    words = f"Talent user {user.id}: last name Jones -> Lee, e-mail {user.email} -> lee@x.example"
    assert words in " ".join(said("plan").stdout.split())
    assert playing.portal.users[user.id] == user
    (record,) = run(playing, "08/06/2022")["records"]
    assert (record["stage"], record["status"]) == ("provisioning", "written")
    now = playing.portal.users[user.id]
    assert (now.last_name, now.email, now.login) == ("Lee", "lee@x.example", user.login)
    assert words in " ".join(said("history", "C1").stdout.split())
    assert f"Updating Talent User {user.id}" in said("sync-log").stdout
    assert run(playing, "09/06/2022")["records"] == []


def test_what_a_person_changed_in_talentlms_stays_and_is_said_once(playing: Playing) -> None:
    (user,) = playing.portal.users.values()
    edited = evolve(user, email="own@x.example")
    playing.portal.users[user.id] = edited
    MOVES(playing)
    first = run(playing, "07/06/2022")
    (record,) = first["records"]
    assert [each["reason"] for each in record["remarks"]] == ["talent-user-edited"]
    assert playing.portal.users[user.id] == edited
    again = run(playing, "08/06/2022")
    assert (again["records"], again["exit"]) == ([], Exit.DONE)
