"""The check of an RTO: every planted fault is found, and nothing is written."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import COURSE, JOANA, PERTH, PINK, STARTED, Clock, enrolment, portal
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MemoryPowerPro, MeteredTalent
from talent_powerpro.errors import SettingsFault, TalentUnusable
from talent_powerpro.model import ClientCode, CourseCode, Enrolment, Quota
from talent_powerpro.records.check import Check, Level
from talent_powerpro.services.check import rows_of


def agent(*enrolments: Enrolment, talent: object = None, policy: Policy | None = None) -> Agent:
    return Agent(
        MemoryPowerPro(enrolments),
        talent or portal(),  # type: ignore[arg-type]  # fakes that offer the port's methods
        timezone=PERTH,
        policy=policy or Policy.guide(),
        clock=Clock(STARTED),
    )


def reasons(found: Check) -> list[str]:
    return [item.reason for item in found.items]


def test_a_check_shows_the_settings_in_force() -> None:
    left = evolve(enrolment("3", PINK), withdrawal_date=date(2022, 6, 1))
    found = agent(enrolment(), left).check()
    assert found.facts == (
        ("Portal", "powerpro.talentlms.com"),
        ("Time zone", "Australia/Perth, where it is 02/06/2022 14:58"),
        ("Profile", "guide"),
        ("Courses exported", "1"),
        ("Enrolments looked after", "1"),
        ("Quota of calls", "not known"),
        ("Date format", "DDMMYYYY"),
    )
    assert reasons(found) == ["course-unconfirmed"]


def test_one_cause_is_one_item_whoever_it_concerns() -> None:
    course = evolve(COURSE, talent_course_id="99")
    clients = [evolve(JOANA, code=ClientCode(f"{n}"), email=f"{n}@x.au") for n in range(9)]
    rows = [enrolment(each.code, each, course) for each in clients]
    found = agent(*rows).check()
    assert reasons(found).count("course-missing") == 1


def test_what_powerpro_alone_shows_is_found_though_talentlms_is_down() -> None:
    class Down(MeteredTalent):
        def quota(self) -> Quota:
            raise TalentUnusable("The API key is wrong.", remedy="Copy it again.")

    twin = evolve(PINK, email=JOANA.email)
    found = agent(enrolment(), enrolment("2", twin), talent=Down(portal(), 100)).check()
    assert reasons(found) == ["talent-unusable", "course-unconfirmed", "shared-email"]
    (item,) = found.of(Level.PROBLEM)
    assert item.message == "The API key is wrong. The rest of TalentLMS was not checked."
    assert item.where == "Copy it again."


def test_a_value_that_cannot_be_read_is_a_problem() -> None:
    found = agent(enrolment(unreadable=("enrolments: row 1001: the date is '32/13'",))).check()
    (item,) = found.of(Level.PROBLEM)
    assert (item.reason, item.message, item.names) == (
        "row-unreadable",
        "These values cannot be read:",
        ("enrolments: row 1001: the date is '32/13'",),
    )


def test_an_enrolment_that_is_never_due_is_a_warning() -> None:
    found = agent(evolve(enrolment(), export_date=None)).check()
    assert reasons(found) == ["course-unconfirmed", "no-export-date"]


def test_a_repository_that_cannot_be_read_as_a_whole_is_refused() -> None:
    class Narrow(MemoryPowerPro):
        every_enrolment = None  # type: ignore[assignment]

    with pytest.raises(SettingsFault, match="Add the port EveryRow"):
        Agent(Narrow(), portal(), timezone=PERTH).check()


def test_only_exported_courses_and_their_enrolments_are_read_on() -> None:
    unticked = evolve(COURSE, code=CourseCode("B"), export_to_talent=False)
    left = evolve(enrolment("3", PINK), withdrawal_date=date(2022, 6, 1))
    made = agent(enrolment(), enrolment("2", PINK, unticked), left)
    run = made._new_run(None, is_named=False)  # its context is what is read
    rows = rows_of(made._context.powerpro, run.context, run.day)  # type: ignore[arg-type]
    assert [course.code for course in rows.courses] == [COURSE.code]
    assert [each.id for each in rows.enrolments] == ["1001"]
