"""What a check finds in a portal's groups and fields, and at single students."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import (
    COURSE,
    DONE,
    GROUP,
    PERTH,
    careful,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.model import (
    Client,
    ClientCode,
    CourseCode,
    CourseProgress,
    CustomField,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    UnitProgress,
)
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.checked_portal import (
    blank_items,
    field_items,
    group_items,
    new_in_talent,
    open_in_talent,
    without_training,
)
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.rules import Rules

GROUP_KEY = "Course > E-Learning (Talent LMS) tab > Talent Group Key"
OWN = TalentCourse(TalentCourseId("126"), "Web")
SAFETY = TalentCourse(TalentCourseId("9"), "Safety")
RPL, CREDIT = "51 - Recognition of prior learning", "60 - Credit transfer"


def test_a_group_that_the_portal_lacks_is_a_problem_under_both_profiles() -> None:
    for policy, end in ((None, "students are enrolled without a group."), (careful(), "nobody ")):
        (item,) = group_items([COURSE], [TalentGroupKey("OTHER")], {}, rules(policy))
        assert (item.level, item.reason) == (Level.PROBLEM, "group-missing")
        assert f"has no group with the key {GROUP}, the Talent Group Key of ICT30120-A" in (
            item.message
        )
        assert end in item.message
        assert item.where == GROUP_KEY


def test_a_group_that_brings_other_courses_is_a_note() -> None:
    lower = evolve(COURSE, talent_group_key=f" {GROUP.lower()}")
    brought = {GROUP: (OWN, SAFETY)}
    (item,) = group_items([lower], [GROUP], brought, rules())
    assert item == CheckItem(
        Level.NOTE,
        "group-brings-courses",
        f"Talent Group {GROUP.lower()} of ICT30120-A also enrols its members in:",
        GROUP_KEY,
        ("Safety (9)",),
    )
    assert list(group_items([COURSE], [GROUP], {GROUP: (OWN,)}, rules())) == []
    assert list(group_items([COURSE], [GROUP], {}, rules())) == []


def test_a_course_without_a_group_gives_nothing() -> None:
    without = evolve(COURSE, talent_group_key=" ")
    assert list(group_items([without], [], {}, rules())) == []
    (item,) = group_items([without, COURSE], [], {}, rules())
    assert item.reason == "group-missing"


def test_each_missing_group_is_named() -> None:
    other = evolve(COURSE, code=CourseCode("BSB"), talent_group_key="B")
    found = group_items([COURSE, other], [], {}, rules())
    assert [each.message.split(",")[0] for each in found] == [
        f"TalentLMS has no group with the key {GROUP}",
        "TalentLMS has no group with the key B",
    ]


def test_a_mandatory_field_that_nothing_fills_is_a_problem() -> None:
    fields = (
        CustomField("custom_field_1", "Mobile", mandatory=True),
        CustomField("custom_field_2", "Campus", mandatory=True),
        CustomField("custom_field_3", "Hobby"),
    )
    (item,) = field_items(fields, {"custom_field_2"})
    assert (item.level, item.reason) == (Level.PROBLEM, "mandatory-field")
    assert "requires the custom field Mobile (custom_field_1)" in item.message
    assert item.where == "[new_user.fields] custom_field_1 in the settings"


def client(number: int) -> Client:
    return Client(ClientCode(f"C{number}"), "ITO", "MAX")


def test_clients_for_whom_a_mandatory_field_is_blank_are_counted_and_the_first_are_named() -> None:
    mobile = CustomField("custom_field_1", "Mobile", mandatory=True)
    optional = CustomField("custom_field_2", "Campus")
    unfilled = CustomField("custom_field_3", "Employer", mandatory=True)
    of_clients = {client(number): {"custom_field_2"} for number in (7, 6, 5, 4, 3, 2)}
    of_clients[client(1)] = {"custom_field_1"}
    fields = (optional, unfilled, mobile)
    assert list(blank_items(fields, {"custom_field_1", "custom_field_2"}, of_clients)) == [
        CheckItem(
            Level.PROBLEM,
            "mandatory-field",
            "TalentLMS requires the custom field Mobile (custom_field_1) of new users. It is blank "
            "for 6 clients who are still to be enrolled, so TalentLMS may refuse them:",
            "Client > Main, or [new_user.fields] custom_field_1 in the settings",
            (*(f"MAX ITO (C{number})" for number in (2, 3, 4, 5, 6)), "and 1 more"),
        )
    ]
    five = {each: own for each, own in of_clients.items() if each != client(7)}
    (item,) = blank_items([mobile], {"custom_field_1"}, five)
    assert item.names == tuple(f"MAX ITO (C{number})" for number in (2, 3, 4, 5, 6))
    (item,) = blank_items([mobile], {"custom_field_1"}, {client(2): set[str]()})
    assert "It is blank for 1 client who is still to be enrolled, so" in item.message
    assert list(blank_items([mobile], {"custom_field_1"}, {client(1): {"custom_field_1"}})) == []


def test_new_in_talentlms_are_clients_not_enrolled_yet_without_a_talent_user_id() -> None:
    new = enrolment()
    known = enrolment(client=evolve(client(1), secondary_id="7"))
    there = provisioned(client=evolve(client(2), secondary_id=""))
    assert new_in_talent([new, new, known, there]) == {new.client}


def test_students_without_training_are_those_who_are_in_talentlms() -> None:
    credited = unit(outcome=CREDIT)
    inside = provisioned(credited)
    without_id = provisioned(credited, client=evolve(inside.client, secondary_id="DPC1"))
    recognised = provisioned(unit(outcome=RPL))
    others = (
        without_id,
        evolve(inside, contact_logs=()),
        evolve(inside, course=evolve(COURSE, talent_course_id=" ")),
        provisioned(unit(outcome="20")),
        enrolment(units=(credited,)),
    )
    assert without_training([inside, *others, recognised]) == (inside, recognised)


def test_units_without_training_that_are_still_open_in_talentlms_are_named() -> None:
    student = provisioned(
        unit("ICTWEB304", outcome=CREDIT), unit("ICTWEB305", outcome=RPL), unit("ICTWEB306")
    )

    def reached(code: str, label: str, kind: str = "Content") -> UnitProgress:
        done = DONE if label == "Completed" else None
        return UnitProgress(TalentUnit(code, f"{code} A unit", kind), label, done)

    progress = CourseProgress(
        (
            reached("ICTWEB304", "Not attempted"),
            reached("ICTWEB304", "Not attempted"),
            reached("ICTWEB305", "Completed"),
            reached("ICTWEB306", "Not attempted"),
            reached("ICTWEB305", "Not attempted", "Section"),
        )
    )
    assert open_in_talent(student, progress, rules()) == (
        "JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001: ICTWEB304 has the outcome "
        "60 - Credit transfer",
    )


def test_a_plugin_decides_by_the_enrolment_which_unit_is_still_open() -> None:
    class Own(RtoChoices):
        def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
            return "ICTWEB304" if (talent_unit.id, enrolment.id) == ("1", "1001") else None

    progress = CourseProgress((UnitProgress(TalentUnit("1", "Web"), "Not attempted"),))
    student = provisioned(unit("ICTWEB304", outcome=CREDIT))
    assert len(open_in_talent(student, progress, Rules(Policy.guide(), PERTH, Own()))) == 1
