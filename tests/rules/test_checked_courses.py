"""What a check finds where PowerPro's courses meet those of TalentLMS."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import COURSE, NAMES, TALENT_COURSE, careful, enrolment, rules, talent_unit
from talent_powerpro.errors import NoAnswer, RecordFault
from talent_powerpro.model import Absent, CourseCode, Enrolment, TalentCourse, TalentUnit
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.checked_courses import (
    CourseGroup,
    course_groups,
    matched_codes,
    talent_course_items,
)
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.rto_choices import RtoChoices

OTHER = evolve(COURSE, code=CourseCode("B"), talent_course_id=" 0126")
GROUP = CourseGroup(TALENT_COURSE.id, (COURSE, OTHER), (enrolment(),))


def found(
    answer: TalentCourse | Absent | RecordFault, group: CourseGroup = GROUP
) -> list[CheckItem]:
    return list(talent_course_items(group, answer, rules()))


def with_units(*units: TalentUnit) -> TalentCourse:
    return evolve(TALENT_COURSE, units=units)


def test_courses_with_one_talent_course_are_checked_together_in_the_order_of_ids() -> None:
    nine = evolve(COURSE, code=CourseCode("C"), talent_course_id="9")
    wrong = evolve(COURSE, code=CourseCode("D"), talent_course_id="x")
    first, second = course_groups([COURSE, nine, OTHER, wrong], {COURSE.code: [enrolment()]})
    assert (first.id, first.codes, first.enrolments) == ("9", "C", ())
    assert (second.id, second.codes) == ("126", "ICT30120-A and B")
    assert second.enrolments == (enrolment(),)


def test_a_talent_course_that_is_right_gives_nothing() -> None:
    assert found(TALENT_COURSE) == []


def test_a_talent_course_that_talentlms_does_not_have_is_a_problem() -> None:
    assert found(Absent("GET courses/id:126")) == [
        CheckItem(
            Level.PROBLEM,
            "course-missing",
            "TalentLMS has no course 126, the Talent Course ID of ICT30120-A and B, so nobody is "
            "enrolled.",
            TALENT_COURSE_ID,
        )
    ]


def test_an_inactive_talent_course_is_a_problem() -> None:
    assert found(evolve(TALENT_COURSE, active=False)) == [
        CheckItem(
            Level.PROBLEM,
            "course-inactive",
            f"Talent course 126 ({TALENT_COURSE.name}) of ICT30120-A and B is not active, so "
            "nobody is enrolled.",
            f"TalentLMS > Courses > {TALENT_COURSE.name}",
        )
    ]


def test_a_talent_course_without_an_answer_is_not_called_missing() -> None:
    (item,) = found(NoAnswer("TalentLMS did not answer.", remedy="Try again."))
    assert (item.level, item.reason) == (Level.PROBLEM, "course-not-read")
    assert item.message.endswith("could not be checked: TalentLMS did not answer.")
    assert item.where == "Try again."


def test_talent_units_without_a_match_and_units_without_a_talent_unit_are_named() -> None:
    course = with_units(
        talent_unit("ICTWEB304"),
        TalentUnit("1", "BSBWEB304A Old code"),
        TalentUnit("2", "Welcome video"),
        TalentUnit("3", "ICTWEB999 A heading", "Section"),
    )
    called, where = "Talent course 126 of ICT30120-A and B", f"TalentLMS > {TALENT_COURSE.name}"
    or_alias = f"{where}, or [policy.unit_aliases] in the settings"
    assert found(course) == [
        CheckItem(
            Level.WARNING,
            "unit-code-unknown",
            f"{called}: these Talent units have a code that no enrolment has, so completing them "
            "results nothing:",
            or_alias,
            ("BSBWEB304A Old code",),
        ),
        CheckItem(
            Level.NOTE,
            "unit-without-code",
            f"{called}: these Talent units have no unit code, so completing them results nothing:",
            where,
            ("Welcome video",),
        ),
        CheckItem(
            Level.WARNING,
            "unit-not-covered",
            f"{called}: no Talent unit has the code of these units, so they get no results:",
            or_alias,
            tuple(f"{code} {NAMES[code]}" for code in ("ICTWEB305", "ICTWEB306")),
        ),
    ]


def test_a_code_on_several_talent_units_says_what_the_policy_makes_of_it() -> None:
    units = (*TALENT_COURSE.units, TalentUnit("9", "ICTWEB304 Second part"))
    (item,) = found(evolve(TALENT_COURSE, units=units))
    assert (item.reason, item.level) == ("unit-code-repeated", Level.NOTE)
    assert item.message == (
        "Talent course 126 of ICT30120-A and B: 2 Talent units have the code ICTWEB304. The unit "
        "is competent once one of them is completed:"
    )
    assert item.where == (
        f"TalentLMS > {TALENT_COURSE.name}, or [policy] repeated_units in the settings"
    )
    every = rules(careful(repeated_units=RepeatedUnits.ALL))
    (item,) = talent_course_items(GROUP, evolve(TALENT_COURSE, units=units), every)
    assert "once all of them are completed" in item.message


def test_without_enrolments_there_are_no_codes_to_compare() -> None:
    course = with_units(TalentUnit("1", "BSBWEB304A Old code"))
    assert found(course, evolve(GROUP, enrolments=())) == []


def test_an_alias_counts_for_the_enrolments_that_lack_the_code_itself() -> None:
    with_alias = rules(careful(unit_aliases={"BSBWEB304A": ["ICTWEB305"]}))
    own = enrolment("2", units=(enrolment().units[0],))
    unit = TalentUnit("1", "BSBWEB304A Old code")
    assert matched_codes(unit, [own], with_alias) == frozenset()
    assert matched_codes(unit, [own, enrolment()], with_alias) == {"ictweb305"}


def test_a_plugin_knows_the_enrolment_for_which_it_matches_a_talent_unit() -> None:
    class Own(RtoChoices):
        def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
            return enrolment.units[0].code

    own = evolve(rules(), choices=Own())
    assert matched_codes(TalentUnit("1", "Quiz"), [enrolment()], own) == {"ictweb304"}
