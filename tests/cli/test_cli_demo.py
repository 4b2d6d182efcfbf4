"""The demo: the guide's story as a person sees it."""

from __future__ import annotations

import os
import re
import signal
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, KEY, Rto, command
from talent_powerpro.cli.demo import story
from talent_powerpro.cli.demo.demonstration import Story
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Request, Response, Sandbox

PAGE = """\
THE GUIDE'S OWN RTO, AND A LOCAL TALENTLMS SIMULATOR
====================================================
The simulator is at http://127.0.0.1. The RTO's folder is DIR
File                   Result
talent-powerpro.toml   made
talentlms-key.txt      made
new-user-password.txt  made
courses.csv            already there
clients.csv            already there
enrolments.csv         already there
units.csv              already there
.gitignore             made
sqlite:///powerpro.db  made

Import
------
Kind         Added  Changed  Unchanged
course       1      0        0
client       3      0        0
enrolment    3      0        0
unit         9      0        0
contact log  0      0        0

FIRST RUN: ONE ENROLMENT IS DUE
===============================

Run 20220602T1458, 02/06/2022 14:58:56
-----------------------------------------------
Stage         Status       Records
provisioning  provisioned  1
results       unchanged    1

Written
-------
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    new Talent user Joana Gomez, jg11@pm.me
    Secondary ID of client 2021000017: DPC000129 -> 7
    Talent user 7 enrolled in Talent course 126
    Talent user 7 added to Talent group 77eD6LXHH
    contact log of enrolment 1001: Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...

Remarks
-------
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    Secondary ID changed from DPC000129 to 7 (the TalentLMS user id).

The run made 5 writes for 1 record.

E-Learning Sync Log
-------------------
02/06/2022\t14:58:56\t>>> PowerPro-Talent Integration Agent started >>>
02/06/2022\t14:58\t1 Student(s) to enrol
02/06/2022\t14:58\tLooking up Talent Student by User ID (DPC000129)...
02/06/2022\t14:58\ttal_studentExistsByID(DPC000129) - Talent User ID must be numeric -> Check PP Client>Second ID
02/06/2022\t14:58\tNot found. Looking up Talent Student by email (jg11@pm.me)...
02/06/2022\t14:58\ttal_studentExistsByEmail(jg11@pm.me)
02/06/2022\t14:58\tGET http://127.0.0.1/api/v1/users/email:jg11@pm.me returned an error
02/06/2022\t14:58\t{ "error": { "type": "invalid_request_error", "message": "The requested user does not exist" } }
02/06/2022\t14:58\tStudent not found in Talent, creating Student in Talent ...
02/06/2022\t14:59\tUpdating PowerPro Client to align with Talent User ID: PP Client: 2021000017 Talent User: 7
02/06/2022\t14:59\tEnrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ...
02/06/2022\t14:59\tEnrolling now...
02/06/2022\t14:59\tEnrolled. Creating PowerPro Contact Log in PP.
02/06/2022\t14:59\t<<< PowerPro-Talent Integration Agent ended <<<

Contact log of enrolment 1001
-----------------------------
02/06/2022 2:59 PM, Enrolment exported to Talent LMS, No Follow up required
Client Name    JOANA GOMEZ
Course         Certificate III - Information Technology
Contact Date   02/06/2022 14:59
Contact Type   Enrolment exported to Talent LMS
Created by     PP-TALENT
Assigned to
Follow up
Status         Closed
Priority flag  <No flag>
Description    Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...

Client
------
Code/ID         2021000017
Surname         GOMEZ
Given names     JOANA
Preferred name  JOANA
Secondary ID    7
Email           jg11@pm.me

Talent LMS: JOANA GOMEZ, Certificate III - Information Technology
-----------------------------------------------------------------
Talent LMS export/Date  [x] 02/06/2022

Provision History
-----------------
Enrolment exported to Talent LMS on 02/06/2022 14:59
Additional information  Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...

Results fetched from Talent LMS: 0 out of 3
-------------------------------------------

SECOND RUN: ICTWEB304 AND ICTWEB305 WERE COMPLETED ON 13/06/2022
================================================================

Run 20220614T0900, 14/06/2022 09:00:00
-----------------------------------------------
Stage         Status         Records
provisioning  nothing to do  0
results       written        1

Written
-------
results: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    ICTWEB304: (blank) -> 20 - Competency achieved/pass 13/06/2022
    ICTWEB305: (blank) -> 20 - Competency achieved/pass 13/06/2022

Remarks
-------
results: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    Your RTO has not confirmed that completing ICT30120-A units in TalentLMS means competent. Confirm it in `[policy.competent_outcomes]`.

The run made 2 writes for 1 record.

E-Learning Sync Log
-------------------
14/06/2022\t09:00:00\t>>> PowerPro-Talent Integration Agent started >>>
14/06/2022\t09:00\t0 Student(s) to enrol
14/06/2022\t09:00\tResults for JOANA GOMEZ (2021000017), ICT30120-A
14/06/2022\t09:00\tICTWEB304: 20 - Competency achieved/pass on 13/06/2022
14/06/2022\t09:00\tICTWEB305: 20 - Competency achieved/pass on 13/06/2022
14/06/2022\t09:00\t<<< PowerPro-Talent Integration Agent ended <<<

Talent LMS: JOANA GOMEZ, Certificate III - Information Technology
-----------------------------------------------------------------
Talent LMS export/Date  [x] 02/06/2022

Provision History
-----------------
Enrolment exported to Talent LMS on 02/06/2022 14:59
Additional information  Enrolled in Talent Course: 126 Joana Gomez added to Talent Group 77eD6LXHH ...

Results fetched from Talent LMS: 2 out of 3
-------------------------------------------
Code       Unit/Module Name                    Start Date  Outcome/Result                 Outcome Date  Tooltip
ICTWEB304  Build simple web pages              16/05/2022  20 - Competency achieved/pass  13/06/2022    [Talent Integration Agent]
ICTWEB305  Produce digital images for the web  16/05/2022  20 - Competency achieved/pass  13/06/2022    [Talent Integration Agent]

THIRD RUN: NOTHING IS LEFT TO DO
================================

Run 20220614T0910, 14/06/2022 09:10:00
-----------------------------------------------
Stage         Status         Records
provisioning  nothing to do  0
results       unchanged      1

The run wrote nothing.

E-Learning Sync Log
-------------------
14/06/2022\t09:10:00\t>>> PowerPro-Talent Integration Agent started >>>
14/06/2022\t09:10\t0 Student(s) to enrol
14/06/2022\t09:10\t<<< PowerPro-Talent Integration Agent ended <<<
"""  # noqa: E501  # a page as it is printed
"""Seconds are left out where they depend on how often the agent's clock is asked."""


