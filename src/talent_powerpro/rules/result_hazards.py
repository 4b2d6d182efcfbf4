"""Hazards of result fetching: each function compares values and returns its concerns.

An outcome goes into a government return. So a result that contradicts an outcome, or that
replaces what a person entered, is reported with the old and the new value, or held.
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
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import date_facts, day_fact, outcome_facts, row_fact
from talent_powerpro.rules.policy import Policy, Reaction

RESULT_FIELD = "Home > Enrolments and Results > Outcomes & Dates"
_IF_TALENT_IS_RIGHT = f"If TalentLMS is right, clear the result: {RESULT_FIELD}."
_IF_RIGHT = f"If outcome and date are right, set them by hand: {RESULT_FIELD}."
_BY_HAND = f"Set the outcome by hand: {RESULT_FIELD}."


def unconfirmed_course(course: Course, policy: Policy) -> tuple[Concern, ...]:
    """The RTO has not confirmed that completing this course's units means competent."""
    # AVETMISS: 20 means that the student was assessed and met all requirements of the unit. A
    # completion in TalentLMS does not say that, so it is the RTO's decision for each course.
    if course.code in policy.competent_outcomes:
        return ()
    found = (
        f"Your RTO has not confirmed that completing {course.code} units in TalentLMS means "
        "competent."
    )
    return (
        Concern(
            policy.unconfirmed_courses,
            "course-unconfirmed",
            f"{found} If you release this hold, all completed units of this enrolment get their "
            "outcome.",
            f"Confirm it in `[policy.competent_outcomes]`: write the outcome for {course.code!r}.",
            reported=f"{found} Confirm it in `[policy.competent_outcomes]`.",
            facts=(f"course {course.code}",),
        ),
    )


def lowered_outcome(unit: Unit, wanted: UnitResult, configured: str) -> tuple[Concern, ...]:
    """A plugin's outcome would lower an achieved unit. No policy and no release allows that."""
    # A printed certificate, or a return that was accepted, may rely on the achieved outcome.
    # Only the RTO's own *configured* outcome may replace it.
    code = outcome_code(wanted.outcome)
    if outcome_code(unit.outcome) not in ACHIEVED - {code} or code == outcome_code(configured):
        return ()
    return (
        Concern(
            Reaction.HOLD,
            "outcome-lowered",
            f"{unit.code} has the achieved outcome {unit.outcome!r}, and a plugin would lower it "
            f"to {wanted.outcome!r}. The agent never lowers an achieved outcome.",
            _BY_HAND,
            releasable=False,
            facts=outcome_facts(unit, wanted),
        ),
    )


def doubtful_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, today: date, policy: Policy
) -> tuple[Concern, ...]:
    """Concerns about writing *wanted* to *unit*. *last* is what the agent last wrote there."""
    return (
        *_final_outcome(unit, wanted, policy),
        *_corrected_date(unit, wanted, last, policy),
        *_cleared_result(unit, wanted, last, policy),
        *_doubtful_date(unit, wanted, today, policy),
        *_lodged_result(unit, wanted, today, policy),
    )


def _final_outcome(unit: Unit, wanted: UnitResult, policy: Policy) -> tuple[Concern, ...]:
    code = outcome_code(unit.outcome)
    # AVETMISS: 51 and 60 say that no training took place, 40 that the student left, 61 that the
    # result is on another unit. A completion contradicts each of them.
    if code in OPEN_OUTCOMES or code == outcome_code(wanted.outcome):
        return ()
    return (
        Concern(
            policy.final_outcomes,
            "outcome-replaced",
            f"{unit.code} already has the outcome {unit.outcome!r} in PowerPro, but TalentLMS "
            "reports the unit completed. Only one of them can be right. "
            f"If you release this hold, {wanted.outcome!r} replaces {unit.outcome!r}.",
            _IF_TALENT_IS_RIGHT,
            reported=f"{unit.code}: the outcome changes from {unit.outcome!r} to "
            f"{wanted.outcome!r}.",
            facts=outcome_facts(unit, wanted),
            keepable=True,
        ),
    )


