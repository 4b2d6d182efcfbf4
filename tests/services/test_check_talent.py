"""The part of a check that asks TalentLMS: its calls, its quota, and answers that fail."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    GROUP,
    JOANA,
    LEN,
    LOG,
    PERTH,
    PINK,
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
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    CustomField,
    Enrolment,
    EnrolmentId,
    Quota,
    TalentCourseId,
    TalentGroupKey,
)
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
    check(enrolment(course=other), talent=talent)
    assert talent.calls == 8, "no group, so that no groups are listed"


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
    (item,) = (each for each in found.items if each.reason == "quota-reached")
    assert item.message == (
        "TalentLMS accepts 1 more calls in this hour, and 1 are left to other programs, so a run "
        "now would make none."
    )
    assert found.of(Level.PROBLEM) == ()
    assert dict(found.facts)["Quota of calls"] == "1 of 5 left in this hour"


@pytest.mark.parametrize(
    ("accepted", "made"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 5), (6, 6), (7, 6)]
)
def test_a_check_uses_a_quota_to_its_last_call(accepted: int, made: int) -> None:
    """A group counts as two calls. Where only one is left it is not asked for."""
    credited = provisioned(unit(outcome="60 - Credit transfer"))
    talent = MeteredTalent(portal_with_joana(), accepted)
    found = check(credited, talent=talent, reserve=0)
    assert talent.calls == made
    assert ("quota" in reasons(found)) is (made < 6)


def test_a_mandatory_field_is_found_unless_the_settings_fill_it() -> None:
    talent = portal()
    talent.fields.append(MOBILE)
    assert reasons(check(enrolment(), talent=talent)) == {"mandatory-field"}
    assert reasons(check(talent=talent)) == {"mandatory-field"}
    filled = evolve(Policy.guide(), new_user_fields={"custom_field_1": "mobile"})
    joana = enrolment(client=evolve(JOANA, mobile="0412 345 678"))
    assert reasons(check(joana, talent=talent, policy=filled)) == set()
    assert reasons(check(talent=talent, policy=filled)) == set()


def test_a_mandatory_field_that_is_blank_for_some_new_clients_names_them_in_one_item() -> None:
    talent = portal()
    talent.fields.append(MOBILE)
    filled = evolve(Policy.guide(), new_user_fields={"custom_field_1": "mobile"})
    enrolments = (
        enrolment(client=evolve(JOANA, mobile="0412 345 678")),
        enrolment("2", PINK),
        enrolment("3", LEN),
        enrolment("4", evolve(LEN, code=ClientCode("A"), given_names="")),
    )
    found = check(*enrolments, talent=talent, policy=filled)
    (item,) = (each for each in found.items if each.reason == "mandatory-field")
    assert item.names == ("PINK PANTHER (2021000018)", "LEN CASTER (2021000019)")
    assert "It is blank for 2 clients who are still to be enrolled" in item.message


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
    both = (nameless, enrolment("2", PINK))
    assert "mandatory-field" not in reasons(check(*both, talent=talent, plugins=[Fills()]))


def test_a_group_that_is_missing_or_brings_other_courses_is_found() -> None:
    talent = portal()
    talent.put_course(evolve(talent.courses[TalentCourseId("126")], id=TalentCourseId("9")))
    talent.put_group(GROUP, [TalentCourseId("126"), TalentCourseId("9")])
    for other in ("0-NOT-OURS", "Z-NOT-OURS"):
        talent.put_group(TalentGroupKey(other))
    assert reasons(check(enrolment(), talent=talent)) == {"group-brings-courses"}
    nosuch = evolve(COURSE, talent_group_key="NOSUCHKEY")
    assert reasons(check(enrolment(course=nosuch), talent=talent)) == {"group-missing"}


def test_a_credited_unit_that_is_open_in_talentlms_is_found_for_students_in_the_course() -> None:
    credited = provisioned(unit(outcome="60 - Credit transfer"))
    found = check(credited, talent=portal_with_joana())
    (item,) = (each for each in found.items if each.reason == "open-in-talent")
    assert item.names[0].endswith("ICTWEB304 has the outcome 60 - Credit transfer")
    assert item.message.startswith("These units have recognition or credit transfer in PowerPro")
    assert item.where.endswith("or the outcome in PowerPro")
    again = evolve(credited, id=EnrolmentId("2"))
    two = check(credited, again, talent=portal_with_joana())
    (item,) = (each for each in two.items if each.reason == "open-in-talent")
    assert len(item.names) == 2, "each enrolment"
    gone = evolve(credited, client=evolve(credited.client, secondary_id="99"))
    assert "open-in-talent" not in reasons(check(gone, talent=portal_with_joana()))


def test_a_student_of_a_course_without_a_number_is_not_asked_about() -> None:
    course = evolve(COURSE, talent_course_id="?")
    asked = Failing(portal_with_joana(), {"progress"})
    check(provisioned(unit(outcome="60 - Credit transfer"), course=course), talent=asked)
    assert asked.failed == []


class Failing:
    """A portal whose methods *failing* have no answer, or which lacks those in *missing*."""

    def __init__(self, talent: Any, failing: set[str], missing: set[str] | None = None) -> None:
        self._talent, self._failing, self._missing = talent, failing, missing or set()
        self.failed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(name)
        found = getattr(self._talent, name)
        if name not in self._failing:
            return found

        def fail(*_: object) -> None:
            self.failed.append(name)
            raise NoAnswer("TalentLMS did not answer.")

        return fail


def test_what_could_not_be_asked_is_said_and_never_called_missing() -> None:
    everything = {"date_format", "custom_fields", "group_keys", "course", "progress", "quota"}
    credited = provisioned(unit(outcome="60 - Credit transfer"))
    found = check(credited, talent=Failing(MeteredTalent(portal_with_joana(), 100), everything))
    assert reasons(found) == {"not-checked", "course-not-read"}
    said = [item.message for item in found.items if item.reason == "not-checked"]
    not_read = "could not be checked: TalentLMS did not answer."
    assert said == [
        *(f"The portal's settings {not_read}",) * 2,
        f"The list of Talent groups {not_read}",
    ]
    assert dict(found.facts)["Quota of calls"] == "not known"
    groups = check(enrolment(), talent=Failing(portal(), {"courses_of_group"}))
    assert reasons(groups) == {"not-checked"}
    assert f"Talent Group {GROUP} {not_read}" in [item.message for item in groups.items]


def test_a_portal_that_offers_less_is_checked_for_the_rest() -> None:
    less = {"portal", "group_keys", "courses_of_group", "custom_fields", "quota"}
    found = check(enrolment(contact_logs=(LOG,)), talent=Failing(portal(), set(), less))
    assert reasons(found) == set()
    assert "Date format" not in dict(found.facts)
    assert dict(found.facts)["Portal"] == "not known"


@pytest.mark.parametrize("less", ["group_keys", "courses_of_group"])
def test_a_portal_that_tells_half_about_groups_is_not_asked_about_them(less: str) -> None:
    asked = Failing(portal(), {"group_keys", "courses_of_group"}, {less})
    assert reasons(check(enrolment(), talent=asked)) == set()
    assert asked.failed == []


@pytest.mark.parametrize("quota", [Quota(limit=5), Quota(remaining=5)])
def test_half_a_quota_is_not_known(quota: Quota) -> None:
    class Half(Failing):
        def quota(self) -> Quota:
            return quota

    found = check(enrolment(), talent=Half(portal(), set()))
    assert dict(found.facts)["Quota of calls"] == "not known"


@pytest.mark.parametrize(
    ("told", "shown", "wrong"),
    [
        ("", "not known", {"date-format-unknown"}),
        ("DD.MM.", "DD.MM.", {"date-format-unknown"}),
        ("MMDDYYYY", "MMDDYYYY", set()),
        ("YYYYMMDD", "YYYYMMDD", set()),
    ],
)
def test_a_date_format_that_is_not_known_is_a_warning(
    told: str, shown: str, wrong: set[str]
) -> None:
    class Odd(Failing):
        def date_format(self) -> str:
            return told

    found = check(enrolment(), talent=Odd(portal(), set()))
    assert reasons(found) == wrong
    assert dict(found.facts)["Date format"] == shown
    said = [(each.message, each.where) for each in found.items if each.reason in wrong]
    assert said == [
        (
            f"The portal's date format is {told!r}. A completion without a timestamp cannot be "
            "read.",
            "TalentLMS > Account & Settings > Basic settings > Locale",
        )
        for _ in wrong
    ]


def test_a_group_that_was_deleted_meanwhile_brings_nothing() -> None:
    class Deleted(Failing):
        def courses_of_group(self, key: object) -> object:
            return portal().courses_of_group(TalentGroupKey("gone"))

    assert reasons(check(enrolment(), talent=Deleted(portal(), set()))) == set()
