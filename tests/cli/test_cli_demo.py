"""The demo: the guide's story as a person sees it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, Rto, command
from talent_powerpro.cli.demo import story
from talent_powerpro.cli.demo.demonstration import Story, demonstrate
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.screen import PipeScreen

LOG = """\
02/06/2022 14:58:56 >>> PowerPro-Talent Integration Agent started >>>
02/06/2022 14:58 1 Student(s) to enrol
02/06/2022 14:58 Looking up Talent Student by User ID (DPC000129)...
02/06/2022 14:58 tal_studentExistsByID(DPC000129) - Talent User ID must be numeric \
-> Check PP Client>Second ID
02/06/2022 14:58 Not found. Looking up Talent Student by email (jg11@pm.me)...
02/06/2022 14:58 tal_studentExistsByEmail(jg11@pm.me)
02/06/2022 14:58 GET http://127.0.0.1/api/v1/users/email:jg11@pm.me returned an error
02/06/2022 14:58 { "error": { "type": "invalid_request_error", \
"message": "The requested user does not exist" } }
02/06/2022 14:58 Student not found in Talent, creating Student in Talent ...
02/06/2022 14:59 Updating PowerPro Client to align with Talent User ID: PP Client: 2021000017 \
Talent User: 7
02/06/2022 14:59 Enrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ...
02/06/2022 14:59 Enrolling now...
02/06/2022 14:59 Enrolled. Creating PowerPro Contact Log in PP.
02/06/2022 14:59 <<< PowerPro-Talent Integration Agent ended <<<
""".splitlines()


@pytest.fixture(scope="module")
def shown() -> str:
    done = command("demo")
    assert done.exit_code == 0
    assert done.stderr == ""
    return done.stdout


def test_the_sync_log_has_the_guides_lines_in_order(shown: str) -> None:
    lines = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", shown).splitlines()
    logged = [line.split("\t") for line in lines if line.startswith("02/06/2022\t")]
    assert len(logged) == len(LOG)
    for (day, time, message), line in zip(logged, LOG, strict=True):
        assert line in (f"{day} {time} {message}", f"{day} {time[:5]} {message}")


@pytest.mark.parametrize(
    "field",
    [
        ("Client Name", "JOANA GOMEZ"),
        ("Course", "Certificate III - Information Technology"),
        ("Contact Date", "02/06/2022 14:59"),
        ("Contact Type", "Enrolment exported to Talent LMS"),
        ("Created by", "PP-TALENT"),
        ("Assigned to", ""),
        ("Follow up", ""),
        ("Status", "Closed"),
        ("Priority flag", "<No flag>"),
        (
            "Description",
            "Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...",
        ),
        ("Secondary ID", "7"),
        ("Talent LMS export/Date", "[x] 02/06/2022"),
    ],
    ids=lambda field: field[0],
)
def test_the_guides_fields_are_shown(shown: str, field: tuple[str, str]) -> None:
    name, value = field
    assert re.search(rf"^{re.escape(name)} *{re.escape(value)}$", shown, re.MULTILINE)


def test_the_tab_shows_history_and_results(shown: str) -> None:
    assert "Enrolment exported to Talent LMS on 02/06/2022 14:59" in shown
    assert "Results fetched from Talent LMS: 2 out of 3" in shown
    for unit in ("ICTWEB304", "ICTWEB305"):
        line = rf"^{unit} .*16/05/2022 +20 - Competency achieved/pass +13/06/2022 +\[Talent Int"
        assert re.search(line, shown, re.MULTILINE)


def test_each_run_says_what_it_wrote(shown: str) -> None:
    assert re.findall(r"^The run .*$", shown, re.MULTILINE) == [
        "The run made 5 writes for 1 record.",
        "The run made 2 writes for 1 record.",
        "The run wrote nothing.",
    ]


def test_a_kept_folder_works_with_the_other_commands(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert command("demo", "--keep", str(folder)).exit_code == 0
    tab = Rto(folder).command("tab", "1001")
    assert "2 out of 3" in tab.stdout


def test_keep_refuses_a_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    kept = command("demo", "--keep", str(tmp_path))
    assert kept.exit_code == 2
    assert "is not empty" in kept.stderr
    nowhere = command("demo", "--keep", str(tmp_path / "mine"))
    assert nowhere.exit_code == 2
    assert "cannot be used" in nowhere.stderr


def test_the_demo_ends_with_the_exit_code_of_a_failed_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter([Exit.DONE, Exit.ATTENTION])
    monkeypatch.setattr(Story, "run", lambda *_: next(codes))
    monkeypatch.setattr("talent_powerpro.sandbox.Sandbox.complete", lambda *_, **__: None)
    assert demonstrate(PipeScreen(sys.stdout), tmp_path) is Exit.ATTENTION


def test_the_guides_files_come_from_the_package_or_the_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert story.guide_files() == GUIDE
    (tmp_path / "guide").mkdir()
    monkeypatch.setattr(story, "__file__", str(tmp_path / "story.py"))
    assert story.guide_files() == tmp_path / "guide"
