"""`set-export`: the preview of who will be enrolled, and the question before several are set."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.bars import bars_of, draw_bars
from support.cli.handed_on import edit, rows
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import Sandbox

COURSE = "ICT30120-A"
JOANA, PINK = "2021000017", "2021000018"
TODAY = "29/02/2028"
BEFORE = [("1001", 1, "2022-06-02"), ("1002", 0, None), ("1003", 0, None)]
SET = [(each, 1, "2028-02-29") for each in ("1001", "1002", "1003")]


@pytest.fixture(autouse=True)
def _in_perth_already_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2028, 2, 28, 23, tzinfo=UTC)
    monkeypatch.setattr("talent_powerpro.cli.commands.set_export.now_utc", lambda: now)


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def boxes(of: Rto) -> list[tuple[object, ...]]:
    """The export box and date of each enrolment."""
    return rows(of, "SELECT id, export, export_date FROM enrolments ORDER BY id")


WHO_WILL = """\
3 will be enrolled, 0 will not. Today is 29/02/2028 in Australia/Perth.
will be enrolled: 1003 CASTER, LEN (2021000019)
will be enrolled: 1001 GOMEZ, JOANA (2021000017)
will be enrolled: 1002 PANTHER, PINK (2021000018)
remark: 1001 GOMEZ, JOANA (2021000017)
    Secondary ID changed from DPC000129 to that of the new Talent user (the TalentLMS user id).

"""
TITLE = """\
Talent LMS export/Date of ICT30120-A Certificate III - Information Technology
-----------------------------------------------------------------------------
"""
PREVIEW = f"""{WHO_WILL}{TITLE}\
Confirmed  Client Name    Code        Enrolment ID  Before          After
[x]        CASTER, LEN    2021000019  1003          [ ]             [x] 29/02/2028
[x]        GOMEZ, JOANA   2021000017  1001          [x] 02/06/2022  [x] 29/02/2028
[x]        PANTHER, PINK  2021000018  1002          [ ]             [x] 29/02/2028
3 would change, 0 already set.
Nothing was set.
"""


def test_a_preview_asks_talentlms_and_sets_nothing(joana: Rto, portal: Sandbox) -> None:
    shown = joana.command("set-export", COURSE, "--all", "--date", TODAY, "--dry-run")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, PREVIEW, "")
    assert boxes(joana) == BEFORE
    del portal.courses["126"]
    gone = joana.command("set-export", COURSE, "--all", "--date", TODAY, "--dry-run", "--json")
    printed = json.loads(gone.stdout)
    preview = printed["preview"]
    assert (gone.exit_code, preview["will"], len(preview["will_not"])) == (0, [], 3)
    assert "126" in preview["will_not"][0]["reasons"][0]
    assert preview["timezone"] == "Australia/Perth"
    assert printed["is_made"] is False


def test_a_preview_without_a_key_says_what_powerpro_alone_shows(joana: Rto) -> None:
    words = ("--all", "--date", TODAY, "--dry-run")
    shown = joana.command("set-export", COURSE, *words, env={})
    assert shown.exit_code == 0, shown.output
    assert "3 will be enrolled, 0 will not." in shown.stdout
    assert "TalentLMS was not asked. " in shown.stdout
    assert boxes(joana) == BEFORE


def test_a_preview_of_nobody_who_could_be_enrolled_does_not_ask_talentlms(joana: Rto) -> None:
    """So it needs no key, and speaks of none."""
    words = ("--client", JOANA, "--date", "28/02/2028", "--dry-run", "--json")
    shown = joana.command("set-export", COURSE, *words, env={})
    printed = json.loads(shown.stdout)
    client = {
        "enrolment_id": "1001",
        "client_code": JOANA,
        "name": "GOMEZ, JOANA",
        "confirmed": True,
        "export": True,
        "export_date": "2022-06-02",
        "course_name": "Certificate III - Information Technology",
        "unreadable": [],
    }
    passed = (
        "The export date 28/02/2028 has passed, so the agent will not provision this client. "
        "Set today's date or a later one."
    )
    change = {
        "client": client,
        "export": True,
        "export_date": "2028-02-28",
        "warnings": [passed],
        "left_out": False,
    }
    preview = {
        "on": "2028-02-28",
        "today": "2028-02-29",
        "timezone": "Australia/Perth",
        "will": [],
        "will_not": [{"client": client, "reasons": [passed]}],
        "to_know": [],
        "not_asked": "",
    }
    assert (printed["changes"], printed["preview"]) == ([change], preview)


def test_a_preview_rehearses_those_alone_who_are_chosen_and_can_be_enrolled(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not Joana, who is provisioned, and not Len, whose date is the same day."""
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    edit(joana, "UPDATE enrolments SET export = 1, export_date = '2028-02-29' WHERE id = '1003'")
    draw_bars(monkeypatch)
    words = ("--client", JOANA, "--client", PINK, "--date", TODAY)
    shown = joana.command("set-export", COURSE, *words, "--dry-run")
    assert "1 will be enrolled, 1 will not." in shown.stdout
    assert bars_of(shown.stderr) == {"provisioning: rehearsing": "1/1"}
    done = joana.command("set-export", COURSE, *words)
    assert done.stdout.startswith("1 will be enrolled, 1 will not.")
    assert bars_of(done.stderr) == {"setting": "2/2"}


