"""Hazards of result fetching: each function compares values and returns its concerns.

An outcome goes into a government return. So a result that contradicts an outcome, or that
replaces what a person entered, is reported with the old and the new value, or held.
"""

from __future__ import annotations

import json
from datetime import date

from talent_powerpro.model import (
    ACHIEVED,
    Course,
    Enrolment,
    Unit,
    UnitResult,
    day_text,
    outcome_code,
)
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.date_hazards import (
    RESULT_FIELD,
    corrected_date,
    doubtful_date,
    lodged_result,
)
from talent_powerpro.rules.hold_facts import date_facts, outcome_facts
from talent_powerpro.rules.policy import Policy, Reaction

_IF_TALENT_IS_RIGHT = f"If TalentLMS is right, clear the result: {RESULT_FIELD}."
_BY_HAND = f"Set the outcome by hand: {RESULT_FIELD}."


def unconfirmed_course(course: Course, policy: Policy) -> tuple[Concern, ...]:
    """The RTO has not confirmed that completing this course's units means competent."""
    # AVETMISS: 20 means that the student was assessed and met all requirements of the unit. A
    # completion in TalentLMS does not say that, so it is the RTO's decision for each course.
    if course.code in policy.competent_outcomes:
        return ()
    # JSON writes a text in quotes as TOML does.
    code, outcome = (
        json.dumps(text, ensure_ascii=False) for text in (course.code, policy.competent_outcome)
    )
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
            f"Confirm it in talent-powerpro.toml: write `{code} = {outcome}` under "
            "[policy.competent_outcomes].",
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
    enrolment: Enrolment,
    unit: Unit,
    wanted: UnitResult,
    last: UnitResult | None,
    today: date,
    policy: Policy,
) -> tuple[Concern, ...]:
    """Concerns about writing *wanted* to *unit*. *last* is what the agent last wrote there."""
    return (
        *_outcome_not_stated(unit),
        *_final_outcome(unit, wanted, policy),
        *corrected_date(unit, wanted, last, policy),
        *_cleared_result(unit, wanted, last, policy),
        *doubtful_date(enrolment, unit, wanted, today, policy),
        *lodged_result(unit, wanted, today, policy),
    )


def _outcome_not_stated(unit: Unit) -> tuple[Concern, ...]:
    """The outcome has a text without a code in it, such as ``@@`` or ``00``."""
    if not unit.outcome.strip() or outcome_code(unit.outcome):
        return ()
    message = f"{unit.code}: the outcome {unit.outcome!r} in PowerPro counts as not set."
    return (Concern(Reaction.REPORT, "outcome-not-stated", message, ""),)


def _final_outcome(unit: Unit, wanted: UnitResult, policy: Policy) -> tuple[Concern, ...]:
    code = outcome_code(unit.outcome)
    # AVETMISS: 51 and 60 say that no training took place, 40 that the student left, 61 that the
    # result is on another unit. A completion contradicts each of them.
    if policy.is_open(unit.outcome) or code == outcome_code(wanted.outcome):
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


def _cleared_result(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    # Equal where a run was lost as a whole and a person released it: nobody cleared anything.
    if not policy.is_open(unit.outcome) or last in (None, unit.result):
        return ()
    assert last is not None
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
