"""A withdrawn student, from the plan to the return, with the real command over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.field.situations import (
    Playing,
    Right,
    Row,
    Student,
    Unit,
    User,
    day,
    edits,
    runs,
    started,
)
from talent_powerpro.cli.exits import Exit

BEN = Student(secondary_id="5", provisioned=True, units=(Unit(),))
MIA = Student("C2", "Mia", "White", secondary_id="6", provisioned=True, units=(Unit(),))
USERS = (User("5", courses=("126",)), User("6", "Mia", "White", "c2@x.example", courses=("126",)))
WITHDRAW = edits("UPDATE enrolments SET withdrawal_date = '2022-06-07' WHERE id = 'EC1'")
RETURN = edits("UPDATE enrolments SET withdrawal_date = NULL WHERE id = 'EC1'")
BENS = ("5", "126")


@pytest.fixture
def playing(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Playing]:
    """Both were seen in scope on 06/06; Ben is withdrawn on 07/06."""
    lines = f'on_withdrawal = "{request.param}"'
    row = Row("suspension", Right(), students=(BEN, MIA), users=USERS, policy=lines)
    with started(row, "guide", tmp_path) as made:
        runs("06/06/2022")(made)
        WITHDRAW(made)
        yield made


def run(playing: Playing, on: str) -> Any:
    ran: Any = runs(on)(playing)
    return json.loads(ran.stdout) | {"exit": ran.exit_code}


@pytest.mark.parametrize("playing", ["suspend"], indirect=True)
def test_a_withdrawn_student_is_planned_suspended_shown_and_brought_back(
    playing: Playing, tmp_path: Path
) -> None:
    said = playing.world.command
    assert run(playing, "07/06/2022")["records"] == []
    playing.portal.now = day("08/06/2022")
    plan = tmp_path / "plan.json"
    planned = said("plan", "--out", str(plan))
    assert "Talent user 5 taken out of Talent course 126" in planned.stdout
    assert BENS in playing.portal.enrolments
    applied = said("apply", str(plan))
    assert applied.exit_code == Exit.DONE, applied.output
    assert re.search(r"suspension +written +1", applied.stdout)
    assert BENS not in playing.portal.enrolments
    assert ("6", "126") in playing.portal.enrolments

    history = said("history", "EC1").stdout
    suspended = history.split("Talent user 5 taken out of Talent course 126")[1]
    # An undo changes nothing in TalentLMS, so it is not offered.
    assert not suspended.lstrip().startswith("->")
    listed = said("withdrawn").stdout
    assert '[policy] on_withdrawal is "suspend": runs take those who withdrew out' in listed
    assert "Ben Jones was withdrawn on 07/06/2022." in said("sync-log").stdout
    assert run(playing, "08/06/2022")["records"] == []

    RETURN(playing)
    back = run(playing, "09/06/2022")
    (record,) = back["records"]
    assert (record["stage"], record["status"]) == ("provisioning", "written")
    assert BENS in playing.portal.enrolments


@pytest.mark.parametrize("playing", ["report"], indirect=True)
def test_by_report_the_student_is_named_and_stays(playing: Playing) -> None:
    first = run(playing, "07/06/2022")
    assert first["exit"] == Exit.ATTENTION
    (entry,) = first["lists"]["withdrawn"]
    assert (entry["client_name"], entry["new"]) == ("Ben Jones", True)
    assert run(playing, "08/06/2022")["exit"] == Exit.DONE
    assert BENS in playing.portal.enrolments
    page = playing.world.command("run").stdout
    assert "Withdrawn, and perhaps still in the Talent course" in page
    assert "1 already reported by an earlier run" in page
    plan = playing.world.command("plan").stdout
    assert "withdrawn on 07/06/2022, and may still have access to Talent course 126" in plan
