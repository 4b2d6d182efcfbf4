"""`run` for named enrolments: who is named, the reason, and what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import Rto, rto
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.targets import reason_of
from talent_powerpro.errors import SettingsFault
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


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--although-not-today", "--client", "2021000017"), "needs a reason"),
        (("--why", "starts today"), "--why is the reason for --although-not-today"),
        (
            ("--course", "ICT30120-A", "--although-not-today", "--why", "all of them"),
            "for named clients or enrolments alone",
        ),
    ],
)
def test_the_export_date_is_set_aside_for_the_named_and_with_a_reason(
    joana: Rto, words: tuple[str, ...], fault: str
) -> None:
    ran = joana.command("run", *words)
    assert ran.exit_code == Exit.SETTINGS
    assert fault in ran.stderr


def test_a_blank_reason_is_none() -> None:
    with pytest.raises(SettingsFault, match="needs a reason"):
        reason_of("  ", although_not_today=True)
    assert reason_of(None, although_not_today=False) == ""
    assert reason_of(" now ", although_not_today=True) == "now"


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
