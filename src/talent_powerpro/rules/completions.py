"""Decides from a client's progress in TalentLMS which results are written. Pure functions.

Guide, "Result fetching algorithm": "FOREACH Unit Completed in TUP". The flow that makes the
calls is in `talent_powerpro.flows.results`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter

from attrs import evolve, field, frozen

from talent_powerpro.errors import Failed, Held, Kept
from talent_powerpro.model import (
    STAMP,
    CourseProgress,
    Enrolment,
    TalentUnit,
    Unit,
    UnitProgress,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.completed_units import (
    is_complete,
    is_completed,
    undated,
    unknown_labels,
    unreadable,
)
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shared_completion_hazards import Sibling, shared_completion
from talent_powerpro.rules.unit_codes import codes_on, is_like_a_unit
from talent_powerpro.rules.unit_rows import ambiguous, holds_result, row_to_write, rows_with_code


@frozen
class NewResult:
    """A result to be written to a unit."""

    unit: Unit
    """The unit as it is now."""
    result: UnitResult
    """The result that it should have."""
    remarks: tuple[Remark, ...] = ()
    """Findings about this write that a person may want to see."""
    source: UnitProgress | None = field(default=None, eq=False)
    """The completed Talent unit that the date comes from."""


@frozen
class Decision:
    """The decision on the results of one enrolment."""

    results: tuple[NewResult, ...] = ()
    held: tuple[Held, ...] = ()
    """Results that a person has to decide on. None of them is written."""
    remarks: tuple[Remark, ...] = ()
    """Remarks on the enrolment as a whole."""
    failed: tuple[Failed, ...] = ()
    """Results that cannot be read, such as one with an unreadable date."""
    unmatched: tuple[UnitProgress, ...] = ()
    """Completed Talent units with a unit code that no row of the enrolment has."""
    other_items: tuple[TalentUnit, ...] = ()
    """Other completed items, such as a welcome video."""


@frozen
class Evidence:
    """What PowerPro and the agent's memory say about an enrolment with new results."""

    last: Mapping[UnitRowId, UnitResult] = field(factory=dict)
    """The result that the agent last wrote to each unit."""
    siblings: tuple[Sibling, ...] = ()
    """The client's other enrolments."""
    course_codes: frozenset[str] = frozenset()
    """The unit codes on all enrolments in the PowerPro course, for comparing (`codes_on`)."""


def decide(
    enrolment: Enrolment,
    progress: CourseProgress,
    listed: Sequence[TalentUnit],
    evidence: Evidence,
    today: date,
    rules: Rules,
) -> Decision:
    """FOREACH Unit Completed: decides on the result of each matching unit.

    *listed* is the course's own list of units, for the policy ``repeated_units = "all"``.
    """
    found = completions(enrolment, progress, listed, rules)
    unmatched, other_items = without_row(enrolment, progress, evidence.course_codes, rules)
    results, held = [], list(found.held)
    for new in found.results:
        concerns = concerns_of(enrolment, new, evidence, today, rules)
        try:
            results.append(evolve(new, remarks=rules.weigh(enrolment, concerns)))
        except Kept:
            continue
        except Held as hold:
            held += hold.all
    return evolve(
        found,
        results=tuple(results),
        held=tuple(held),
        unmatched=unmatched,
        other_items=other_items,
    )


def concerns_of(
    enrolment: Enrolment, new: NewResult, evidence: Evidence, today: date, rules: Rules
) -> tuple[Concern, ...]:
    """All concerns about writing a result."""
    course, policy, last = enrolment.course, rules.policy, evidence.last.get(new.unit.id)
    return (
        *unconfirmed_course(course, policy),
        *lowered_outcome(new.unit, new.result, rules.configured_outcome(course)),
        *doubtful_result(enrolment, new.unit, new.result, last, today, policy),
        *shared_completion(enrolment, new.unit, new.result, evidence.siblings, policy),
    )


