"""The hazards of result fetching by the guide to the letter, as values for `Rules.weigh`.

An outcome goes into a government return. So what a completion contradicts, and what a
person has touched, is reported with the old value and the new one, or held (AVETMISS sheet,
section 8).
"""

from __future__ import annotations

from datetime import date

from talent_powerpro.model import (
    ACHIEVED,
    OPEN_OUTCOMES,
    Course,
    Unit,
    UnitResult,
    day_text,
    outcome_code,
)
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.provisioning_hazards import Concern

RESULT_FIELD = "Home > Enrolments and Results > Outcomes & Dates"
_IF_TALENT_IS_RIGHT = f"Clear the result if TalentLMS is right: {RESULT_FIELD}"
_IF_RIGHT = f"Set outcome and date by hand if they are right: {RESULT_FIELD}"


def unconfirmed_course(course: Course, policy: Policy) -> tuple[Concern, ...]:
    """Nobody said that completion in TalentLMS means competent in this PowerPro course."""
    if course.code in policy.competent_outcomes:
        return ()
    return (
        Concern(
            policy.unconfirmed_courses,
            "course-unconfirmed",
            f"nobody has said that who completes a unit of {course.code} in TalentLMS is competent",
            f"Say which outcome they get: [policy.competent_outcomes], {course.code!r}",
        ),
    )


def lowered_outcome(unit: Unit, wanted: UnitResult, configured: str) -> tuple[Concern, ...]:
    """An achieved unit is never lowered, under no policy and by no release: only the
    *configured* outcome may replace it, whatever a plugin decides."""
    code = outcome_code(wanted.outcome)
    if outcome_code(unit.outcome) not in ACHIEVED - {code} or code == outcome_code(configured):
        return ()
    return (
        Concern(
            Reaction.HOLD,
            "outcome-lowered",
            f"{unit.code}: {unit.outcome!r} would be lowered to {wanted.outcome!r}",
            f"Set the outcome by hand: {RESULT_FIELD}",
            releasable=False,
        ),
    )


def doubtful_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, today: date, policy: Policy
) -> tuple[Concern, ...]:
    """Hazards of writing *wanted* over *unit*; *last* is what the agent wrote there last."""
    return (
        *_final_outcome(unit, wanted, policy),
        *_corrected_date(unit, wanted, last, policy),
        *_cleared_result(unit, wanted, last, policy),
        *_doubtful_date(unit, wanted, today, policy),
        *_lodged_result(unit, today, policy),
    )


def _final_outcome(unit: Unit, wanted: UnitResult, policy: Policy) -> tuple[Concern, ...]:
    code = outcome_code(unit.outcome)
    if code in OPEN_OUTCOMES or code == outcome_code(wanted.outcome):
        return ()
    return (
        Concern(
            policy.final_outcomes,
            "outcome-replaced",
            f"{unit.code}: {unit.outcome!r} gives way to {wanted.outcome!r}",
            _IF_TALENT_IS_RIGHT,
        ),
    )


def _corrected_date(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    if outcome_code(unit.outcome) != outcome_code(wanted.outcome) or unit.result == last:
        return ()
    return (
        Concern(
            policy.corrected_dates,
            "date-replaced",
            f"{unit.code}: the outcome date {day_text(unit.outcome_date) or 'blank'} "
            f"gives way to {day_text(wanted.outcome_date)}",
            _IF_TALENT_IS_RIGHT,
        ),
    )


def _cleared_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    if outcome_code(unit.outcome) not in OPEN_OUTCOMES or last is None:
        return ()
    back = repr(unit.outcome) if unit.outcome.strip() else "blank"
    return (
        Concern(
            policy.cleared_results,
            "result-written-again",
            f"{unit.code}: {last.outcome!r} on {day_text(last.outcome_date)} was set back to "
            f"{back}; {wanted.outcome!r} on "
            f"{day_text(wanted.outcome_date)} would be written",
            f"Set the outcome by hand: {RESULT_FIELD}",
        ),
    )


def _doubtful_date(
    unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Concern, ...]:
    done, start = wanted.outcome_date, unit.start_date
    doubts = (
        (f"before its start on {day_text(start)}", start and done and done < start),
        ("which is still to come", done and done > today),
        (
            f"more than five years after its start on {day_text(start)}",
            start and done and done > _five_years_after(start),
        ),
        ("in an earlier calendar year", done and done.year < today.year),
    )
    return tuple(
        Concern(
            policy.doubtful_dates,
            "doubtful-date",
            f"{unit.code}: completed on {day_text(done)}, {what}",
            _IF_RIGHT,
        )
        for what, applies in doubts
        if applies
    )


def _lodged_result(unit: Unit, today: date, policy: Policy) -> tuple[Concern, ...]:
    """A submission or a printed certificate may rely on a result of an earlier year."""
    day = unit.outcome_date
    if outcome_code(unit.outcome) in OPEN_OUTCOMES or day is None or day.year >= today.year:
        return ()
    return (
        Concern(
            policy.doubtful_dates,
            "lodged-result",
            f"{unit.code}: {unit.outcome!r} on {day_text(day)} is of an earlier calendar year "
            "and may have been reported",
            _IF_RIGHT,
        ),
    )


def _five_years_after(start: date) -> date:
    try:
        return start.replace(year=start.year + 5)
    except ValueError:  # 29 February
        return start.replace(year=start.year + 5, day=28)
