"""The enrolments of a support bundle: which there are, and what of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.cli.handed_on import copied, edit, imported
from support.cli.rto import SECRETS, Rto, rto
from talent_powerpro.cli.bundle.parts import Part, _of_people, enrolments
from talent_powerpro.cli.bundle.people import client_facts, concerned
from talent_powerpro.cli.bundle.subject import Subject
from talent_powerpro.model import Client, ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.work_lists import StandingFailure

NOW = datetime(2022, 6, 2, 7, tzinfo=UTC)
CLIENT, COURSE = ClientCode("2021000017"), CourseCode("ICT30120-A")
PROVISIONED = (
    "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date, "
    "contact_type, created_by, assigned_to, follow_up, status, priority_flag, description) VALUES "
    "(1, '{}', '', '', '2022-05-20 09:30:00.000000', 'Enrolment exported to Talent LMS', "
    "'', '', '', '', '', 'Enrolled in Talent Course: 126')"
)


@pytest.fixture
def place(tmp_path: Path) -> Rto:
    made = rto(tmp_path)
    made.store.write_bytes(imported())
    return made


@pytest.fixture
def subject(place: Rto) -> Iterator[Subject]:
    with ExitStack() as closing:
        yield Subject(place.settings_file, SECRETS, NOW, is_offline=True, closing=closing)


def test_those_that_are_named_come_first_and_then_the_ticked_ones(
    place: Rto, subject: Subject
) -> None:
    edit(place, "DELETE FROM enrolments WHERE id <> '1001'")
    copies: dict[str, dict[str, str]] = {
        "waits": {"export": "0"},
        "failed": {"export": "0"},
        "missed": {"export": "1", "export_date": "2022-05-30"},
        "undated": {"export": "1", "export_date": "2022-07-01"},
        "due": {"export": "0"},
        "provisioned": {"export": "1", "export_date": "2022-06-01"},
        "ticked": {"export": "1", "export_date": "2022-06-05"},
        "unticked": {"export": "0"},
    }
    for name, changes in copies.items():
        copied(place, "enrolments", "1001", id=name, **changes)
    edit(place, "UPDATE enrolments SET export_date = NULL WHERE id = 'undated'")
    edit(place, "DELETE FROM enrolments WHERE id = '1001'")
    edit(place, PROVISIONED.format("provisioned"))
    edit(place, "INSERT INTO due_marks (enrolment_id, export_date) VALUES ('due', '2022-06-02')")
    edit(place, "INSERT INTO due_marks (enrolment_id, export_date) VALUES ('gone', '2022-06-02')")
    store = subject.store()
    waits, failed = EnrolmentId("waits"), EnrolmentId("failed")
    hold = StandingHold("results", waits, CLIENT, "JOANA GOMEZ", COURSE, "reason", "Held.")
    store.holds.ended(waits, "results", [hold])
    failure = StandingFailure(
        "results", failed, CLIENT, "JOANA GOMEZ", COURSE, "reason", "Failed.", "Do it.", NOW
    )
    store.lists.keep_failures("results", [failure], [])
    assert [each.id for each in concerned(subject.lists(), store)] == [
        "waits",
        "failed",
        "missed",
        "undated",
        "due",
        "ticked",
        "provisioned",
    ]


CLIENT_TOLD = {
    "code": "2021000017",
    "name": "JOANA GOMEZ",
    "email": "jg11@pm.me",
    "email_has_one_at": True,
    "usi": "blank",
    "secondary_id": "DPC000129",
    "surname_is_blank": False,
    "given_names_are_blank": False,
}


def conditions(**unmet: tuple[str, str]) -> list[dict[str, Any]]:
    """The conditions, of which these have another value, and the reason why they do not hold."""
    values = {
        "course-not-archived": "not archived",
        "course-exported": "ticked",
        "talent-course-id-numeric": "126",
        "booking-confirmed": "Confirmed",
        "enrolment-active": "no withdrawal or completion date",
        "enrolment-exported": "ticked",
        "export-date-is-today": "02/06/2022",
        "not-yet-provisioned": "none",
        "client-has-email": "jg11@pm.me",
    }
    told = []
    for name, usual in values.items():
        value, reason = unmet.get(name.replace("-", "_"), (usual, ""))
        told.append({"name": name, "value": value, "holds": not reason, "reason": reason})
    return told


def test_an_enrolment_is_told_by_its_facts(place: Rto, subject: Subject) -> None:
    days = {
        "expected_start_date": "2022-05-02",
        "expected_end_date": "2022-05-03",
        "enrolment_date": "2022-05-04",
        "deferment_date": "2022-05-05",
        "extension_date": "2022-05-06",
        "withdrawal_date": "2022-05-07",
        "completion_date": "2022-05-08",
        "export_date": "2022-06-02",
    }
    changes = ", ".join(f"{name} = '{day}'" for name, day in days.items())
    edit(
        place,
        f"UPDATE enrolments SET export = 1, {changes} WHERE id = '1001'",
        PROVISIONED.format("1001"),
        "DELETE FROM units WHERE code = 'ICTWEB306'",
        "UPDATE units SET outcome = '20 - Competency achieved/pass', outcome_date = '2022-06-01', "
        "short_comment = '[Talent Integration Agent]' WHERE code = 'ICTWEB304'",
    )
    unit = {"type": "Unit", "start": "16/05/2022"}
    assert enrolments(subject) == [
        {
            "enrolment": "1001",
            "client": CLIENT_TOLD,
            "course": "ICT30120-A",
            "talent_course_id": "126",
            "talent_group_key": "77eD6LXHH",
            "dates": {
                "export_date": "02/06/2022",
                "enrolment_date": "04/05/2022",
                "expected_start_date": "02/05/2022",
                "expected_end_date": "03/05/2022",
                "deferment_date": "05/05/2022",
                "extension_date": "06/05/2022",
                "withdrawal_date": "07/05/2022",
                "completion_date": "08/05/2022",
            },
            "provisioned_on": "2022-05-20T09:30:00+00:00",
            "conditions": conditions(
                enrolment_active=(
                    "withdrawal 07/05/2022, completion 08/05/2022",
                    "the enrolment was withdrawn on 07/05/2022",
                ),
                not_yet_provisioned=("contact log", "a provisioning contact log exists"),
            ),
            "units": [
                {
                    "code": "ICTWEB304",
                    **unit,
                    "outcome": "20 - Competency achieved/pass",
                    "outcome_date": "01/06/2022",
                    "fetched_by_agent": True,
                },
                {
                    "code": "ICTWEB305",
                    **unit,
                    "outcome": "",
                    "outcome_date": "",
                    "fetched_by_agent": False,
                },
            ],
            "unreadable": [],
        }
    ]


def test_an_enrolment_of_which_little_is_known_has_blanks(place: Rto, subject: Subject) -> None:
    columns = ("expected_start_date", "expected_end_date", "export_date")
    changes = ", ".join(f"{name} = NULL" for name in columns)
    edit(
        place,
        "PRAGMA ignore_check_constraints = ON",
        "DELETE FROM units",
        f"UPDATE enrolments SET export = 1, {changes}, enrolment_date = 'soon' WHERE id = '1001'",
        "UPDATE courses SET talent_course_id = 'none', talent_group_key = ''",
    )
    assert enrolments(subject) == [
        {
            "enrolment": "1001",
            "client": CLIENT_TOLD,
            "course": "ICT30120-A",
            "talent_course_id": "none",
            "talent_group_key": "",
            "dates": {},
            "provisioned_on": "",
            "conditions": conditions(
                talent_course_id_numeric=("none", "the Talent Course ID 'none' is not a number"),
                export_date_is_today=("(blank)", "the enrolment has no export date"),
            ),
            "units": [],
            "unreadable": [
                "Row 1001 of the table enrolments in PowerPro's store cannot be read: "
                "enrolment_date is 'soon', which is not a date such as 2026-03-17."
            ],
        }
    ]


def test_a_part_about_people_is_made_only_where_their_names_are_known() -> None:
    made = _of_people("a.json", "What.", enrolments)
    assert made == Part("a.json", "What.", enrolments, names_people=True, is_safe=False)


def test_what_of_a_client_is_there() -> None:
    client = Client(
        CLIENT, "GOMEZ", "JOANA", usi="2GF2UGXXV8", secondary_id="9", email="jg11@pm.me"
    )
    told = {**CLIENT_TOLD, "usi": "valid", "secondary_id": "9"}
    assert client_facts(client) == told
    assert client_facts(evolve(client, email="a@b@c", usi="INTOFF", surname=" ")) == {
        **told,
        "name": "JOANA",
        "email": "a@b@c",
        "email_has_one_at": False,
        "usi": "not valid",
        "surname_is_blank": True,
    }
    assert client_facts(evolve(client, email="", usi=" ", given_names=" ")) == {
        **told,
        "name": "GOMEZ",
        "email": "",
        "email_has_one_at": False,
        "usi": "blank",
        "given_names_are_blank": True,
    }
