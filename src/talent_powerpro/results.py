"""The guide's result-fetching page, "Result fetching algorithm".

`completions` decides which results Talent has for an enrolment's units; `fetch_results`
is the flow that asks for them and writes what is new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from attrs import field, frozen

from talent_powerpro.conditions import Day
from talent_powerpro.errors import EditedMeanwhile, Failed, Held
from talent_powerpro.flow import Flow, local, remote
from talent_powerpro.holds import Concern, linked_to_another
from talent_powerpro.model import (
    STAMP,
    Absent,
    CourseProgress,
    Enrolment,
    NotEnrolled,
    Remark,
    TalentCourseId,
    TalentUnit,
    TalentUserId,
    Unit,
    UnitProgress,
    UnitResult,
    UnitRowId,
    UnitType,
    outcome_code,
    plain,
    talent_number,
)
from talent_powerpro.policy import RepeatedUnits, SharedTalentUser
from talent_powerpro.ports import PowerProRepository, TalentSide
from talent_powerpro.provisioning import remark
from talent_powerpro.result_holds import (
    OPEN_OUTCOMES,
    RESULT_FIELD,
    doubtful_result,
    lowered_outcome,
    unconfirmed_course,
)
from talent_powerpro.rules import Rules

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
class Written:
    """A result that was written, with what it replaced."""

    unit: Unit
    """As it was before."""
    result: UnitResult


@frozen
class Fetched:
    """What fetching one enrolment's results came to."""

    written: tuple[Written, ...] = ()
    held: tuple[Held, ...] = ()
    edited: tuple[EditedMeanwhile, ...] = ()


def fetch_results(
    enrolment: Enrolment,
    powerpro: PowerProRepository,
    talent: TalentSide,
    rules: Rules,
    day: Day,
    last_result: Callable[[UnitRowId], UnitResult | None],
) -> Flow[Fetched]:
    """One provisioned enrolment: fetch its User Progress, set what is newly competent."""
    if rules.out_of_scope(enrolment, day):
        return Fetched()
    user_id, course_id = whom_to_ask(enrolment)
    if rules.policy.shared_talent_user == SharedTalentUser.HOLD:
        linked = yield from local(powerpro.clients_linked_to, user_id)
        concerns = linked_to_another(enrolment.client, user_id, linked, rules.policy)
        yield from remark(rules.weigh(enrolment, concerns))
    progress = yield from remote(talent.progress, user_id, course_id)
    if isinstance(progress, NotEnrolled):
        raise unreachable(
            f"Talent User {user_id} is not enrolled in Talent course {course_id}",
            "Enrol them again in TalentLMS > Courses, or withdraw the enrolment in PowerPro",
        )
    listed = yield from course_units(course_id, talent, rules)
    decided = completions(enrolment, progress, listed, rules)
    yield from remark(decided.remarks)

    written, held, edited = [], list(decided.held), []
    for unit, wanted in decided.wanted:
        try:
            last = yield from local(last_result, unit.id)
            concerns = concerns_of(enrolment, unit, wanted, last, day, rules)
            yield from remark(rules.weigh(enrolment, concerns))
            yield from local(powerpro.set_result, unit, wanted)
        except Held as hold:
            held += hold.all
        except EditedMeanwhile as edit:
            edited.append(edit)
        else:
            written.append(Written(unit, wanted))
    return Fetched(tuple(written), tuple(held), tuple(edited))


def concerns_of(
    enrolment: Enrolment,
    unit: Unit,
    wanted: UnitResult,
    last: UnitResult | None,
    day: Day,
    rules: Rules,
) -> tuple[Concern, ...]:
    """All that speaks against writing *wanted* over *unit*, where *last* is the agent's own."""
    course, policy = enrolment.course, rules.policy
    return (
        *unconfirmed_course(course, policy),
        *lowered_outcome(unit, wanted, rules.configured_outcome(course)),
        *doubtful_result(unit, wanted, last, day.today, policy),
    )


def whom_to_ask(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """The secondary id now, in the Talent course id now; `Failed` when they cannot be asked."""
    user_id = talent_number(enrolment.client.secondary_id)
    if user_id is None:
        raise unreachable(
            f"the Secondary ID {enrolment.client.secondary_id!r} of {enrolment.client.name} "
            f"({enrolment.client.code}) is no Talent user id",
            "Enter the id of their Talent user: Client > Secondary ID",
        )
    course_number = talent_number(enrolment.course.talent_course_id)
    if course_number is None:
        raise unreachable(
            f"the Talent Course ID {enrolment.course.talent_course_id!r} of "
            f"{enrolment.course.code} is not a number",
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    course_id = TalentCourseId(course_number)
    provisioned_in = course_in_log(enrolment)
    if provisioned_in not in (None, course_id):
        raise unreachable(
            f"provisioned in Talent course {provisioned_in}, but the Talent Course ID "
            f"of {enrolment.course.code} is {course_id} now",
            "Set it back, or enrol the client anew: "
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return TalentUserId(user_id), course_id


def course_in_log(enrolment: Enrolment) -> TalentCourseId | None:
    """The Talent course that the provisioning contact log names; ``None``: it names none."""
    log = enrolment.provisioning_log
    named = re.search(r"Talent Course:\s*([0-9]+)", log.description) if log else None
    number = talent_number(named[1]) if named else None
    return TalentCourseId(number) if number else None


def unreachable(message: str, remedy: str) -> Failed:
    return Failed(message, reason="results-unreachable", remedy=remedy)


def course_units(
    course_id: TalentCourseId, talent: TalentSide, rules: Rules
) -> Flow[tuple[TalentUnit, ...]]:
    """The Talent course's own list of units; asked for only where the policy needs it."""
    if rules.policy.repeated_units == RepeatedUnits.ANY:
        return ()
    course = yield from remote(talent.course, course_id)
    if isinstance(course, Absent):
        raise unreachable(
            f"Talent has no course {course_id}",
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return course.units


# --- the decision -----------------------------------------------------------------


@frozen
class Completions:
    """What Talent's progress means for an enrolment's units."""

    wanted: tuple[tuple[Unit, UnitResult], ...] = ()
    """Units that do not hold yet what they should, with what they should hold."""
    held: tuple[Held, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())


def completions(
    enrolment: Enrolment, progress: CourseProgress, listed: Sequence[TalentUnit], rules: Rules
) -> Completions:
    """FOREACH Unit Completed: the matching units, and the result that each should hold.

    *listed* is the course's own list of units, for the policy that wants all of them done.
    """
    wanted, held = [], []
    for code, done in completed_by_code(enrolment, progress, listed, rules).items():
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
            wanted.append((row, result))
    return Completions(tuple(wanted), tuple(held), unknown_labels(progress.units))


def completed_by_code(
    enrolment: Enrolment, progress: CourseProgress, listed: Sequence[TalentUnit], rules: Rules
) -> dict[str, list[date]]:
    """The completions that count, by code; a code that is not complete is not in it."""
    done: dict[str, list[date]] = {}
    finished: set[str] = set()
    for unit in progress.units:
        code = "" if unit.unit.is_section else rules.unit_code(unit.unit, enrolment)
        if code and unit.completed and is_complete(unit):
            done.setdefault(code, []).append(unit.completed)
            finished.add(unit.unit.id)
    if rules.policy.repeated_units == RepeatedUnits.ALL:
        for item in listed:
            if not item.is_section and item.id not in finished:
                done.pop(rules.unit_code(item, enrolment), None)
    return done


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
