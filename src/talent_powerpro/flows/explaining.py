"""The units of one enrolment as TalentLMS reports them, as a flow that writes nothing."""

from __future__ import annotations

from talent_powerpro.flows import ask
from talent_powerpro.flows.progress import asked_progress
from talent_powerpro.flows.results import decided
from talent_powerpro.model import Absent, Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_verdicts import UnitFound, unit_verdicts
from talent_powerpro.rules.unreadable_rows import check_readable


def explain_units(
    enrolment: Enrolment, rules: Rules, day: Day, known: Linkage
) -> Flow[tuple[UnitFound, ...]]:
    """Ask for the progress as `fetch_results` does, and return the verdict on each unit.

    Raises what `fetch_results` raises where results cannot be fetched.
    """
    check_readable(enrolment)
    found = yield from asked_progress(enrolment, rules, known)
    decision = yield from decided(enrolment, found, rules, day, frozenset())
    # What a student never opened may be missing from the progress.
    course = yield from ask.course(found.course_id)
    listed = () if isinstance(course, Absent) else course.units
    return unit_verdicts(enrolment, found.progress, listed, decision, rules)
