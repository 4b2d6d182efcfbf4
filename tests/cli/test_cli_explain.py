"""`explain`: one enrolment by id or name, with and without TalentLMS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve

from support.cli.broken import broken_portal, broken_rto, student
from support.cli.handed_on import copied, edit
from support.cli.rto import Rto, rto
from support.the_guide import PERTH
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import (
    PortalEnrolment,
    PortalField,
    PortalUser,
    Sandbox,
    guide_portal,
    serve,
)

DUE = ("--date", "02/06/2022")


@pytest.fixture
def joana(tmp_path: Path) -> Iterator[Rto]:
    with serve(Sandbox(guide_portal())) as url:
        yield rto(tmp_path, url).imported()


def test_an_enrolment_is_explained_by_id_or_name(joana: Rto) -> None:
    pages = {joana.command("explain", wanted).stdout for wanted in ("1001", "gomez")}
    (page,) = pages
    assert "1001 JOANA GOMEZ (2021000017), ICT30120-A" in page
    assert "[ ] export-date-is-today: 02/06/2022" in page
    assert "the export date 02/06/2022 has passed" in page
    assert "A run now would leave the enrolment as it is." in page


def test_after_a_run_the_units_and_the_run_are_shown(joana: Rto) -> None:
    assert joana.command("run", *DUE).exit_code == Exit.DONE
    page = joana.command("explain", "1001").stdout.splitlines()
    for box in ("[ ] not-yet-provisioned: contact log", "[ ] export-date-is-today: 02/06/2022"):
        below = page[page.index(box) + 1]
        assert below == "    Nothing to do: the enrolment is provisioned already."
    shown = json.loads(joana.command("explain", "1001", "--json").stdout)
    assert shown["schema"]
    assert shown["results_are_fetched"] is True
    assert {each["verdict"] for each in shown["units"]} == {"not completed"}
    assert [each["status"] for each in shown["history"]] == ["provisioned"]
    assert shown["history"][0]["writes"]


def test_offline_needs_neither_a_key_nor_the_portal(tmp_path: Path) -> None:
    world = rto(tmp_path, "http://127.0.0.1:9").imported()
    found = world.command("explain", "gomez", "--offline", env={})
    assert found.exit_code == Exit.DONE, found.output
    assert "A run now" not in found.stdout
    assert world.command("explain", "gomez", env={}).exit_code == Exit.SETTINGS


# --- what a check finds -----------------------------------------------------------


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rto]:
    """The RTO of `test_cli_check`, with a student for each fault, due today."""
    portal = broken_portal()
    portal.users["51"] = PortalUser("51", "joana", "Joana", "Gomez", "jg11@pm.me")
    portal.enrolments["51", "126"] = PortalEnrolment("51", "126")
    with serve(portal) as url:
        world = broken_rto(tmp_path_factory.mktemp("rto"), url)
        today = f"{datetime.now(PERTH):%Y-%m-%d}"
        for code, course in (("MIA", "GONE"), ("NOAH", "WORD"), ("ZOE", "ICT30120-A")):
            student(world, code, course_code=course, export_date=today)
        for sql in (
            "UPDATE clients SET secondary_id = '51' WHERE code = '2021000017'",
            "UPDATE units SET outcome = '60 - Credit transfer' "
            "WHERE enrolment_id = '1001' AND code = 'ICTWEB304'",
        ):
            edit(world, sql)
        copied(world, "contact_logs", "1003", id="2", enrolment_id="1001")
        yield world


@pytest.fixture(scope="module")
def checked(broken: Rto) -> set[str]:
    """What the check finds in it."""
    found = json.loads(broken.command("check", "--json").stdout)["check"]["items"]
    return {item["reason"] for item in found}


@pytest.mark.parametrize(
    ("reason", "student", "words"),
    [
        ("course-missing", "mia", "Talent course 999 does not exist in TalentLMS"),
        ("course-id-not-numeric", "noah", "the Talent Course ID 'web' is not a number"),
        ("group-missing", "zoe", "TalentLMS has no group with this key"),
        ("mandatory-field", "zoe", "TalentLMS requires the custom field Mobile (custom_field_1)"),
        ("no-usable-email", "max", "the client's e-mail address 'max@pm..me' is not valid"),
        ("shared-secondary-id", "caster", "have one Talent user, Talent User 50"),
        ("no-export-date", "panther", "the enrolment has no export date"),
        ("unit-not-covered", "joana", "No unit of the Talent course begins with ICTWEB305."),
        ("open-in-talent", "joana", "ICTWEB304 Build simple web pages: 60 - Credit transfer"),
        ("unit-code-repeated", "joana", "Talent unit 9001 'ICTWEB304"),
    ],
)
def test_each_fault_that_a_check_finds_is_explained(
    broken: Rto, checked: set[str], reason: str, student: str, words: str
) -> None:
    assert reason in checked
    page = broken.command("explain", student)
    assert page.exit_code == Exit.DONE, page.output
    assert words in page.stdout, page.stdout


def test_a_sign_up_that_talentlms_refuses_refers_to_the_check(tmp_path: Path) -> None:
    field = PortalField("custom_field_1", "Mobile", mandatory=True)
    with serve(Sandbox(evolve(guide_portal(), custom_fields=(field,)))) as url:
        world = rto(tmp_path, url).imported()
        assert world.command("run", *DUE).exit_code == Exit.ATTENTION
        shown = json.loads(world.command("explain", "1001", "--json").stdout)
    (failure,) = shown["failures"]
    assert failure["reason"] == "invalid-arguments"
    assert "`talent-powerpro check` names mandatory fields" in failure["remedy"]


def test_why_the_last_run_failed_is_shown_without_talentlms_too(joana: Rto) -> None:
    edit(joana, "UPDATE courses SET talent_course_id = '999'")
    assert joana.command("run", *DUE).exit_code == Exit.ATTENTION
    page = joana.command("explain", "1001", "--offline").stdout
    below = page.partition("failed since ")[2].splitlines()
    assert below[0].endswith(": provisioning")
    assert below[1].strip().startswith("Talent course 999 does not exist in TalentLMS")
    assert below[2].strip().startswith("-> Correct the Talent Course ID of ICT30120-A")
