"""The part of a check that asks TalentLMS: its calls, its quota, and answers that fail."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from support.the_guide import (
    COURSE,
    GROUP,
    JOANA,
    LOG,
    PERTH,
    STARTED,
    Clock,
    enrolment,
    portal,
    portal_with_joana,
    provisioned,
    unit,
)
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MemoryPowerPro, MeteredTalent
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import CourseCode, CustomField, Enrolment, TalentCourseId, TalentGroupKey
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.check import Check, Level

MOBILE = CustomField("custom_field_1", "Mobile", mandatory=True)


def check(*enrolments: Enrolment, talent: Any, policy: Policy | None = None, **rest: Any) -> Check:
    return Agent(
        MemoryPowerPro(enrolments),
        talent,
        timezone=PERTH,
        policy=policy or Policy.guide(),
        clock=Clock(STARTED),
        **rest,
    ).check(**({"progress": rest["progress"]} if "progress" in rest else {}))


def reasons(found: Check) -> set[str]:
    return {item.reason for item in found.items} - {"course-unconfirmed"}


def test_it_makes_one_call_a_course_and_few_for_groups_and_portal() -> None:
    talent = MeteredTalent(portal(), 100)
    other = evolve(COURSE, code=CourseCode("B"), talent_group_key="")
    found = check(enrolment(), enrolment("2", course=other), talent=talent)
    assert talent.calls == 5, "date format, custom fields, groups, one group, one course"
    assert dict(found.facts)["Quota of calls"] == "100 of 100 left in this hour"
    assert reasons(found) == set()


def test_progress_counts_the_calls_for_courses_and_students() -> None:
    seen: list[tuple[int, int]] = []
    courses = [evolve(COURSE, code=CourseCode(n), talent_course_id=n) for n in "123"]
    agent = Agent(
        MemoryPowerPro([enrolment(c.code, course=c) for c in courses]), portal(), timezone=PERTH
    )
    found = agent.check(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert len(found.of(Level.PROBLEM)) == 3


def test_a_quota_at_its_reserve_is_a_warning_and_the_rest_is_left_out() -> None:
    talent = MeteredTalent(portal(), 5)
    for _ in range(4):
        talent.course(TalentCourseId("126"))
    found = check(enrolment(), talent=talent)
    assert reasons(found) == {"quota-reached", "quota"}
    assert found.of(Level.PROBLEM) == ()
    assert dict(found.facts)["Quota of calls"] == "1 of 5 left in this hour"


def test_a_mandatory_field_is_found_unless_the_settings_fill_it() -> None:
    talent = portal()
    talent.fields.append(MOBILE)
    assert reasons(check(enrolment(), talent=talent)) == {"mandatory-field"}
    assert reasons(check(talent=talent)) == {"mandatory-field"}
    filled = evolve(Policy.guide(), new_user_fields={"custom_field_1": "mobile"})
    assert reasons(check(enrolment(), talent=talent, policy=filled)) == set()


def test_a_field_that_a_plugin_fills_is_filled() -> None:
    class Fills:
        @hookimpl
        def talent_user_fields(self, client: object) -> dict[str, str]:
            return {"custom_field_1": "x"}

    talent = portal()
    talent.fields.append(MOBILE)
    assert reasons(check(enrolment(), talent=talent, plugins=[Fills()])) == set()
    nameless = enrolment(client=evolve(JOANA, given_names=""))
    assert "mandatory-field" in reasons(check(nameless, talent=talent, plugins=[Fills()]))


def test_a_group_that_is_missing_or_brings_other_courses_is_found() -> None:
    talent = portal()
    talent.put_course(evolve(talent.courses[TalentCourseId("126")], id=TalentCourseId("9")))
    talent.put_group(GROUP, [TalentCourseId("126"), TalentCourseId("9")])
    talent.put_group(TalentGroupKey("NOT-OURS"))
    assert reasons(check(enrolment(), talent=talent)) == {"group-brings-courses"}
    nosuch = evolve(COURSE, talent_group_key="NOSUCHKEY")
    assert reasons(check(enrolment(course=nosuch), talent=talent)) == {"group-missing"}


def test_a_credited_unit_that_is_open_in_talentlms_is_found_for_students_in_the_course() -> None:
    credited = provisioned(unit(outcome="60 - Credit transfer"))
    found = check(credited, talent=portal_with_joana())
    (item,) = (each for each in found.items if each.reason == "open-in-talent")
    assert item.names[0].endswith("ICTWEB304 has the outcome 60 - Credit transfer")
    gone = evolve(credited, client=evolve(credited.client, secondary_id="99"))
    assert "open-in-talent" not in reasons(check(gone, talent=portal_with_joana()))


class Failing:
    """A portal whose methods *failing* have no answer, or which lacks those in *missing*."""

    def __init__(self, talent: Any, failing: set[str], missing: set[str] | None = None) -> None:
        self._talent, self._failing, self._missing = talent, failing, missing or set()

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(name)
        found = getattr(self._talent, name)
        if name not in self._failing:
            return found

        def fail(*_: object) -> None:
            raise NoAnswer("TalentLMS did not answer.")

        return fail


def test_what_could_not_be_asked_is_said_and_never_called_missing() -> None:
    everything = {"date_format", "custom_fields", "group_keys", "course", "progress", "quota"}
    credited = provisioned(unit(outcome="60 - Credit transfer"))
    found = check(credited, talent=Failing(MeteredTalent(portal_with_joana(), 100), everything))
    assert reasons(found) == {"not-checked", "course-not-read"}
    said = [item.message for item in found.items if item.reason == "not-checked"]
    assert len(said) == 3
    assert dict(found.facts)["Quota of calls"] == "not known"
    groups = check(enrolment(), talent=Failing(portal(), {"courses_of_group"}))
    assert reasons(groups) == {"not-checked"}


def test_a_portal_that_offers_less_is_checked_for_the_rest() -> None:
    less = {"portal", "group_keys", "courses_of_group", "custom_fields", "quota"}
    found = check(enrolment(contact_logs=(LOG,)), talent=Failing(portal(), set(), less))
    assert reasons(found) == set()
    assert "Date format" not in dict(found.facts)
    assert dict(found.facts)["Portal"] == "not known"


def test_a_date_format_that_is_not_known_is_a_warning() -> None:
    class Odd(Failing):
        def date_format(self) -> str:
            return ""

    found = check(enrolment(), talent=Odd(portal(), set()))
    assert reasons(found) == {"date-format-unknown"}
    assert dict(found.facts)["Date format"] == "not known"


def test_a_group_that_was_deleted_meanwhile_brings_nothing() -> None:
    class Deleted(Failing):
        def courses_of_group(self, key: object) -> object:
            return portal().courses_of_group(TalentGroupKey("gone"))

    assert reasons(check(enrolment(), talent=Deleted(portal(), set()))) == set()
