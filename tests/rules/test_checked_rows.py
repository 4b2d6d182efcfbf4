"""What a check finds in PowerPro's own rows."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from support.the_guide import COURSE, EXPORT_DATE, JOANA, LEN, LOG, PINK, TODAY, careful, enrolment
from talent_powerpro import Policy
from talent_powerpro.model import ClientCode, CourseCode
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.checked_rows import (
    by_course,
    client_items,
    course_items,
    date_items,
    is_concerned,
    is_exported,
)
from talent_powerpro.rules.conditions import COURSE_DATA

GUIDE = Policy.guide()
BLANK_DATE = evolve(enrolment("1002", PINK), export_date=None)


def reasons(items: Iterable[CheckItem]) -> list[str]:
    return [item.reason for item in items]


def test_a_course_is_exported_by_its_box_unless_the_rto_dropped_that_condition() -> None:
    unticked = evolve(COURSE, export_to_talent=False)
    assert is_exported(COURSE, GUIDE)
    assert not is_exported(unticked, GUIDE)
    assert not is_exported(evolve(COURSE, archived=True), GUIDE)
    assert is_exported(unticked, evolve(GUIDE, drop_conditions=["course-exported"]))


def test_an_enrolment_counts_once_it_is_ticked_or_provisioned_until_it_ends() -> None:
    unticked = evolve(enrolment(), export=False)
    assert is_concerned(enrolment(), GUIDE, TODAY)
    assert not is_concerned(unticked, GUIDE, TODAY)
    assert is_concerned(evolve(unticked, contact_logs=(LOG,)), GUIDE, TODAY)
    assert not is_concerned(evolve(enrolment(), withdrawal_date=EXPORT_DATE), GUIDE, TODAY)
    assert not is_concerned(enrolment(course=evolve(COURSE, archived=True)), GUIDE, TODAY)


def test_a_talent_course_id_that_is_no_number_is_shown_as_it_was_typed() -> None:
    typed = evolve(COURSE, talent_course_id="126 (new)")
    blank = evolve(COURSE, code=CourseCode("B"), talent_course_id=" ")
    first, second = list(course_items([typed, blank], careful()))[:2]
    assert first.level is second.level is Level.PROBLEM
    assert first.reason == second.reason == "course-id-not-numeric"
    assert "the Talent Course ID '126 (new)' is not a number" in first.message
    assert first.where == "Course > E-Learning (Talent LMS) tab > Talent Course ID"
    assert second.message == "B has no Talent Course ID, so nobody is enrolled."


def test_courses_that_nobody_confirmed_are_one_item() -> None:
    other = evolve(COURSE, code=CourseCode("B"))
    (found,) = course_items([COURSE, other, evolve(COURSE, export_to_talent=False)], GUIDE)
    assert found == CheckItem(
        Level.WARNING,
        "course-unconfirmed",
        "Your RTO has not confirmed that completing the units of these courses in TalentLMS means "
        "competent:",
        "[policy.competent_outcomes] in the settings",
        ("ICT30120-A", "B"),
    )
    assert list(course_items([COURSE], careful())) == []


def test_clients_who_share_an_address_or_an_id_are_named_together() -> None:
    other = evolve(PINK, email=" JG11@pm.me", secondary_id="0007")
    joana = evolve(JOANA, secondary_id="7")
    every = [joana, other, LEN, evolve(LEN, code=ClientCode("9"), email="", secondary_id="")]
    found = list(client_items(every, [enrolment(client=joana)], TODAY))
    assert reasons(found) == ["shared-email", "shared-secondary-id"]
    for item in found:
        assert item.names == ("JOANA GOMEZ (2021000017)", "PINK PANTHER (2021000018)")
    assert "e-mail jg11@pm.me" in found[0].message
    assert "Secondary ID 7," in found[1].message
    assert [item.where for item in found] == [
        "Client > Main > Email",
        "Client > Main > Secondary ID",
    ]


def test_clients_whom_the_agent_has_nothing_to_do_with_are_not_compared() -> None:
    twins = [LEN, evolve(LEN, code=ClientCode("9"))]
    assert list(client_items([JOANA, *twins], [enrolment()], TODAY)) == []


def test_an_address_that_cannot_be_used_is_shown_once_for_each_client() -> None:
    concerned = [
        enrolment("1", evolve(JOANA, email="jg11@pm..me")),
        enrolment("2", evolve(JOANA, email="jg11@pm..me")),
        enrolment("3", evolve(PINK, email="")),
    ]
    (found,) = client_items([], concerned, TODAY)
    assert found == CheckItem(
        Level.PROBLEM,
        "no-usable-email",
        "These clients are not enrolled, because their e-mail cannot be used:",
        "Client > Main > Email",
        (
            "JOANA GOMEZ (2021000017): the client's e-mail address 'jg11@pm..me' is not valid",
            "PINK PANTHER (2021000018): the client has no e-mail address",
        ),
    )


def test_ticked_enrolments_without_a_date_are_named() -> None:
    provisioned = evolve(BLANK_DATE, contact_logs=(LOG,))
    (found,) = date_items([enrolment(), BLANK_DATE, provisioned, evolve(BLANK_DATE, export=False)])
    assert found == CheckItem(
        Level.WARNING,
        "no-export-date",
        "These enrolments are ticked for export and have no export date, so they are never due:",
        f"{COURSE_DATA} > Talent LMS export/Date",
        ("PINK PANTHER (2021000018), ICT30120-A, enrolment 1002",),
    )
    assert list(date_items([enrolment()])) == []


def test_enrolments_are_put_together_by_course() -> None:
    other = enrolment("3", course=evolve(COURSE, code=CourseCode("B")))
    found = by_course([enrolment("1"), other, enrolment("2")])
    assert {code: [each.id for each in rows] for code, rows in found.items()} == {
        "ICT30120-A": ["1", "2"],
        "B": ["3"],
    }


def test_a_client_without_an_email_who_is_provisioned_already_is_no_problem() -> None:
    blank = enrolment("1", evolve(PINK, email=""))
    done = evolve(blank, contact_logs=(LOG,))
    assert reasons(client_items([PINK], [blank], TODAY)) == ["no-usable-email"]
    assert reasons(client_items([PINK], [done], TODAY)) == []
