"""Hazards of an outcome's date: one that moves, and one that cannot be right.

The date goes into a government return, and it tells an earlier attempt from this one.
"""

from __future__ import annotations

from datetime import date

from talent_powerpro.model import Enrolment, Unit, UnitResult, day_text, outcome_code
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import date_facts, day_fact, outcome_facts, row_fact
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.policy_values import has_closed

RESULT_FIELD = "Home > Enrolments and Results > Outcomes & Dates"
_IF_RIGHT = f"If outcome and date are right, set them by hand: {RESULT_FIELD}."


def start_of(enrolment: Enrolment, unit: Unit) -> tuple[str, date] | None:
    """The field that says when the unit began, and its date; ``None`` if no field says so."""
    starts = (
        ("Start Date", unit.start_date),
        ("Expected Start Date", enrolment.expected_start_date),
        ("Enrolment Date", enrolment.enrolment_date),
    )
    return next(((name, day) for name, day in starts if day), None)


def end_of(enrolment: Enrolment) -> tuple[str, date] | None:
    """The later of expected end and extension, with its field; ``None`` if both are blank."""
    ends = (
        ("Expected End Date", enrolment.expected_end_date),
        ("Extension Date", enrolment.extension_date),
    )
    return max(((name, day) for name, day in ends if day), key=lambda end: end[1], default=None)


def corrected_date(
    unit: Unit, wanted: UnitResult, last: UnitResult | None, policy: Policy
) -> tuple[Concern, ...]:
    """The unit has the wanted outcome already, with another date."""
    # AVETMISS: the end date is the day on which assessment ends. Where a person entered another
    # date than TalentLMS has, it is likely the assessor's, and the guide would undo it each run.
    # A certificate may bear the date, so the agent's own earlier date is not moved in silence.
    if outcome_code(unit.outcome) != outcome_code(wanted.outcome):
        return ()
    old, new = day_text(unit.outcome_date) or "blank", day_text(wanted.outcome_date)
    why = (
        "The agent wrote the date in PowerPro, so the Talent course may have been reset and "
        "completed again."
        if unit.result == last
        else "The result is not as the agent last wrote it, so a person may have corrected it."
    )
    return (
        Concern(
            policy.corrected_dates,
            "date-replaced",
            f"{unit.code}: the outcome date is {old} in PowerPro and {new} in TalentLMS. {why} "
            f"If you release this hold, the date in PowerPro becomes {new}.",
            f"If {new} is right, enter it by hand: {RESULT_FIELD}.",
            reported=f"{unit.code}: the outcome date changes from {old} to {new}.",
            facts=date_facts(unit, wanted),
            keepable=True,
        ),
    )


def doubtful_date(
    enrolment: Enrolment, unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Concern, ...]:
    """The completion does not fit the enrolment, the calendar or the data collection."""
    done = wanted.outcome_date
    if done is None:
        return ()
    completed = f"{unit.code} was completed on {day_text(done)} in TalentLMS"
    start = start_of(enrolment, unit)
    started = day_fact("start", start[1] if start else None)
    doubts = (*_start_doubts(enrolment, unit, done), *_calendar_doubts(done, today, policy))
    return (
        *(
            Concern(
                policy.doubtful_dates,
                "doubtful-date",
                f"{completed}, {when}. {why} "
                "If you release this hold, the result is written with that date.",
                _IF_RIGHT,
                reported=f"{completed}, {when}.",
                facts=(row_fact(unit), kind, day_fact("completed", done), started),
                keepable=True,
            )
            for kind, when, why in doubts
        ),
        *_after_the_end(enrolment, completed, done),
    )


def _start_doubts(enrolment: Enrolment, unit: Unit, done: date) -> list[tuple[str, str, str]]:
    start = start_of(enrolment, unit)
    if start is None:
        return []
    field, day = start
    named = f"the start ({field} {day_text(day)})"
    if done < day:
        # A student who repeats a unit may still have the first attempt in TalentLMS.
        return [("before the start", f"before {named}", "It may belong to an earlier attempt.")]
    if done > _five_years_after(day):
        # AVETMISS: an end date is at most five years after the start date.
        when = f"more than five years after {named}"
        return [("five years after the start", when, "AVETMISS allows at most five years.")]
    return []


def _calendar_doubts(done: date, today: date, policy: Policy) -> list[tuple[str, str, str]]:
    if done > today:
        return [("in the future", "which is in the future", "The date may be wrong.")]
    if has_closed(done.year, policy.collection_closes, today):
        # AVETMISS: a collection covers one calendar year, and may be lodged already.
        year = f"The data collection of {done.year} has closed"
        why = f"{year}, so its results may be reported already."
        return [("in an earlier year", "in an earlier calendar year", why)]
    return []


def _after_the_end(enrolment: Enrolment, completed: str, done: date) -> tuple[Concern, ...]:
    """A remark under every policy: students finish late, and the result is theirs."""
    end = end_of(enrolment)
    if end is None or done <= end[1]:
        return ()
    message = f"{completed}, after the {end[0]} {day_text(end[1])}."
    return (Concern(Reaction.REPORT, "completed-after-end", message, ""),)


def lodged_result(
    unit: Unit, wanted: UnitResult, today: date, policy: Policy
) -> tuple[Concern, ...]:
    """The result to be replaced is of a year whose collection has closed."""
    # A return that was accepted, or a printed certificate, may rely on it.
    day = unit.outcome_date
    if policy.is_open(unit.outcome) or day is None:
        return ()
    if not has_closed(day.year, policy.collection_closes, today):
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
