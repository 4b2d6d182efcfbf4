"""PowerPro's data: clients, contact logs, enrolments and units."""

from __future__ import annotations

from datetime import date, datetime

from attrs import asdict, evolve

from support.the_guide import COMPETENT, COURSE, JOANA, LOG, PERTH, STAMP, enrolment, unit
from talent_powerpro.model import (
    UNDONE,
    Client,
    ContactLog,
    Course,
    Enrolment,
    EnrolmentId,
    Unit,
    UnitResult,
    UnitRowId,
    UnitType,
)
from talent_powerpro.model.powerpro import ADDED_TO_GROUP, counting


def test_a_client_is_named_given_names_first() -> None:
    assert JOANA.name == "JOANA GOMEZ"
    assert evolve(JOANA, given_names="").name == "GOMEZ"


def test_a_row_is_a_unit_or_a_module() -> None:
    assert list(UnitType) == ["Unit", "Module"]


def test_what_a_host_does_not_state_is_blank_and_not_exported() -> None:
    client = Client(JOANA.code, "GOMEZ", "JOANA")
    course = Course(COURSE.code, "Certificate III")
    assert asdict(client) == {
        "code": JOANA.code,
        "surname": "GOMEZ",
        "given_names": "JOANA",
        **dict.fromkeys(("preferred_name", "usi", "secondary_id", "mobile", "email"), ""),
        "date_of_birth": None,
    }
    assert asdict(course) == {
        "code": COURSE.code,
        "name": "Certificate III",
        "archived": False,
        "export_to_talent": False,
        "talent_course_id": "",
        "talent_group_key": "",
    }
    dates = (
        *("enrolment_date", "expected_start_date", "expected_end_date", "deferment_date"),
        *("extension_date", "withdrawal_date", "completion_date", "export_date"),
    )
    assert asdict(Enrolment(EnrolmentId("1001"), client, course), recurse=False) == {
        "id": "1001",
        "client": client,
        "course": course,
        "booking_status": "",
        **dict.fromkeys(dates),
        "export": False,
        "contact_logs": (),
        "units": (),
        "active": None,
        "unreadable": (),
    }


def test_what_a_host_does_not_state_of_a_unit_or_a_contact_log_is_as_powerpro_has_it() -> None:
    row = Unit(UnitRowId("1"), EnrolmentId("1001"), "ICTWEB304")
    assert asdict(row) == {
        "id": "1",
        "enrolment_id": "1001",
        "code": "ICTWEB304",
        "name": "",
        "type": "Unit",
        "start_date": None,
        "outcome": "",
        "outcome_date": None,
        "short_comment": "",
    }
    log = ContactLog("JOANA GOMEZ", "Certificate III", LOG.contact_date)
    assert asdict(log) == {
        "client_name": "JOANA GOMEZ",
        "course_name": "Certificate III",
        "contact_date": LOG.contact_date,
        "contact_type": "Enrolment exported to Talent LMS",
        "created_by": "PP-TALENT",
        "assigned_to": "",
        "follow_up": "",
        "status": "Closed",
        "priority_flag": "<No flag>",
        "description": "",
    }
    assert UNDONE == "Enrolment export to Talent LMS undone"


def test_a_contact_log_tells_of_one_thing_by_its_contact_type() -> None:
    def told(contact_type: str) -> tuple[bool, bool, bool]:
        log = evolve(LOG, contact_type=contact_type)
        return log.marks_provisioned, log.tells_of_group, log.tells_of_undo

    assert told(LOG.contact_type) == (True, False, False)
    assert told(f" {ADDED_TO_GROUP.upper()}") == (False, True, False)
    assert told(f"{UNDONE.lower()} ") == (False, False, True)
    assert told("Phone call") == (False, False, False)


def test_a_contact_log_marks_provisioning_by_its_contact_type_no_matter_who_wrote_it() -> None:
    assert LOG.marks_provisioned
    assert evolve(LOG, created_by="PAULINE").marks_provisioned
    assert evolve(LOG, contact_type=" enrolment exported to talent lms").marks_provisioned
    assert not evolve(LOG, contact_type="Phone call").marks_provisioned


def test_the_newest_provisioning_contact_log_counts() -> None:
    older = evolve(LOG, contact_date=datetime(2021, 1, 1, tzinfo=PERTH))
    call = evolve(LOG, contact_type="Phone call", contact_date=datetime(2023, 1, 1, tzinfo=PERTH))
    assert enrolment(contact_logs=(LOG, older, call)).provisioning_log == LOG
    assert enrolment(contact_logs=(call,)).provisioning_log is None


def test_a_result_fetched_from_talent_begins_its_comment_with_the_stamp() -> None:
    assert unit(short_comment="[Talent Integration Agent] pass").fetched_by_agent
    assert unit(short_comment=" [Talent Integration Agent]").fetched_by_agent
    assert not unit(short_comment="see [Talent Integration Agent]").fetched_by_agent


def test_a_units_result_is_outcome_date_and_comment() -> None:
    day = date(2022, 6, 13)
    read = unit(outcome="70", outcome_date=day, short_comment="good")
    assert read.result == UnitResult("70", day, "good")


def test_a_unit_with_a_result_changes_in_these_three_fields_alone() -> None:
    read = unit(row="u1", outcome="70", short_comment="good")
    result = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    changed = read.with_result(result)
    assert changed.result == result
    assert changed.with_result(read.result) == read


def test_a_contact_log_without_a_follow_up_says_so() -> None:
    assert LOG.follow_up_shown == "No Follow up required"
    assert evolve(LOG, follow_up=" ring Joana ").follow_up_shown == "ring Joana"


def test_each_undo_takes_away_the_oldest_log_with_its_description() -> None:
    """Counted wrong, a student would be provisioned twice, or never again."""
    first, second, third = (
        evolve(LOG, contact_date=datetime(2022, 6, day, tzinfo=PERTH)) for day in (1, 2, 3)
    )
    other = evolve(LOG, description="in other words")
    undo, call = evolve(LOG, contact_type=UNDONE), evolve(LOG, contact_type="Phone call")
    assert counting([call, first, other]) == (first, other)
    assert counting([first, undo, call, second, other]) == (second, other)
    assert counting([first, second, third, undo, undo]) == (third,)
    assert counting([first, undo]) == ()
    assert UNDONE == "Enrolment export to Talent LMS undone"