def test_all_leaves_out_who_is_provisioned_unless_named(joana: Rto) -> None:
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    done = joana.command("set-export", COURSE, "--all", "--date", TODAY)
    assert done.stdout.startswith("2 will be enrolled, 1 will not.")
    assert done.stdout.endswith("2 changed, 0 already set, 1 left out.\n")
    assert boxes(joana) == [BEFORE[0], *SET[1:]]
    joana.command("set-export", COURSE, "--client", JOANA, "--date", TODAY)
    assert boxes(joana) == SET


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.set_export.can_ask", lambda *, as_json: not as_json
    )


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were asked. Each is answered with no."""
    asked: list[str] = []
    monkeypatch.setattr("click.confirm", asked.append)
    return asked


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_it_shows_the_preview_and_asks_before_more_than_one(
    joana: Rto, questions: list[str]
) -> None:
    refused = joana.command("set-export", COURSE, "--all", "--date", TODAY)
    assert (refused.exit_code, refused.stdout) == (0, f"{PREVIEW}Nothing was set.\n")
    assert questions == ["Set the export date of 3 enrolments?"]
    assert boxes(joana) == BEFORE


@pytest.mark.usefixtures("terminal")
def test_what_is_agreed_to_on_a_terminal_is_set(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.confirm", lambda _: True)
    done = joana.command("set-export", COURSE, "--all", "--date", TODAY)
    assert done.exit_code == 0
    assert done.stdout.startswith(PREVIEW)
    assert done.stdout.endswith("\n3 changed, 0 already set.\n")
    assert boxes(joana) == SET


@pytest.mark.usefixtures("terminal")
def test_one_alone_and_a_repeat_and_yes_and_json_are_not_asked_about(
    joana: Rto, questions: list[str]
) -> None:
    alone = joana.command("set-export", COURSE, "--client", JOANA, "--date", TODAY)
    assert alone.stdout.startswith("1 will be enrolled, 0 will not.")
    assert "would change" not in alone.stdout
    assert boxes(joana) == [SET[0], *BEFORE[1:]]
    joana.command("set-export", COURSE, "--all", "--date", TODAY, "--yes")
    joana.command("set-export", COURSE, "--all", "--date", TODAY)
    printed = joana.command("set-export", COURSE, "--all", "--date", "01/03/2028", "--json")
    assert json.loads(printed.stdout)["is_made"] is True
    assert questions == []
    joana.command("set-export", COURSE, "--all", "--clear")
    assert questions == ["Untick the export boxes of 3 enrolments?"]


def test_a_preview_of_clearing_unticks_nothing(joana: Rto) -> None:
    shown = joana.command("set-export", COURSE, "--client", JOANA, "--clear", "--dry-run")
    assert (shown.exit_code, shown.stdout) == (
        0,
        f"{TITLE}"
        "Confirmed  Client Name    Code        Enrolment ID  Before          After\n"
        "[x]        CASTER, LEN    2021000019  1003          [ ]             not chosen\n"
        "[x]        GOMEZ, JOANA   2021000017  1001          [x] 02/06/2022  [ ] 02/06/2022\n"
        "[x]        PANTHER, PINK  2021000018  1002          [ ]             not chosen\n"
        "1 would change, 0 already cleared.\n"
        "Nothing was set.\n",
    )
    assert boxes(joana) == BEFORE
    every = joana.command("set-export", COURSE, "--all", "--clear", "--dry-run")
    assert every.stdout.endswith("1 would change, 2 already cleared.\nNothing was set.\n")