def completions(
    enrolment: Enrolment, progress: CourseProgress, listed: Sequence[TalentUnit], rules: Rules
) -> Decision:
    """The results of completed units, before any concern about them."""
    results, held, remarks = [], [], list(unknown_labels(progress.units))
    reached = reached_by_code(enrolment, progress, rules)
    remarks += undated(enrolment, reached)
    failed = unreadable(reached)
    for code, done in completed_by_code(enrolment, reached, listed, rules).items():
        # Several Talent units with one code end in one write, with the latest date. Written one
        # by one, as the guide's loop reads, they would change the date at every run for ever.
        day = max(rules.local_date(moment) for moment in done)
        rows = rows_with_code(enrolment.units, code)
        outcomes = {row.id: rules.competent_outcome(enrolment, row, day) for row in rows}
        # Decision 3: if a row already has exactly this result, nothing is written, even if another
        # row is open. Else the result of a first attempt would go to the second attempt's row.
        if code in failed or any(holds_result(row, outcomes[row.id], day) for row in rows):
            continue
        row = row_to_write(rows, rules.policy)
        if row is None:
            held.append(ambiguous(enrolment, rows))
        else:
            result = UnitResult(outcomes[row.id], day, stamped(row.short_comment))
            results.append(NewResult(row, result, source=latest(reached[code], rules)))
            remarks += partly_completed(row, len(done), len(reached[code]))
    return Decision(tuple(results), tuple(held), tuple(remarks), tuple(failed.values()))


def reached_by_code(
    enrolment: Enrolment, progress: CourseProgress, rules: Rules
) -> dict[str, list[UnitProgress]]:
    """The Talent units of each of the enrolment's unit codes, completed or not."""
    # API fact: a section is a heading, and it is not known whether progress lists sections.
    codes = codes_on(enrolment.units)
    reached: dict[str, list[UnitProgress]] = {}
    for unit in progress.units:
        if not unit.unit.is_section:
            for code in rules.unit_codes(unit.unit, enrolment, codes):
                reached.setdefault(code, []).append(unit)
    return reached


def without_row(
    enrolment: Enrolment, progress: CourseProgress, course_codes: Collection[str], rules: Rules
) -> tuple[tuple[UnitProgress, ...], tuple[TalentUnit, ...]]:
    """The completed Talent units that no row answers to: those with a unit code, and others."""
    codes = codes_on(enrolment.units)
    left = [
        each
        for each in progress.units
        if is_completed(each) and not each.unit.is_section
        if not rules.unit_codes(each.unit, enrolment, codes)
        if not rules.results_nothing(each.unit, enrolment)
    ]
    known = codes | frozenset(course_codes)
    named = [each for each in left if is_like_a_unit(each.unit.name, known)]
    return tuple(named), tuple(each.unit for each in left if each not in named)


def completed_by_code(
    enrolment: Enrolment,
    reached: Mapping[str, Sequence[UnitProgress]],
    listed: Sequence[TalentUnit],
    rules: Rules,
) -> dict[str, list[date]]:
    """The completions that count, by code. A code that is not complete is left out."""
    done: dict[str, list[date]] = {}
    finished: set[str] = set()
    for code, units in reached.items():
        for unit in units:
            if unit.completed and is_complete(unit):
                done.setdefault(code, []).append(unit.completed)
                finished.add(unit.unit.id)
    # The course's own list decides: TalentLMS may leave out of the progress what the student
    # never opened, and a missing unit must not count as completed.
    if rules.policy.repeated_units == RepeatedUnits.ALL:
        codes = codes_on(enrolment.units)
        for item in listed:
            if not item.is_section and item.id not in finished:
                for code in rules.unit_codes(item, enrolment, codes):
                    done.pop(code, None)
    return done


def latest(units: Sequence[UnitProgress], rules: Rules) -> UnitProgress:
    """The unit that was completed last. At least one of them is complete."""
    done = [
        (rules.local_date(unit.completed), unit)
        for unit in units
        if unit.completed and is_complete(unit)
    ]
    return max(done, key=itemgetter(0))[1]


def partly_completed(row: Unit, completed: int, of: int) -> tuple[Remark, ...]:
    """A remark if only some of the Talent units with one code are completed."""
    if completed == of:
        return ()
    text = f"{row.code}: {completed} of {of} Talent units with this code are completed."
    return (Remark("partly-completed", f"{text} One is enough by the policy."),)


def stamped(comment: str) -> str:
    """The comment with the agent's stamp in front, once. A person's own words are kept."""
    if comment.lstrip().startswith(STAMP):
        return comment
    return f"{STAMP} {comment}".strip()
