"""Findings of a check where PowerPro's courses meet those of TalentLMS. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import (
    Absent,
    Course,
    CourseCode,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentUnit,
    Unit,
    talent_number,
)
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_codes import code_text, codes_on, is_like_a_unit


@frozen
class CourseGroup:
    """A Talent course, the PowerPro courses that name it, and their enrolments."""

    id: TalentCourseId
    courses: tuple[Course, ...]
    enrolments: tuple[Enrolment, ...] = ()
    """Those that the agent works on."""

    @property
    def codes(self) -> str:
        return " and ".join(course.code for course in self.courses)


def course_groups(
    exported: Iterable[Course], enrolments: Mapping[CourseCode, Sequence[Enrolment]]
) -> tuple[CourseGroup, ...]:
    """The Talent courses of *exported* courses, by id; courses without one are left out."""
    found: defaultdict[str, list[Course]] = defaultdict(list)
    for course in exported:
        if number := talent_number(course.talent_course_id):
            found[number].append(course)
    return tuple(
        CourseGroup(
            TalentCourseId(number),
            tuple(courses),
            tuple(each for course in courses for each in enrolments.get(course.code, ())),
        )
        for number, courses in sorted(found.items(), key=lambda pair: int(pair[0]))
    )


def talent_course_items(
    group: CourseGroup, found: TalentCourse | Absent | RecordFault, rules: Rules
) -> Iterable[CheckItem]:
    """A Talent course that is missing, inactive or cannot be read, and what its units lack."""
    if isinstance(found, RecordFault):
        yield CheckItem(
            Level.PROBLEM,
            "course-not-read",
            f"Talent course {group.id} of {group.codes} could not be checked: {found.message}",
            found.remedy,
        )
    elif isinstance(found, Absent):
        yield CheckItem(
            Level.PROBLEM,
            "course-missing",
            f"TalentLMS has no course {group.id}, the Talent Course ID of {group.codes}, so nobody "
            "is enrolled.",
            TALENT_COURSE_ID,
        )
    else:
        if not found.active:
            yield CheckItem(
                Level.PROBLEM,
                "course-inactive",
                f"Talent course {group.id} ({found.name}) of {group.codes} is not active, so "
                "nobody is enrolled.",
                f"TalentLMS > Courses > {found.name}",
            )
        yield from unit_items(group, found, rules)


def unit_items(group: CourseGroup, course: TalentCourse, rules: Rules) -> Iterable[CheckItem]:
    """Talent units without a match, codes on several of them, and units that none covers."""
    called, where = f"Talent course {group.id} of {group.codes}", f"TalentLMS > {course.name}"
    rows = [unit for each in group.enrolments for unit in each.units]
    codes = codes_on(rows)
    if not codes:
        return
    matches = {
        unit: matched_codes(unit, group.enrolments, rules)
        for unit in course.units
        if not unit.is_section
    }
    unmatched = [unit for unit, matched in matches.items() if not matched]
    unknown = [unit.name for unit in unmatched if is_like_a_unit(unit.name, codes)]
    others = [unit.name for unit in unmatched if not is_like_a_unit(unit.name, codes)]
    if unknown:
        yield CheckItem(
            Level.WARNING,
            "unit-code-unknown",
            f"{called}: these Talent units have a code that no enrolment has, so completing them "
            "results nothing:",
            f"{where}, or [policy.unit_aliases] in the settings",
            tuple(unknown),
        )
    if others:
        yield CheckItem(
            Level.NOTE,
            "unit-without-code",
            f"{called}: these Talent units have no unit code, so completing them results nothing:",
            where,
            tuple(others),
        )
    yield from _repeated(called, where, matches, rules)
    covered = {code for matched in matches.values() for code in matched}
    if lacking := _titles(rows, codes - covered):
        yield CheckItem(
            Level.WARNING,
            "unit-not-covered",
            f"{called}: no Talent unit has the code of these units, so they get no results:",
            f"{where}, or [policy.unit_aliases] in the settings",
            lacking,
        )


def matched_codes(
    unit: TalentUnit, enrolments: Iterable[Enrolment], rules: Rules
) -> frozenset[str]:
    """The codes of rows that a Talent unit results, over all *enrolments*."""
    # Each enrolment apart, because an alias counts only where the code itself is missing. Most
    # have the same codes, and one of those will do.
    by_codes = {codes_on(each.units): each for each in enrolments}
    return frozenset(
        code for codes, each in by_codes.items() for code in rules.unit_codes(unit, each, codes)
    )


def _repeated(
    called: str, where: str, matches: Mapping[TalentUnit, Collection[str]], rules: Rules
) -> Iterable[CheckItem]:
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for unit, matched in matches.items():
        for code in matched:
            by_code[code].append(unit.name)
    every = rules.policy.repeated_units == RepeatedUnits.ALL
    for code, names in by_code.items():
        if len(names) > 1:
            yield CheckItem(
                Level.NOTE,
                "unit-code-repeated",
                f"{called}: {len(names)} Talent units have the code {code.upper()}. The unit is "
                f"competent once {'all of them are' if every else 'one of them is'} completed:",
                f"{where}, or [policy] repeated_units in the settings",
                tuple(names),
            )


def _titles(rows: Iterable[Unit], codes: Collection[str]) -> tuple[str, ...]:
    """Code and name of the units with these codes, each once."""
    found = {code_text(row.code): f"{row.code} {row.name}".strip() for row in rows}
    return tuple(found[code] for code in sorted(codes))
