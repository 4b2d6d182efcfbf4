"""`undo`: its whole pages, the question on a terminal, and what it says to others meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from support.cli.at_a_time import run_at
from support.cli.bars import bars_of, draw_bars
from support.cli.handed_on import edit, rows
from support.cli.rto import Rto, rto
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.cli.commands.undo import can_ask
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import RunFault
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

AT = datetime(2022, 6, 1, 23, 30, tzinfo=UTC)
"""In Perth already the day on which Joana is due."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rto, bytes, str]]:
    """The guide's RTO after the run that provisions Joana; its store, and the run's id."""
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path_factory.mktemp("rto"), url).imported()
        run_id = run_at(world, AT).run_id
        yield world, world.store.read_bytes(), run_id


@pytest.fixture
def run_id(ran: tuple[Rto, bytes, str]) -> str:
    return ran[2]


@pytest.fixture
def joana(ran: tuple[Rto, bytes, str], tmp_path: Path) -> Rto:
    world, store, _ = ran
    again = Rto(tmp_path)
    again.settings_file.write_text(world.settings_file.read_text("utf-8"), "utf-8")
    again.store.write_bytes(store)
    return again


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


def test_a_preview_is_a_page_and_json_and_writes_nothing(joana: Rto, run_id: str) -> None:
    shown = joana.command("undo", f" {run_id} ", "--dry-run")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (Exit.DONE, PLANNED, "")
    printed = joana.command("undo", run_id, "--dry-run", "--json")
    document = json.loads(printed.stdout)
    undo = document.pop("undo")
    assert (printed.exit_code, document) == (Exit.DONE, {"schema": 2, **SUMS})
    assert (undo["of_run"], undo["run_id"]) == (run_id, "")
    (record,) = undo["records"]
    assert [each["fate"] for each in record["writes"]] == [
        "undo",
        "stays",
        "stays",
        "undo",
        "stays",
    ]
    assert secondary_id(joana) == "7"


def test_what_was_undone_is_a_page_and_the_next_preview_has_nothing_to_do(
    joana: Rto, run_id: str
) -> None:
    done = joana.command("undo", run_id, "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (Exit.DONE, DONE, "")
    assert secondary_id(joana) == "DPC000129"
    (hold,) = rows(joana, "SELECT message FROM standing_holds")
    assert f"what the run of 02/06/2022 07:30 wrote here ({run_id})." in hold[0]
    again = joana.command("undo", run_id, "--yes", "--json")
    document = json.loads(again.stdout)
    assert document.pop("undo")["of_run"] == run_id
    assert (again.exit_code, document) == (
        Exit.DONE,
        {"schema": 2, "undone": 0, "left": 0, "in_talent": 3},
    )


def test_the_undo_is_a_run_of_the_moment(joana: Rto, run_id: str) -> None:
    before = datetime.now(UTC)
    joana.command("undo", run_id, "--yes")
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


def test_on_a_terminal_it_shows_the_preview_and_asks(
    joana: Rto, run_id: str, questions: list[str]
) -> None:
    refused = joana.command("undo", run_id)
    assert (refused.exit_code, refused.stdout) == (Exit.DONE, f"{PLANNED}Nothing was undone.\n")
    assert questions == ["Undo this in PowerPro?"]
    assert secondary_id(joana) == "7"


def test_what_is_agreed_to_on_a_terminal_is_undone(
    joana: Rto, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.commands.undo.can_ask", lambda: True)
    monkeypatch.setattr("click.confirm", lambda _: True)
    agreed = joana.command("undo", run_id)
    assert (agreed.exit_code, agreed.stdout) == (Exit.DONE, PLANNED + DONE)
    assert secondary_id(joana) == "DPC000129"


def test_on_a_terminal_nothing_is_asked_where_there_is_nothing_to_undo(
    joana: Rto, run_id: str, questions: list[str]
) -> None:
    edit(joana, "UPDATE clients SET secondary_id = 'X9' WHERE code = '2021000017'")
    edit(joana, "DELETE FROM contact_logs")
    for words, code in (((), Exit.ATTENTION), (("--dry-run",), Exit.DONE)):
        shown = joana.command("undo", run_id, *words)
        assert (shown.exit_code, questions) == (code, [])
        assert "The Secondary ID was edited since and is now X9. It stays." in shown.stdout
        assert shown.stdout.endswith(
            f"\nNothing to do: PowerPro has nothing of run {run_id} that could be undone.\n"
        )


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["page", "json"])
def test_without_a_terminal_it_needs_yes(joana: Rto, run_id: str, words: tuple[str, ...]) -> None:
    refused = joana.command("undo", run_id, *words)
    assert refused.exit_code == Exit.SETTINGS
    fault = "undo changes PowerPro, and there is no terminal on which to confirm it."
    remedy = "Look at what it would do with --dry-run, then add --yes."
    if words:
        error = json.loads(refused.stdout)["error"]
        assert (error["faults"], error["remedy"]) == ([fault], remedy)
    else:
        assert refused.stderr == f"error: {fault}\n{remedy}\n"
    assert secondary_id(joana) == "7"


def test_json_on_a_terminal_needs_yes_too(joana: Rto, run_id: str, questions: list[str]) -> None:
    refused = joana.command("undo", run_id, "--json")
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
    joana: Rto, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def another_run(*_: object) -> None:
        with pytest.raises(RunFault) as refused, FileRunLock(joana.store).hold("run"):
            pass
        said.append(str(refused.value.message))

    monkeypatch.setattr(SqlPowerPro, "set_secondary_id", another_run)
    joana.command("undo", run_id, "--yes")
    assert "`undo` (this same process, since " in said[0]


def test_the_bars_show_what_is_undone(
    joana: Rto, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_bars(monkeypatch)
    done = joana.command("undo", run_id, "--yes")
    assert bars_of(done.stderr) == {"undoing": "1/1"}
