"""`undo`: its whole pages, the question on a terminal, and what it says to others meanwhile."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from support.cli.bars import bars_of, draw_bars
from support.cli.handed_on import edit, rows
from support.cli.past_runs import JOANA, ran
from support.cli.rto import Rto, rto
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.cli.commands.undo import can_ask
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import RunFault

RUN = "20220602T073000-2d014a"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    """The guide's RTO after the run that enrolled Joana, in Perth on the day she was due."""
    made = rto(tmp_path).imported()
    ran(made, RUN, datetime(2022, 6, 1, 23, 30, tzinfo=UTC), JOANA)
    edit(made, "UPDATE clients SET secondary_id = '7' WHERE code = '2021000017'")
    edit(
        made,
        "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date,"
        " contact_type, created_by, assigned_to, follow_up, status, priority_flag, description)"
        " VALUES ('L1', '1001', 'JOANA GOMEZ', 'Certificate III - Information Technology',"
        " '2022-06-01 23:30:00.000000', 'Enrolment exported to Talent LMS', 'PP-TALENT', '', '',"
        " 'Closed', '<No flag>', 'Enrolled in Talent Course: 126 Joana Gomez added to Talent Group"
        " 77eD6LXHH ...')",
    )
    return made


def secondary_id(world: Rto) -> str:
    ((found,),) = rows(world, "SELECT secondary_id FROM clients WHERE code = '2021000017'")
    return str(found)


WRITES = """\
provisioning: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001
    contact log of enrolment 1001 undone: Enrolled in Talent Course: 126 Joana Gomez added to \
Talent Group 77eD6LXHH ...
    Secondary ID of client 2021000017: 7 -> DPC000129

Not undone: TalentLMS stays as it is
------------------------------------
provisioning: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001
    Talent user 7 added to Talent group 77eD6LXHH
    Talent user 7 enrolled in Talent course 126
    new Talent user Joana Gomez, jg11@pm.me

"""
PLANNED = f"""\
To be undone in PowerPro
------------------------
{WRITES}2 writes to undo. Nothing was written.
"""
DONE = f"""\
Undone in PowerPro
------------------
{WRITES}2 writes undone. These records are held until you release them: talent-powerpro holds
"""
SUMS = {"undone": 2, "left": 0, "in_talent": 3}


def test_a_preview_is_a_page_and_json_and_writes_nothing(joana: Rto) -> None:
    shown = joana.command("undo", f" {RUN} ", "--dry-run")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (Exit.DONE, PLANNED, "")
    printed = joana.command("undo", RUN, "--dry-run", "--yes", "--json")
    document = json.loads(printed.stdout)
    undo = document.pop("undo")
    assert (printed.exit_code, document) == (Exit.DONE, {"schema": 2, **SUMS})
    assert (undo["of_run"], undo["run_id"]) == (RUN, "")
    (record,) = undo["records"]
    assert [each["fate"] for each in record["writes"]] == [
        "undo",
        "stays",
        "stays",
        "undo",
        "stays",
    ]
    assert secondary_id(joana) == "7"


