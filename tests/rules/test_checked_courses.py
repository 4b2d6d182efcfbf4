"""What a check finds where PowerPro's courses meet those of TalentLMS."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import COURSE, NAMES, TALENT_COURSE, careful, enrolment, rules, talent_unit
from talent_powerpro.errors import NoAnswer, RecordFault
from talent_powerpro.model import Absent, CourseCode, TalentCourse, TalentUnit
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.checked_courses import (
    CourseGroup,
    course_groups,
    matched_codes,
    talent_course_items,
)
from talent_powerpro.rules.policy import RepeatedUnits

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
    (item,) = found(Absent("GET courses/id:126"))
    assert (item.level, item.reason) == (Level.PROBLEM, "course-missing")
    assert item.message.startswith(
        "TalentLMS has no course 126, the Talent Course ID of ICT30120-A and B"
    )


def test_an_inactive_talent_course_is_a_problem() -> None:
    (item,) = found(evolve(TALENT_COURSE, active=False))
    assert (item.level, item.reason) == (Level.PROBLEM, "course-inactive")


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
    items = {item.reason: item for item in found(course)}
    assert items.keys() == {"unit-code-unknown", "unit-without-code", "unit-not-covered"}
    assert items["unit-code-unknown"].names == ("BSBWEB304A Old code",)
    assert items["unit-code-unknown"].level is Level.WARNING
    assert items["unit-without-code"].names == ("Welcome video",)
    assert items["unit-without-code"].level is Level.NOTE
    assert items["unit-not-covered"].names == tuple(
        f"{code} {NAMES[code]}" for code in ("ICTWEB305", "ICTWEB306")
    )


def test_a_code_on_several_talent_units_says_what_the_policy_makes_of_it() -> None:
    units = (*TALENT_COURSE.units, TalentUnit("9", "ICTWEB304 Second part"))
    (item,) = found(evolve(TALENT_COURSE, units=units))
    assert (item.reason, item.level) == ("unit-code-repeated", Level.NOTE)
    assert "2 Talent units have the code ICTWEB304" in item.message
    assert "once one of them is completed" in item.message
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
