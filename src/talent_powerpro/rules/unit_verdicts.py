"""The meaning of TalentLMS's answer for each unit of an enrolment, for a person to read.

Pure functions. They read the `Decision` that a run would act on, so what they say is what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from talent_powerpro.errors import Held
from talent_powerpro.model import (
    CourseProgress,
    Enrolment,
    TalentUnit,
    Unit,
    UnitProgress,
    day_text,
    printable,
)
from talent_powerpro.rules.completed_units import is_complete, unreadable
from talent_powerpro.rules.completions import (
    Decision,
    completed_by_code,
    reached_by_code,
)
from talent_powerpro.rules.hold_facts import row_fact
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_codes import all_words, code_text, codes_on
from talent_powerpro.rules.unit_rows import holds_result


class Verdict(StrEnum):
    """What the answer means for one unit."""

    WRITES = "a run would write it"
    HELD = "held"
    KEPT = "kept"
    """A person answered the hold with keep."""
    RESULTED = "has its result"
    FAILED = "cannot be read"
    NOT_COMPLETED = "not completed"
    OTHER_ROW = "another row has it"
    """Another row of the enrolment with the same code takes the result."""
    NO_TALENT_UNIT = "no Talent unit"
    NOT_ASKED = "not asked"


@frozen
class SeenUnit:
    """A Talent unit that matches a unit of the enrolment."""

    id: str
    name: str
    status: str
    """TalentLMS's label; blank: the student's progress does not list it."""
    completed: date | None = None
    """The local date of its completion; ``None``: it has none."""


@frozen
class UnitFound:
    """A unit of an enrolment, with what TalentLMS's answer means for it."""

    unit_id: str
    code: str
    name: str
    outcome: str
    outcome_date: date | None
    verdict: Verdict
    message: str
    """The reason, for people to read."""
    talent_units: tuple[SeenUnit, ...] = ()
    origin: str = ""
    """What the agent's own result rests on; blank: it wrote none, or its evidence is gone."""


def unit_verdicts(
    enrolment: Enrolment,
    progress: CourseProgress,
    listed: Sequence[TalentUnit],
    decision: Decision,
    rules: Rules,
) -> tuple[UnitFound, ...]:
    """Return the verdict on each unit and module of *enrolment*, in PowerPro's order.

    *listed* is the Talent course's own list of units.
    """
    reached = reached_by_code(enrolment, progress, rules)
    done = completed_by_code(enrolment, reached, listed, rules)
    failed = unreadable(reached)
    codes = codes_on(enrolment.units)
    never_opened: dict[str, list[TalentUnit]] = {}
    opened = {each.unit.id for each in progress.units}
    for item in listed:
        if not item.is_section and item.id not in opened:
            for code in rules.unit_codes(item, enrolment, codes):
                never_opened.setdefault(code, []).append(item)

    def found(unit: Unit) -> UnitFound:
        code = code_text(unit.code)
        seen = (
            *(_seen(each, rules) for each in reached.get(code, ())),
            *(SeenUnit(each.id, printable(each.name), "") for each in never_opened.get(code, ())),
        )
        if code in failed:
            verdict, message = Verdict.FAILED, f"{failed[code].message} {failed[code].remedy}"
        elif not seen:
            verdict, message = Verdict.NO_TALENT_UNIT, _why_none(unit, progress, listed)
        elif code not in done:
            verdict, message = Verdict.NOT_COMPLETED, "The student has not completed it."
        else:
            day = max(rules.local_date(moment) for moment in done[code])
            verdict, message = _of_completed(enrolment, unit, day, decision, rules)
        return UnitFound(
            unit.id,
            unit.code,
            unit.name,
            unit.outcome,
            unit.outcome_date,
            verdict,
            message,
            seen,
        )

    return tuple(map(found, enrolment.units))


def not_asked(enrolment: Enrolment, why: str) -> tuple[UnitFound, ...]:
    """Return the units of an enrolment whose progress is not asked for, or cannot be had."""
    return tuple(
        UnitFound(
            each.id, each.code, each.name, each.outcome, each.outcome_date, Verdict.NOT_ASKED, why
        )
        for each in enrolment.units
    )


def _of_completed(
    enrolment: Enrolment, unit: Unit, day: date, decision: Decision, rules: Rules
) -> tuple[Verdict, str]:
    completed = f"completed in TalentLMS on {day_text(day)}"
    for new in decision.results:
        if new.unit.id == unit.id:
            remarks = " ".join(each.message for each in new.remarks)
            what = f"{new.result.outcome}, {day_text(new.result.outcome_date)}"
            return Verdict.WRITES, f"A run would write {what}. {remarks}".rstrip()
    if holds_result(unit, rules.competent_outcome(enrolment, unit, day), day):
        return Verdict.RESULTED, f"It was {completed}, and PowerPro has this result."
    if holds := _holds_on(unit, decision.held):
        return Verdict.HELD, " ".join(each.message for each in holds)
    same = [each for each in enrolment.units if code_text(each.code) == code_text(unit.code)]
    if len(same) > 1:
        return Verdict.OTHER_ROW, f"It was {completed}. Another row with this code has the result."
    return Verdict.KEPT, f"It was {completed}. A person decided to keep PowerPro as it is."


def _holds_on(unit: Unit, held: Iterable[Held]) -> list[Held]:
    """The holds on one unit. One that names no row is on all of them."""
    own = row_fact(unit)
    rows = {each: [f for f in each.facts if f.startswith("unit row ")] for each in held}
    return [each for each, of in rows.items() if own in of or not of]


def _seen(each: UnitProgress, rules: Rules) -> SeenUnit:
    done = rules.local_date(each.completed) if is_complete(each) and each.completed else None
    return SeenUnit(each.unit.id, printable(each.unit.name), each.label or "not opened", done)


def _why_none(unit: Unit, progress: CourseProgress, listed: Sequence[TalentUnit]) -> str:
    """Say why no Talent unit matches, with those that nearly do."""
    items = {item.id: item for item in (*listed, *(each.unit for each in progress.units))}
    near = [
        printable(item.name)
        for item in items.values()
        if not item.is_section and _nearly(item.name, unit.code)
    ]
    none = f"No unit of the Talent course begins with {unit.code}."
    if not near:
        return f"{none} Add {unit.code} to the name of the Talent unit, as its first word."
    named = ", ".join(f"'{each}'" for each in near)
    return (
        f"{none} Its code is elsewhere in {named}. Begin that name with {unit.code}, or name the "
        "code in `[policy.unit_aliases]`."
    )


def _nearly(name: str, code: str) -> bool:
    """True if a word of the name is the code but for punctuation or a version letter."""
    known = _spellings(code_text(code))
    return any(known & _spellings(word) for word in all_words(name))


def _spellings(word: str) -> frozenset[str]:
    plain = "".join(char for char in word if char.isalnum())
    return frozenset({plain, plain[:-1] if plain[-1:].isalpha() else plain} - {""})
