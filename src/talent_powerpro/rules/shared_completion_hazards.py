"""One completion and two enrolments of a client: whose result it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from talent_powerpro.model import (
    ACHIEVED,
    Enrolment,
    TalentCourseId,
    Unit,
    UnitResult,
    day_text,
    outcome_code,
    talent_number,
)
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.date_hazards import RESULT_FIELD, end_of, start_of
from talent_powerpro.rules.hold_facts import date_facts
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.unit_codes import code_text


@frozen
class Sibling:
    """Another enrolment of the same client."""

    enrolment: Enrolment
    in_scope: bool
    """Whether results are fetched for it; otherwise it is closed or archived."""


def course_in_log(enrolment: Enrolment) -> TalentCourseId | None:
    """The Talent course in the provisioning contact log; ``None`` if it names none."""
    log = enrolment.provisioning_log
    return course_named_in(log.description) if log else None


def course_named_in(description: str) -> TalentCourseId | None:
    """The Talent course that a contact log's *description* names; ``None``: none."""
    # Another agent or a person may have written the log in other words.
    named = re.search(r"Talent Course:\s*([0-9]+)", description)
    number = talent_number(named[1]) if named else None
    return TalentCourseId(number) if number else None


def talent_courses_of(enrolment: Enrolment) -> frozenset[str]:
    """The Talent courses whose results the enrolment may get: the present one, the log's."""
    both = (talent_number(enrolment.course.talent_course_id), course_in_log(enrolment))
    return frozenset(filter(None, both))


def shared_completion(
    enrolment: Enrolment,
    unit: Unit,
    wanted: UnitResult,
    siblings: Iterable[Sibling],
    policy: Policy,
) -> tuple[Concern, ...]:
    """The completion belongs to another enrolment of the client first."""
    day = wanted.outcome_date
    if day is None:
        return ()
    # No write changes this order, so it does not matter which enrolment comes first in a run.
    rivals = [
        (each.enrolment, row)
        for each in siblings
        if each.in_scope or bears(each.enrolment, unit.code, day)
        if talent_courses_of(each.enrolment) & talent_courses_of(enrolment)
        for row in each.enrolment.units
        if code_text(row.code) == code_text(unit.code)
    ]
    first, _ = min(((enrolment, unit), *rivals), key=lambda each: _place(each[0], each[1], day))
    if first.id == enrolment.id:
        return ()
    found = (
        f"{unit.code}: the completion of {day_text(day)} belongs to enrolment {first.id} in "
        f"{first.course.code}, which has the same unit and Talent course"
    )
    return (
        Concern(
            policy.shared_completions,
            "completion-of-another-enrolment",
            f"{found}. One completion is seldom the result of two enrolments. If you release this "
            f"hold, enrolment {enrolment.id} gets the same result.",
            f"Set the outcome in {enrolment.course.code} by hand, such as a credit transfer: "
            f"{RESULT_FIELD}.",
            reported=f"{found}. Enrolment {enrolment.id} gets the same result.",
            facts=(*date_facts(unit, wanted), f"enrolment {first.id}"),
            keepable=True,
        ),
    )


def bears(enrolment: Enrolment, code: str, day: date) -> bool:
    """True if the enrolment has an achieved result of that unit on that day."""
    return any(
        row.outcome_date == day and outcome_code(row.outcome) in ACHIEVED
        for row in enrolment.units
        if code_text(row.code) == code_text(code)
    )


def _place(enrolment: Enrolment, unit: Unit, day: date) -> tuple[bool, float, tuple[int, str]]:
    """What makes an enrolment first: it was under way, was provisioned first, has a smaller id."""
    start, end = start_of(enrolment, unit), end_of(enrolment)
    under_way = (start is None or start[1] <= day) and (end is None or day <= end[1])
    log = enrolment.provisioning_log
    at = log.contact_date.timestamp() if log else 0.0
    # Ids are texts, and 9 comes before 10.
    return not under_way, at, (len(enrolment.id), enrolment.id)