def _corrected_date(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    # AVETMISS: the end date is the day on which assessment ends. Where a person entered another
    # date than TalentLMS has, it is likely the assessor's, and the guide would undo it each run.
    if outcome_code(unit.outcome) != outcome_code(wanted.outcome) or unit.result == last:
        return ()
    old, new = day_text(unit.outcome_date) or "blank", day_text(wanted.outcome_date)
    return (
        Concern(
            policy.corrected_dates,
            "date-replaced",
            f"{unit.code}: the outcome date is {old} in PowerPro and {new} in TalentLMS. The "
            "result is not as the agent last wrote it, so a person may have corrected it. "
            f"If you release this hold, the date in PowerPro becomes {new}.",
            _IF_TALENT_IS_RIGHT,
            reported=f"{unit.code}: the outcome date changes from {old} to {new}.",
            facts=date_facts(unit, wanted),
            keepable=True,
        ),
    )


def _cleared_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    if outcome_code(unit.outcome) not in OPEN_OUTCOMES or last is None:
        return ()
    back = repr(unit.outcome) if unit.outcome.strip() else "blank"
    found = (
        f"{unit.code}: the agent wrote {last.outcome!r} on {day_text(last.outcome_date)}, and the "
        f"outcome was set back to {back}."
    )
    again = f"{wanted.outcome!r} on {day_text(wanted.outcome_date)} is written again."
    return (
        Concern(
            policy.cleared_results,
            "result-written-again",
            f"{found} TalentLMS still reports the unit completed. "
            f"If you release this hold, {again}",
            _BY_HAND,
            reported=f"{found} Now {again}",
            facts=date_facts(unit, wanted),
            keepable=True,
        ),
    )


def _doubtful_date(
    unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Concern, ...]:
    done, start = wanted.outcome_date, unit.start_date
    completed = f"{unit.code} was completed on {day_text(done)} in TalentLMS"
    started = f"its Start Date {day_text(start)}"
    doubts = (
        (
            "before the start",
            f"before {started}",
            # A student who repeats a unit may still have the first attempt in TalentLMS.
            "It may belong to an earlier attempt.",
            start and done and done < start,
        ),
        (
            "in the future",
            "which is in the future",
            "The date may be wrong.",
            done and done > today,
        ),
        (
            "five years after the start",
            f"more than five years after {started}",
            # AVETMISS: an end date is at most five years after the start date.
            "AVETMISS allows at most five years.",
            start and done and done > _five_years_after(start),
        ),
        (
            "in an earlier year",
            "in an earlier calendar year",
            # AVETMISS: a collection covers one calendar year, and may be lodged already.
            "The results of that year may already be reported.",
            done and done.year < today.year,
        ),
    )
    return tuple(
        Concern(
            policy.doubtful_dates,
            "doubtful-date",
            f"{completed}, {when}. {why} "
            "If you release this hold, the result is written with that date.",
            _IF_RIGHT,
            reported=f"{completed}, {when}.",
            facts=(row_fact(unit), kind, day_fact("completed", done), day_fact("start", start)),
            keepable=True,
        )
        for kind, when, why, applies in doubts
        if applies
    )


def _lodged_result(
    unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Concern, ...]:
    """The result to be replaced is of an earlier year."""
    # A return that was accepted, or a printed certificate, may rely on it.
    day = unit.outcome_date
    if outcome_code(unit.outcome) in OPEN_OUTCOMES or day is None or day.year >= today.year:
        return ()
    found = f"{unit.code} has {unit.outcome!r} on {day_text(day)} in PowerPro"
    why = "a result of an earlier calendar year, which may already be reported"
    return (
        Concern(
            policy.doubtful_dates,
            "lodged-result",
            f"{found}, {why}. If you release this hold, the result from TalentLMS replaces it.",
            f"If the result from TalentLMS is right, set it by hand: {RESULT_FIELD}.",
            reported=f"{found}, {why}. The result from TalentLMS replaces it.",
            facts=(*outcome_facts(unit, wanted), day_fact("PowerPro's date", day)),
            keepable=True,
        ),
    )


def _five_years_after(start: date) -> date:
    try:
        return start.replace(year=start.year + 5)
    except ValueError:  # 29 February
        return start.replace(year=start.year + 5, day=28)
