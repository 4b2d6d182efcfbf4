"""`check` finds every fault that was planted in both systems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import (
    PortalEnrolment,
    PortalField,
    PortalUnit,
    PortalUser,
    Sandbox,
    guide_portal,
    serve,
)

PLANTED = {
    "course-missing": "problem",
    "course-id-not-numeric": "problem",
    "group-missing": "problem",
    "mandatory-field": "problem",
    "no-usable-email": "problem",
    "course-unconfirmed": "warning",
    "shared-email": "warning",
    "shared-secondary-id": "warning",
    "no-export-date": "warning",
    "unit-code-unknown": "warning",
    "unit-not-covered": "warning",
    "open-in-talent": "warning",
    "unit-without-code": "note",
    "unit-code-repeated": "note",
}


def broken_portal() -> Sandbox:
    portal = guide_portal()
    (course,) = (each for each in portal.courses if each.id == "126")
    first, *_ = course.units
    units = (
        first,
        evolve(first, id="9001"),
        PortalUnit("9002", "BSBWEB304A Old code"),
        PortalUnit("9003", "Welcome video"),
    )
    return Sandbox(
        evolve(
            portal,
            next_user_id=100,
            users=(*portal.users, PortalUser("50", "len", "Len", "Caster", "len@x.example")),
            courses=(evolve(course, units=units),),
            groups=(),
            enrolments=(PortalEnrolment("50", "126"),),
            custom_fields=(PortalField("custom_field_1", "Mobile", mandatory=True),),
        )
    )


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Rto]:
    with serve(broken_portal()) as url:
        world = rto(tmp_path, url).imported()
        for sql in (
            "UPDATE enrolments SET export = 1, export_date = NULL WHERE id = '1002'",
            "UPDATE enrolments SET export = 1, export_date = '2099-01-01' WHERE id = '1003'",
            "UPDATE clients SET secondary_id = '50' WHERE code IN ('2021000018', '2021000019')",
            "UPDATE clients SET email = 'jg11@pm.me' WHERE code = '2021000018'",
            "UPDATE clients SET email = 'len@pm..me' WHERE code = '2021000019'",
            "UPDATE units SET outcome = '60 - Credit transfer' "
            "WHERE enrolment_id = '1003' AND code = 'ICTWEB304'",
            "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date, "
            "contact_type, created_by, assigned_to, follow_up, status, "
            "priority_flag, description) SELECT 1, '1003', '', '', '2022-06-02 00:00:00.000000', "
            "'Enrolment exported to Talent LMS', '', '', '', "
            "'', '', ''",
            "INSERT INTO courses SELECT 'GONE', name, archived, 1, '999', '' FROM courses LIMIT 1",
            "INSERT INTO courses SELECT 'WORD', name, archived, 1, 'web', '' FROM courses LIMIT 1",
        ):
            edit(world, sql)
        yield world


def test_check_finds_every_planted_fault_once_and_nothing_else(broken: Rto) -> None:
    shown = broken.command("check", "--json")
    assert shown.exit_code == 8
    items = json.loads(shown.stdout)["check"]["items"]
    found = [(item["reason"], item["level"]) for item in items]
    assert dict(found) == PLANTED
    assert len(found) == len(PLANTED)


def test_check_shows_the_offending_value_the_names_and_where_to_mend_it(broken: Rto) -> None:
    page = broken.command("check").stdout
    for text in (
        "the client's e-mail address 'len@pm..me' is not valid",
        "the Talent Course ID 'web' is not a number",
        "TalentLMS has no course 999, the Talent Course ID of GONE",
        "    JOANA GOMEZ (2021000017)\n    PINK PANTHER (2021000018)\n  -> Client > Main > Email",
        "ICTWEB304 has the outcome 60 - Credit transfer",
        "5 problems, 7 warnings.",
    ):
        assert text in page, page


def test_a_check_without_findings_says_so(tmp_path: Path, url: str) -> None:
    confirmed = 'competent_outcomes = { "ICT30120-A" = "20 - Competency achieved/pass" }'
    world = rto(tmp_path, url, policy=confirmed).imported()
    shown = world.command("check")
    assert shown.exit_code == 0
    assert "No problems and no warnings." in shown.stdout


def test_a_check_with_warnings_alone_exits_1(tmp_path: Path, url: str) -> None:
    assert rto(tmp_path, url).imported().command("check").exit_code == 1


def test_a_check_makes_no_writing_call(broken: Rto) -> None:
    before = broken.store.read_bytes()
    broken.command("check")
    assert broken.store.read_bytes() == before