def test_what_was_undone_is_a_page_and_the_next_preview_has_nothing_to_do(joana: Rto) -> None:
    done = joana.command("undo", RUN, "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (Exit.DONE, DONE, "")
    assert secondary_id(joana) == "DPC000129"
    (hold,) = rows(joana, "SELECT message FROM standing_holds")
    assert f"what the run of 02/06/2022 07:30 wrote here ({RUN})." in hold[0]
    again = joana.command("undo", RUN, "--yes", "--json")
    document = json.loads(again.stdout)
    assert document.pop("undo")["of_run"] == RUN
    assert (again.exit_code, document) == (
        Exit.DONE,
        {"schema": 2, "undone": 0, "left": 0, "in_talent": 3},
    )


def test_the_undo_is_a_run_of_the_moment(joana: Rto) -> None:
    before = datetime.now(UTC)
    joana.command("undo", RUN, "--yes")
    (newest,) = json.loads(joana.command("history", "--json").stdout)["runs"]
    assert newest["header"]["stages"] == ["undo"]
    assert before <= datetime.fromisoformat(newest["header"]["started"]) <= datetime.now(UTC)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were asked on a terminal. Each is answered with no."""
    monkeypatch.setattr("talent_powerpro.cli.commands.undo.can_ask", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("click.confirm", asked.append)
    return asked


def test_on_a_terminal_it_shows_the_preview_and_asks(joana: Rto, questions: list[str]) -> None:
    refused = joana.command("undo", RUN)
    assert (refused.exit_code, refused.stdout) == (Exit.DONE, f"{PLANNED}Nothing was undone.\n")
    assert questions == ["Undo this in PowerPro?"]
    assert secondary_id(joana) == "7"


def test_what_is_agreed_to_on_a_terminal_is_undone(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.commands.undo.can_ask", lambda: True)
    monkeypatch.setattr("click.confirm", lambda _: True)
    agreed = joana.command("undo", RUN)
    assert (agreed.exit_code, agreed.stdout) == (Exit.DONE, PLANNED + DONE)
    assert secondary_id(joana) == "DPC000129"


def test_on_a_terminal_nothing_is_asked_where_there_is_nothing_to_undo(
    joana: Rto, questions: list[str]
) -> None:
    edit(joana, "UPDATE clients SET secondary_id = 'X9' WHERE code = '2021000017'")
    edit(joana, "DELETE FROM contact_logs")
    for words, code in (((), Exit.ATTENTION), (("--dry-run",), Exit.DONE)):
        shown = joana.command("undo", RUN, *words)
        assert (shown.exit_code, questions) == (code, [])
        assert "The Secondary ID was edited since and is now X9. It stays." in shown.stdout
        assert shown.stdout.endswith(
            f"\nNothing to do: PowerPro has nothing of run {RUN} that could be undone.\n"
        )


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["page", "json"])
def test_without_a_terminal_it_needs_yes(joana: Rto, words: tuple[str, ...]) -> None:
    refused = joana.command("undo", RUN, *words)
    assert refused.exit_code == Exit.SETTINGS
    fault = "undo changes PowerPro, and there is no terminal on which to confirm it."
    remedy = "Look at what it would do with --dry-run, then add --yes."
    if words:
        error = json.loads(refused.stdout)["error"]
        assert (error["faults"], error["remedy"]) == ([fault], remedy)
    else:
        assert refused.stderr == f"error: {fault}\n{remedy}\n"
    assert secondary_id(joana) == "7"


def test_json_on_a_terminal_needs_yes_too(joana: Rto, questions: list[str]) -> None:
    refused = joana.command("undo", RUN, "--json")
    assert (refused.exit_code, questions, secondary_id(joana)) == (Exit.SETTINGS, [], "7")


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("shows", [True, False])
def test_a_person_sits_where_both_input_and_output_are_a_terminal(
    monkeypatch: pytest.MonkeyPatch, reads: bool, shows: bool
) -> None:
    terminals = SimpleNamespace(
        stdin=SimpleNamespace(isatty=lambda: reads), stdout=SimpleNamespace(isatty=lambda: shows)
    )
    monkeypatch.setattr("talent_powerpro.cli.commands.undo.sys", terminals)
    monkeypatch.setattr("talent_powerpro.cli.screen.sys", terminals)
    assert can_ask() is (reads and shows)


def test_a_run_that_has_to_wait_for_it_names_it(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def another_run(*_: object) -> None:
        with pytest.raises(RunFault) as refused, FileRunLock(joana.store).hold("run"):
            pass
        said.append(str(refused.value.message))

    monkeypatch.setattr(SqlPowerPro, "set_secondary_id", another_run)
    joana.command("undo", RUN, "--yes")
    assert "`undo` (this same process, since " in said[0]


def test_the_bars_show_what_is_undone(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_bars(monkeypatch)
    done = joana.command("undo", RUN, "--yes")
    assert bars_of(done.stderr) == {"undoing": "1/1"}
