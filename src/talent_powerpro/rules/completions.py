"""Decides from a client's progress in TalentLMS which results are written. Pure functions.

Guide, "Result fetching algorithm": "FOREACH Unit Completed in TUP". The flow that makes the
calls is in `talent_powerpro.flows.results`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from talent_powerpro.errors import Held, Kept
from talent_powerpro.model import (
    STAMP,
    CourseProgress,
    Enrolment,
    TalentUnit,
    Unit,
    UnitProgress,
    UnitResult,
    UnitRowId,
    UnitType,
    outcome_code,
    plain,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.date_hazards import RESULT_FIELD
from talent_powerpro.rules.policy import Policy, RepeatedUnits
from talent_powerpro.rules.result_hazards import (
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules.rules import Rules

COMPLETE_LABELS = frozenset({"completed", "passed"})
"""Labels of a completed unit. TalentLMS shows a passed test under either."""

INCOMPLETE_LABELS = frozenset(
    {
        "",
        "in progress",
        "not attempted",
        "not started",
        "incomplete",
        "failed",
        "not passed",
        "pending",
    }
)
"""Other labels that are known. A label in neither set is not complete, and is reported."""


@frozen
class NewResult:
    """A result to be written to a unit."""

    unit: Unit
    """The unit as it is now."""
    result: UnitResult
    """The result that it should have."""
    remarks: tuple[Remark, ...] = ()
    """Findings about this write that a person may want to see."""


@frozen
class Decision:
    """The decision on the results of one enrolment."""

    results: tuple[NewResult, ...] = ()
    held: tuple[Held, ...] = ()
    """Results that a person has to decide on. None of them is written."""
    remarks: tuple[Remark, ...] = ()
    """Remarks on the enrolment as a whole."""


def decide(
    enrolment: Enrolment,
    progress: CourseProgress,
    listed: Sequence[TalentUnit],
    last: Mapping[UnitRowId, UnitResult],
    today: date,
    rules: Rules,
) -> Decision:
    """FOREACH Unit Completed: decides on the result of each matching unit.

    *listed* is the course's own list of units, for the policy ``repeated_units = "all"``.
    *last* is the result that the agent last wrote to each unit.
    """
    found = completions(enrolment, progress, listed, rules)
    results, held = [], list(found.held)
    for new in found.results:
        concerns = concerns_of(enrolment, new, last.get(new.unit.id), today, rules)
        try:
            results.append(evolve(new, remarks=rules.weigh(enrolment, concerns)))
        except Kept:
            continue
        except Held as hold:
            held += hold.all
    return Decision(tuple(results), tuple(held), found.remarks)


def concerns_of(
    enrolment: Enrolment, new: NewResult, last: UnitResult | None, today: date, rules: Rules
) -> tuple[Concern, ...]:
    """All concerns about writing a result. *last* is what the agent last wrote there."""
    course, policy = enrolment.course, rules.policy
    return (
        *unconfirmed_course(course, policy),
        *lowered_outcome(new.unit, new.result, rules.configured_outcome(course)),
        *doubtful_result(enrolment, new.unit, new.result, last, today, policy),
    )


def completions(
    enrolment: Enrolment, progress: CourseProgress, listed: Sequence[TalentUnit], rules: Rules
) -> Decision:
    """The results of completed units, before any concern about them."""
    results, held, remarks = [], [], list(unknown_labels(progress.units))
    reached = reached_by_code(enrolment, progress, rules)
    for code, done in completed_by_code(enrolment, reached, listed, rules).items():
        # Several Talent units with one code end in one write, with the latest date. Written one
        # by one, as the guide's loop reads, they would change the date at every run for ever.
        day = max(rules.local_date(moment) for moment in done)
        rows = rows_with_code(enrolment.units, code)
        outcomes = {row.id: rules.competent_outcome(enrolment, row, day) for row in rows}
        # Decision 3: a row with this very result is the one, before any open row is chosen. Else
        # an earlier attempt, still in TalentLMS, would be written to the row of the second one.
        if not rows or any(holds_result(row, outcomes[row.id], day) for row in rows):
            continue
        row = row_to_write(rows, rules.policy)
        if row is None:
            held.append(ambiguous(enrolment, rows))
        else:
            result = UnitResult(outcomes[row.id], day, stamped(row.short_comment))
            results.append(NewResult(row, result))
            remarks += partly_completed(row, len(done), len(reached[code]))
    return Decision(tuple(results), tuple(held), tuple(remarks))


def reached_by_code(
    enrolment: Enrolment, progress: CourseProgress, rules: Rules
) -> dict[str, list[UnitProgress]]:
    """The Talent units of each unit code, completed or not."""
    # API fact: a section is a heading, and it is not known whether progress lists sections.
    reached: dict[str, list[UnitProgress]] = {}
    for unit in progress.units:
        code = "" if unit.unit.is_section else rules.unit_code(unit.unit, enrolment)
        if code:
            reached.setdefault(code, []).append(unit)
    return reached


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
        for item in listed:
            if not item.is_section and item.id not in finished:
                done.pop(rules.unit_code(item, enrolment), None)
    return done


def partly_completed(row: Unit, completed: int, of: int) -> tuple[Remark, ...]:
    """A remark if only some of the Talent units with one code are completed."""
    if completed == of:
        return ()
    text = f"{row.code}: {completed} of {of} Talent units with this code are completed."
    return (Remark("partly-completed", f"{text} One is enough by the policy."),)


def is_complete(unit: UnitProgress) -> bool:
    """True for a Completed or Passed label with a completion date."""
    # API fact: it is not known whether a failed test has a completion date too.
    return plain(unit.label) in COMPLETE_LABELS and unit.completed is not None


def unknown_labels(units: Iterable[UnitProgress]) -> tuple[Remark, ...]:
    """A remark for each label that is in neither set. Other languages may have such."""
    known = COMPLETE_LABELS | INCOMPLETE_LABELS
    return tuple(
        Remark(
            "unknown-label",
            f"TalentLMS gave a unit the status {label!r}, which the agent does not know. "
            "The unit counts as not completed.",
        )
        for label in dict.fromkeys(unit.label for unit in units)
        if plain(label) not in known
    )


def rows_with_code(units: Sequence[Unit], code: str) -> tuple[Unit, ...]:
    """Matching PP Units, or else matching PP Modules, of the enrolment."""
    rows = [unit for unit in units if plain(unit.code) == code]
    of_units = tuple(row for row in rows if row.type is UnitType.UNIT)
    return of_units or tuple(rows)


def holds_result(row: Unit, competent: str, day: date) -> bool:
    """True if the row already has this result, no matter who entered it."""
    return outcome_code(row.outcome) == outcome_code(competent) and row.outcome_date == day


def row_to_write(rows: Sequence[Unit], policy: Policy) -> Unit | None:
    """The row that a result belongs to, or ``None`` if a person has to choose it.

    It is the only row, else the only open one, else the only one that the agent wrote before.
    """
    choices = (
        rows,
        [row for row in rows if policy.is_open(row.outcome)],
        [row for row in rows if row.fetched_by_agent],
    )
    return next((some[0] for some in choices if len(some) == 1), None)


def ambiguous(enrolment: Enrolment, rows: Sequence[Unit]) -> Held:
    """A hold for several rows with one code. No release can name the right row."""
    return Held(
        f"{rows[0].code}: enrolment {enrolment.id} has {len(rows)} rows with this code. Either "
        "none of them is open or more than one is, so the agent cannot tell which was completed.",
        reason="several-units-with-code",
        remedy=f"Set the outcome of the right row by hand: {RESULT_FIELD}.",
        facts=tuple(f"unit row {row.id}" for row in rows),
    )


def stamped(comment: str) -> str:
    """The comment with the agent's stamp in front, once. A person's own words are kept."""
    if comment.lstrip().startswith(STAMP):
        return comment
    return f"{STAMP} {comment}".strip()
