"""The decision on an enrolment's results, from Talent's progress. Pure.

Guide, "Result fetching algorithm": "FOREACH Unit Completed in TUP". The flow that asks and
writes is in `talent_powerpro.flows.results`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from talent_powerpro.errors import Held
from talent_powerpro.model import (
    OPEN_OUTCOMES,
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
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.provisioning_hazards import Concern
from talent_powerpro.rules.result_hazards import (
    RESULT_FIELD,
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules.rules import Rules

COMPLETE_LABELS = frozenset({"completed", "passed"})
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
"""TalentLMS's labels met so far. Any other is not complete either, and is reported."""


@frozen
class NewResult:
    """A result to be written: the unit does not hold yet what it should."""

    unit: Unit
    """As it is."""
    result: UnitResult
    """What it should hold."""
    remarks: tuple[Remark, ...] = ()
    """What is worth a person's eye about writing it."""


@frozen
class Decision:
    """The decision on an enrolment's results: what is written, held and remarked."""

    results: tuple[NewResult, ...] = ()
    held: tuple[Held, ...] = ()
    """What a person has to decide; nothing of it is written."""
    remarks: tuple[Remark, ...] = ()
    """Of the enrolment as a whole."""


def decide(
    enrolment: Enrolment,
    progress: CourseProgress,
    listed: Sequence[TalentUnit],
    last: Mapping[UnitRowId, UnitResult],
    today: date,
    rules: Rules,
) -> Decision:
    """FOREACH Unit Completed: the matching units, and what becomes of the result of each.

    *listed* is the course's own list of units, for the policy that wants all of them done;
    *last* is what the agent itself last wrote to each unit.
    """
    found = completions(enrolment, progress, listed, rules)
    results, held = [], list(found.held)
    for new in found.results:
        concerns = concerns_of(enrolment, new, last.get(new.unit.id), today, rules)
        try:
            results.append(evolve(new, remarks=rules.weigh(enrolment, concerns)))
        except Held as hold:
            held += hold.all
    return Decision(tuple(results), tuple(held), found.remarks)


def concerns_of(
    enrolment: Enrolment, new: NewResult, last: UnitResult | None, today: date, rules: Rules
) -> tuple[Concern, ...]:
    """All that speaks against a result, where *last* is what the agent wrote there before."""
    course, policy = enrolment.course, rules.policy
    return (
        *unconfirmed_course(course, policy),
        *lowered_outcome(new.unit, new.result, rules.configured_outcome(course)),
        *doubtful_result(new.unit, new.result, last, today, policy),
    )


def completions(
    enrolment: Enrolment, progress: CourseProgress, listed: Sequence[TalentUnit], rules: Rules
) -> Decision:
    """The results that completed units stand for, before anything is weighed."""
    results, held, remarks = [], [], list(unknown_labels(progress.units))
    reached = reached_by_code(enrolment, progress, rules)
    for code, done in completed_by_code(enrolment, reached, listed, rules).items():
        day = max(rules.local_date(moment) for moment in done)
        rows = rows_with_code(enrolment.units, code)
        outcomes = {row.id: rules.competent_outcome(enrolment, row, day) for row in rows}
        if not rows or any(holds_result(row, outcomes[row.id], day) for row in rows):
            continue
        row = row_to_write(rows)
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
    """The Talent units that stand for a unit code, completed or not; sections never do."""
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
    """The completions that count, by code; a code that is not complete is not in it."""
    done: dict[str, list[date]] = {}
    finished: set[str] = set()
    for code, units in reached.items():
        for unit in units:
            if unit.completed and is_complete(unit):
                done.setdefault(code, []).append(unit.completed)
                finished.add(unit.unit.id)
    if rules.policy.repeated_units == RepeatedUnits.ALL:
        for item in listed:
            if not item.is_section and item.id not in finished:
                done.pop(rules.unit_code(item, enrolment), None)
    return done


def partly_completed(row: Unit, completed: int, of: int) -> tuple[Remark, ...]:
    """One of several Talent units is enough for the guide; `careful` would wait for all."""
    if completed == of:
        return ()
    text = f"{row.code}: {completed} of {of} Talent units with this code completed; taken as done"
    return (Remark("partly-completed", text),)


def is_complete(unit: UnitProgress) -> bool:
    """A Completed or Passed label *and* a completion date: a date alone proves nothing."""
    return plain(unit.label) in COMPLETE_LABELS and unit.completed is not None


def unknown_labels(units: Iterable[UnitProgress]) -> tuple[Remark, ...]:
    known = COMPLETE_LABELS | INCOMPLETE_LABELS
    return tuple(
        Remark("unknown-label", f"TalentLMS calls a unit {label!r}; taken as not complete")
        for label in dict.fromkeys(unit.label for unit in units)
        if plain(label) not in known
    )


def rows_with_code(units: Sequence[Unit], code: str) -> tuple[Unit, ...]:
    """Matching PP Units, or else matching PP Modules, on that enrolment."""
    rows = [unit for unit in units if plain(unit.code) == code]
    of_units = tuple(row for row in rows if row.type is UnitType.UNIT)
    return of_units or tuple(rows)


def holds_result(row: Unit, competent: str, day: date) -> bool:
    """Whether the row holds this very result already, whoever entered it."""
    return outcome_code(row.outcome) == outcome_code(competent) and row.outcome_date == day


def row_to_write(rows: Sequence[Unit]) -> Unit | None:
    """The row a result belongs to: the only one, else the only open one, else the only one that
    the agent wrote before; ``None``: nobody but a person can tell."""
    choices = (
        rows,
        [row for row in rows if outcome_code(row.outcome) in OPEN_OUTCOMES],
        [row for row in rows if row.fetched_by_agent],
    )
    return next((some[0] for some in choices if len(some) == 1), None)


def ambiguous(enrolment: Enrolment, rows: Sequence[Unit]) -> Held:
    return Held(
        f"{rows[0].code} stands {len(rows)} times on enrolment {enrolment.id}, "
        "and not just one of them is open",
        reason="several-units-with-code",
        remedy=f"Set the outcome by hand: {RESULT_FIELD}",
    )


def stamped(comment: str) -> str:
    """The agent's stamp before whatever a person wrote; once only."""
    if comment.lstrip().startswith(STAMP):
        return comment
    return f"{STAMP} {comment}".strip()
