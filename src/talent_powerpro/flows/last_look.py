"""The last look at an enrolment that left the scope of result fetching, as a flow."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from talent_powerpro.errors import Failed
from talent_powerpro.flows import ask
from talent_powerpro.flows.progress import NotInCourse, asked_progress
from talent_powerpro.flows.results import Fetched, set_results
from talent_powerpro.model import CourseProgress, Enrolment, day_text
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.links import UNKNOWN, Linkage
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.completions import completions
from talent_powerpro.rules.date_hazards import RESULT_FIELD
from talent_powerpro.rules.policy_values import ClosedResults
from talent_powerpro.rules.rules import Rules


def look_once_more(
    enrolment: Enrolment,
    left_on: date,
    rules: Rules,
    day: Day,
    course_codes: frozenset[str] = frozenset(),
    known: Linkage = UNKNOWN,
) -> Flow[Fetched]:
    """Looks for units completed up to *left_on*, the day on which the enrolment left the scope.

    The policy decides whether their results are written or listed. *known* is the client's link.
    """
    look = LastLook(enrolment.id, left_on, day.today)
    try:
        found = yield from asked_progress(enrolment, rules, known)
    except NotInCourse:
        # Students are often removed from the Talent course when they withdraw.
        return Fetched(last_look=look)
    except Failed as fault:
        # Told once, in this run. A failure would be reported at every run.
        yield from ask.remark([nothing_seen(enrolment, left_on, fault)])
        return Fetched(last_look=look)
    until = evolve(found, progress=completed_until(found.progress, left_on, rules))
    done = completions(enrolment, until.progress, until.listed, rules).results
    look = evolve(
        look,
        found=tuple(
            Completion(new.unit.id, new.unit.code, new.result.outcome_date or left_on)
            for new in done
        ),
    )
    if rules.policy.closed_results == ClosedResults.REPORT:
        return Fetched(last_look=look, looked_at=found)
    fetched = yield from set_results(enrolment, until, rules, day, course_codes)
    return evolve(fetched, last_look=look, looked_at=found)


def nothing_seen(enrolment: Enrolment, left_on: date, fault: Failed) -> Remark:
    """The remark on a last look that could not see the progress."""
    client = enrolment.client
    return Remark(
        "results-unreachable",
        f"{client.name} ({client.code}) left {enrolment.course.code} on {day_text(left_on)}, and "
        f"the agent could not look for results once more: {fault.message} Look up the completed "
        f"units in TalentLMS and enter their results by hand: {RESULT_FIELD}.",
    )


def completed_until(progress: CourseProgress, until: date, rules: Rules) -> CourseProgress:
    """The progress without the units that were completed after that day."""
    return CourseProgress(
        tuple(
            unit
            for unit in progress.units
            if unit.completed is None or rules.local_date(unit.completed) <= until
        )
    )