def without_chance(shown: str) -> str:
    """The page without its port, folder, seconds and the runs' ids."""
    shown = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", shown)
    shown = re.sub(r"folder is .*", "folder is DIR", shown)
    shown = re.sub(r"(Run \d{8}T\d{4})\d\d-[0-9a-f]{6}", r"\1", shown)
    return re.sub(r"(?m)^(?!Run |.*started >>>)(.*?\d:\d\d):\d\d\b", r"\1", shown)


def test_the_page_is_the_guides_story_and_its_files_are_deleted() -> None:
    ran = command("demo")
    assert (ran.exit_code, without_chance(ran.stdout), ran.stderr) == (0, PAGE, "")
    found = re.search("folder is (.*)", ran.stdout)
    assert found
    assert Path(found[1]).name.startswith("talent-powerpro-")
    assert not Path(found[1]).exists()


@pytest.fixture
def a_careless_umask() -> Iterator[None]:
    """New files would be open to every account."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("a_careless_umask")
def test_a_kept_folder_works_with_the_other_commands_and_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    ran = command("demo", "--keep", str(folder))
    assert (ran.exit_code, ran.stderr) == (0, "")
    said = f"\nThe files are in {folder}. The TalentLMS simulator has stopped.\n"
    assert without_chance(ran.stdout) == PAGE + said
    assert f"The RTO's folder is {folder}\n" in ran.stdout
    assert "2 out of 3" in Rto(folder).command("tab", "1001").stdout
    unit = Rto(folder).command("tab", "1001", "--unit", "ICTWEB304").stdout
    assert "\nCompleted in TalentLMS  13/06/2022 10:30:00\n" in unit
    secrets = [folder / name for name in ("talentlms-key.txt", "new-user-password.txt")]
    key, password = (each.read_text(encoding="utf-8") for each in secrets)
    assert re.fullmatch("[0-9a-f]{30}", key)
    assert re.fullmatch("Aa1[0-9a-f]{18}", password)
    if sys.platform != "win32":
        public = {each.name for each in tmp_path.rglob("*") if each.stat().st_mode & 0o077}
        assert public <= {each.name for each in GUIDE.glob("*.csv")}


def test_a_persons_own_key_never_goes_to_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    class Listening(Sandbox):
        def handle(self, request: Request) -> Response:
            heard.append(b64decode(request.header("Authorization").partition(" ")[2]).decode())
            return super().handle(request)

    monkeypatch.setattr("talent_powerpro.cli.demo.demonstration.Sandbox", Listening)
    assert command("demo", env={"TALENTLMS_API_KEY": KEY}).exit_code == 0
    assert heard
    assert [each for each in heard if KEY in each] == []


def test_keep_refuses_a_folder_with_files_and_one_that_cannot_be_used(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("", encoding="utf-8")
    kept = command("demo", "--keep", str(tmp_path))
    assert (kept.exit_code, kept.stdout) == (2, "")
    fault = f"--keep: {tmp_path} is not empty. Choose a new or empty folder."
    assert kept.stderr == f"error: {fault}\n"
    nowhere = command("demo", "--keep", str(mine))
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")
    assert nowhere.stderr.startswith(f"error: --keep: {mine} cannot be used (")
    assert nowhere.stderr.endswith("). Choose another folder.\n")
    assert sorted(tmp_path.iterdir()) == [mine]


def test_a_machine_without_a_folder_for_temporary_files_is_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(prefix: str) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("talent_powerpro.cli.commands.demo.TemporaryDirectory", none)
    ran = command("demo")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: This machine has no folder for temporary files (No usable temporary directory "
        "found). Set the environment variable TMPDIR to a folder that you can write to, or use "
        "--keep DIR.\n"
    )


def test_the_demo_ends_with_the_exit_code_of_a_failed_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter([Exit.DONE, Exit.ATTENTION])
    monkeypatch.setattr(Story, "run", lambda *_: next(codes))
    monkeypatch.setattr("talent_powerpro.sandbox.Sandbox.complete", lambda *_, **__: None)
    assert command("demo", "--keep", str(tmp_path / "demo")).exit_code == Exit.ATTENTION


def test_a_demo_that_a_person_stops_ends_with_130_after_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stopping(Sandbox):
        def handle(self, request: Request) -> Response:
            signal.raise_signal(signal.SIGINT)
            return super().handle(request)

    monkeypatch.setattr("talent_powerpro.cli.demo.demonstration.Sandbox", Stopping)
    ran = command("demo")
    assert ran.exit_code == Exit.INTERRUPTED
    assert "FIRST RUN: ONE ENROLMENT IS DUE" in ran.stdout
    assert "SECOND RUN" not in ran.stdout


def test_the_guides_files_come_from_the_package_or_the_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert story.guide_files() == GUIDE
    (tmp_path / "guide").mkdir()
    monkeypatch.setattr(story, "__file__", str(tmp_path / "story.py"))
    assert story.guide_files() == tmp_path / "guide"
