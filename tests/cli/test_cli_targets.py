"""`run` for named enrolments: who is named, the reason, and what the page shows."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.targets import found_in, reason_of, targets_options
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    return rto(tmp_path, "http://127.0.0.1:9").imported()


def test_an_unknown_name_is_exit_2_with_near_matches(joana: Rto) -> None:
    ran = joana.command("run", "--client", "2021000071", "--enrolment", "gomes")
    assert ran.exit_code == Exit.SETTINGS
    for name in ("2021000071", "gomes"):
        assert f"matches '{name}'. Perhaps you mean:" in ran.stderr
    assert "JOANA GOMEZ (2021000017)" in ran.stderr
    alone = joana.command("run", "--client", "nobody")
    assert "No client in PowerPro matches 'nobody'." in alone.stderr
    course = joana.command("run", "--course", "ICT30120")
    assert course.exit_code == Exit.SETTINGS
    assert "PowerPro has no course ICT30120 with an enrolment. Did you mean ICT30120-A?" in (
        course.stderr
    )
    assert "Nothing was run." in course.stderr


def test_a_client_may_be_named_by_email_or_name(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path, url).imported()
        for words in (("run", "--client", "gomez"), ("plan", "--client", "jg11@pm.me")):
            ran = world.command(*words)
            assert ran.exit_code in (Exit.DONE, Exit.ATTENTION), ran.output
            assert "Only for client 2021000017." in ran.stdout
        dry = world.command("run", "--enrolment", "caster", "--dry-run")
        assert "Only for enrolment 1003." in dry.stdout


def test_the_export_date_is_set_aside_for_named_clients_alone(joana: Rto) -> None:
    words = ("--course", "ICT30120-A", "--although-not-today", "--why", "all of them")
    ran = joana.command("run", *words)
    assert ran.exit_code == Exit.SETTINGS
    assert "for named clients or enrolments alone" in ran.stderr


def refusal(why: str | None, *, although_not_today: bool) -> str:
    with pytest.raises(SettingsFault) as refused:
        reason_of(why, although_not_today=although_not_today)
    return refused.value.message


def test_a_reason_belongs_to_an_export_date_that_is_set_aside() -> None:
    for blank in (None, "", "  "):
        assert refusal(blank, although_not_today=True) == (
            "--although-not-today needs a reason. Give one with --why REASON. It is recorded with "
            "the run."
        )
    for given in ("", "now"):
        assert refusal(given, although_not_today=False) == (
            "--why is the reason for --although-not-today. Give both, or neither."
        )
    assert reason_of(None, although_not_today=False) == ""
    assert reason_of(" now ", although_not_today=True) == "now"


def called(*words: str) -> tuple[dict[str, object], str]:
    """What a command with the options is called with, and what it prints."""
    seen: dict[str, object] = {}

    @click.command()
    @click.option("--other", is_flag=True, help="Nothing.")
    @targets_options
    def command(**given: object) -> None:
        """Do nothing."""
        seen.update(given)

    ran = CliRunner().invoke(command, words, catch_exceptions=False, terminal_width=80)
    assert ran.exit_code == 0
    return seen, ran.stdout


HELP = """\
Usage: command [OPTIONS]

  Do nothing.

Options:
  --other               Nothing.
  --enrolment ID        Only this enrolment. May be given several times.
  --client CODE         Only this client's enrolments. May be given several
                        times.
  --course CODE         Only this course's enrolments. May be given several
                        times.
  --although-not-today  Provision the named clients or enrolments whatever their
                        export date.
  --why REASON          Reason for --although-not-today. It is recorded.
  --help                Show this message and exit.
"""


def test_the_options_say_what_they_do() -> None:
    assert called("--help") == ({}, HELP)


def test_a_command_receives_all_names_together() -> None:
    assert called() == ({"targets": EVERYBODY, "other": False}, "")
    words = ("--enrolment", "1", "--enrolment", " 2 ", "--client", "C ", "--client", "D")
    more = ("--course", " K", "--course", "L", "--although-not-today", "--why", " asked ")
    seen, _ = called("--other", *words, *more)
    assert seen == {
        "targets": RunTargets(
            (EnrolmentId("1"), EnrolmentId("2")),
            (ClientCode("C"), ClientCode("D")),
            (CourseCode("K"), CourseCode("L")),
            "asked",
        ),
        "other": True,
    }


GOMEZ, PANTHER = ClientCode("2021000017"), ClientCode("2021000018")
USE = (
    "Use an enrolment id, a client code, an e-mail, or whole words of a name. If the client is "
    "new, import the files first."
)


def named(enrolments: tuple[str, ...] = (), clients: tuple[str, ...] = ()) -> RunTargets:
    ids, codes = map(EnrolmentId, enrolments), map(ClientCode, clients)
    return RunTargets(tuple(ids), tuple(codes), (CourseCode("K"),), "asked")


def test_names_and_emails_become_ids_and_codes_and_the_rest_stays(joana: Rto) -> None:
    opened = open_settings(joana.settings_file)
    wanted = named(("caster", "1001"), ("jg11@pm.me", "panther"))
    found = named(("1003", "1001"), (GOMEZ, PANTHER))
    assert found_in(opened, wanted) == found
    assert found_in(opened, named(clients=("gomez",))) == named(clients=(GOMEZ,))
    assert found_in(opened, named(enrolments=("gomez",))) == named(enrolments=("1001",))
    # Of course codes alone nothing is looked up, so no store is needed.
    joana.store.unlink()
    assert found_in(opened, named()) == named()


def fault_of(world: Rto, targets: RunTargets) -> SettingsFault:
    with pytest.raises(SettingsFault) as refused:
        found_in(open_settings(world.settings_file), targets)
    return refused.value


def test_one_fault_of_names_is_as_it_is_and_several_are_one(joana: Rto) -> None:
    nobody = "No client in PowerPro matches 'nobody'."
    (alone, remedy) = (fault_of(joana, named(clients=("gomez", "nobody"))), USE)
    assert (alone.faults, alone.remedy, alone.reason) == ((nobody,), remedy, "no-match")
    edit(joana, "UPDATE clients SET surname = 'GOMEZ' WHERE code = '2021000018'")
    both = fault_of(joana, named(("gomez",), ("nobody", "caster")))
    assert both.faults == (
        "2 enrolments match 'gomez':",
        "  JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001",
        "  PINK GOMEZ (2021000018), ICT30120-A, enrolment 1002",
        nobody,
    )
    assert both.remedy == "Run the command again with the enrolment id."


def test_the_page_says_for_whom_and_why_and_who_was_not_provisioned(tmp_path: Path) -> None:
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path, url).imported()
        words = ("--client", "2021000017", "--client", "2021000018", "--although-not-today")
        ran = world.command("run", *words, "--why", "on the phone")
    assert ran.exit_code == Exit.DONE, ran.output
    assert "Only for client 2021000017, client 2021000018." in ran.stdout
    assert "Whatever the export date, because: on the phone" in ran.stdout
    assert "1002 PINK PANTHER (2021000018), ICT30120-A" in ran.stdout
    assert "    the enrolment's export box is not ticked -> " in ran.stdout
