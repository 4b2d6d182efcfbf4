"""What the guide's pictures show, by the command: search boxes, windows and client fields."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.cli.college import DAY, College
from support.cli.rto import GUIDE, Rto, rto
from support.csv.import_files import LOGS, SMALL, write
from talent_powerpro.sandbox import serve

PROVISIONED = LOGS.replace("PP-TALENT,Enrolled", "PP-TALENT,JOANA GOMEZ enrolled")
CALLED = "1001,03/06/2022 00:05:09,Telephone call,PP-CA,Asked about the exam\n"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    """The small set with two contact logs and one fetched result."""
    files = tmp_path / "files"
    files.mkdir()
    done = "20 - Competency achieved/pass,20/05/2022,[Talent Integration Agent] pass"
    units = SMALL["units.csv"].replace(",,,\n", f",{done}\n") + "1001,ICTWEB305,,,,,,\n"
    write(files, {"units.csv": units, "contact_logs.csv": PROVISIONED + CALLED})
    return rto(tmp_path).imported(files)


def test_6_the_contact_log_has_a_search_box(joana: Rto) -> None:
    def found(searched: str) -> list[str]:
        shown = joana.command("contact-log", "--search", searched, "--json").stdout
        return [each["log"]["contact_type"] for each in json.loads(shown)["contact_logs"]]

    assert found("TELEPHONE") == ["Telephone call"]
    assert found("the exam") == ["Telephone call"]
    assert found("12:05:09 am") == ["Telephone call"]
    assert found("02/06/2022 14:59") == ["Enrolment exported to Talent LMS"]
    assert len(found("")) == 2
    assert found("nothing like it") == []
    nothing = joana.command("contact-log", "--search", "nothing like it")
    assert nothing.stdout == "No contact logs.\n"


def test_6_no_follow_up_required_is_shown_where_the_follow_up_is_blank(joana: Rto) -> None:
    shown = joana.command("contact-log", "1001").stdout
    assert (
        "02/06/2022 2:59:00 PM, Enrolment exported to Talent LMS, No Follow up required\n" in shown
    )
    assert "03/06/2022 12:05:09 AM, Telephone call, No Follow up required\n" in shown


def test_6_a_double_click_on_a_unit_result_shows_its_origin(joana: Rto) -> None:
    shown = joana.command("tab", "1001", "--unit", "ictweb304").stdout
    fields = dict(re.findall(r"^(\S[\w/ ]*\w)  +(.+)$", shown, re.MULTILINE))
    assert fields == {
        "Client Name": "JOANA GOMEZ",
        "Unit/Module": "ICTWEB304 - Build simple web pages",
        "Start Date": "16/05/2022",
        "Outcome": "20 - Competency achieved/pass",
        "Outcome Date": "20/05/2022",
        "Short comment": "[Talent Integration Agent] pass",
    }
    (unit,) = json.loads(joana.command("tab", "1001", "--unit", "ICTWEB304", "--json").stdout)[
        "units"
    ]
    assert unit["fetched_by_agent"] is True
    refused = joana.command("tab", "1001", "--unit", "ICTWEB999")
    assert refused.exit_code == 2
    assert "Choose from ICTWEB304, ICTWEB305." in refused.stderr


def test_6_a_unit_that_was_taken_again_has_a_window_for_each_row(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write(files, {"units.csv": SMALL["units.csv"] + "1001,ICTWEB304,,,01/08/2022,,,\n"})
    shown = rto(tmp_path).imported(files).command("tab", "1001", "--unit", "ICTWEB304").stdout
    assert re.findall(r"^Start Date +(\S+)$", shown, re.MULTILINE) == ["16/05/2022", "01/08/2022"]


@pytest.mark.parametrize("profile", ["guide", "careful"])
def test_6_a_client_is_active_who_has_an_active_enrolment(tmp_path: Path, profile: str) -> None:
    files = tmp_path / "files"
    files.mkdir()
    enrolments = SMALL["enrolments.csv"].replace("Date\n", "Date,Withdrawal Date\n")
    enrolments = enrolments.replace("02/06/2022\n", "02/06/2022,\n")
    write(
        files,
        {
            "enrolments.csv": enrolments + "1002,0021000017,ICT30120-A,Confirmed,,,01/06/2022\n",
            "contact_logs.csv": LOGS + LOGS.splitlines()[1].replace("1001", "1002") + "\n",
        },
    )
    portal = College("126")
    with serve(portal) as url:
        world = rto(tmp_path, url, policy=f'profile = "{profile}"').imported(files)
        looked_at = json.loads(world.command("run", "--only", "results", "--json").stdout)
    assert {each["enrolment_id"] for each in looked_at["records"]} == {"1001"}


def test_6_the_sync_log_has_a_search_box(tmp_path: Path) -> None:
    with serve(College("126", groups=["77eD6LXHH"])) as url:
        world = rto(tmp_path, url).imported(GUIDE)
        assert world.command("run", "--date", DAY).exit_code == 0

    def found(*words: str) -> list[str]:
        lines = world.command("sync-log", *words).stdout.splitlines()
        return [line.split("\t")[2] for line in lines]

    enrolling = "Enrolling Joana Gomez in Talent Course ID 126 Group key: 77eD6LXHH ..."
    assert found("--search", "joana gomez") == [enrolling]
    assert found("--search", "ENROLLING", "--newest", "1") == ["Enrolling now..."]
    assert found("--search", "nothing like it") == []
    assert len(found("--search", "")) == len(found())


@pytest.mark.parametrize("profile", ["guide", "careful"])
def test_6_custom_fields_and_preferred_name_reach_talent_by_setting(
    tmp_path: Path, profile: str
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    clients = SMALL["clients.csv"].replace("GOMEZ,JOANA,JOANA", "GOMEZ,JOANA,JO")
    write(files, {"clients.csv": clients.replace("12/12/2000,", "12/12/2000,0412 345 678")})
    fields = 'custom_field_1 = "mobile"\ncustom_field_2 = "date_of_birth"\n'
    portal = College("126", groups=["77eD6LXHH"])
    with serve(portal) as url:
        policy = (
            f'profile = "{profile}"\n[new_user.fields]\nfirst_name = "preferred_name"\n{fields}'
        )
        world = rto(tmp_path, url, policy=policy).imported(files)
        assert world.command("run", "--date", DAY).exit_code == 0
    (user,) = (each for each in portal.users.values() if each.email == "jg11@pm.me")
    assert (user.first_name, user.last_name) == ("Jo", "Gomez")
    assert user.custom_fields == {
        "custom_field_1": "0412 345 678",
        "custom_field_2": "12/12/2000",
    }


def test_a_field_that_does_not_exist_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    world = rto(tmp_path, policy='[new_user.fields]\ncustom_field_1 = "phone"\n')
    refused = world.command("tab", "1001")
    assert refused.exit_code == 2
    assert "new_user_fields[custom_field_1]: 'phone' is not one of code, surname" in refused.stderr
    both = 'new_user_fields = { custom_field_1 = "usi" }\n[new_user.fields]\ncustom_field_2 = "usi"'
    refused = rto(tmp_path, policy=both).command("tab", "1001")
    assert "[new_user.fields] is there too. Keep one" in refused.stderr
