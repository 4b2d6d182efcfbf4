"""Values of the policy's fields: the words it may say, and what is wrong with others."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from talent_powerpro.model import ACHIEVED, COMPETENT, outcome_code
from talent_powerpro.rules.competent_outcome import CompetentOutcomes, as_confirmed


class UnitCodes(StrEnum):
    """Where a Talent unit's name has the unit code."""

    FIRST_WORD = "first-word"
    """The code is the first word (guide: "as its first word")."""
    ANYWHERE = "anywhere"
    """Each word that is a code on the enrolment counts, also between ``/``, ``&``, ``+``, ``|``
    and ``_``. So a name with two codes gives both units their result."""


class ClosedResults(StrEnum):
    """What to do with units completed before their enrolment was withdrawn or closed."""

    REPORT = "report"
    """List them by name. A person enters the results."""
    WRITE = "write"
    """Write them, as for an enrolment in scope."""


class OnWithdrawal(StrEnum):
    """What to do about a provisioned enrolment that is withdrawn or cancelled."""

    NONE = "none"
    """Nothing. The Talent user stays in the Talent course."""
    REPORT = "report"
    """List it by name. A person takes the Talent user out of the Talent course."""
    SUSPEND = "suspend"
    """Take the Talent user out of the Talent course, once the last look at results was made and
    where no other enrolment needs that course."""


_DAY = re.compile(r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])")


def is_day_of_a_year(text: str) -> bool:
    """True for ``dd/mm``, such as ``28/02``. ``29/02`` is a day of leap years only."""
    return _on(text, 2023) is not None


def has_closed(year: int, closes: str, today: date) -> bool:
    """True if the data collection of *year* has closed: it closes in the year after."""
    # AVETMISS: the collection of a calendar year closes at the end of February.
    closing = _on(closes, year + 1)
    return closing is not None and today > closing


def _on(text: str, year: int) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(year, int(found[2]), int(found[1])) if found else None
    except ValueError:  # such as 31/04
        return None


def choice_faults(values: Iterable[tuple[str, object, object]]) -> Iterator[str]:
    """The faults of fields with a choice of words. *values*: name, value and default of each."""
    for name, value, default in values:
        if isinstance(default, StrEnum) and value not in tuple(type(default)):
            yield f"{name}: {value!r} is not one of {', '.join(type(default))}"


def number_faults(values: Iterable[tuple[str, object, object]]) -> Iterator[str]:
    """The faults of number fields. *values*: name, value and default of each field."""
    for name, value, default in values:
        if isinstance(default, bool):
            if not isinstance(value, bool):
                yield f"{name}: {value!r} is not valid. Write True or False"
            continue
        # A limit of zero in a row would be reached before the first call.
        least = 1 if name.endswith("_in_a_row") else 0
        if isinstance(default, int | float) and not _is_number(value, type(default), least):
            yield (
                f"{name}: {value!r} is not valid. Write a number of {least} or more, "
                f"such as {default}"
            )


def _is_number(value: object, kind: type[float], least: int) -> bool:
    if isinstance(value, bool):  # Python counts True as 1.
        return False
    return isinstance(value, kind | int) and least <= value < math.inf


def outcome_faults(competent: str, by_course: CompetentOutcomes) -> Iterator[str]:
    """The faults of ``competent_outcome`` and ``competent_outcomes``."""
    outcomes = {"competent_outcome": competent} | {
        f"competent_outcomes[{course}]": as_confirmed(each).outcome
        for course, each in by_course.items()
    }
    for name, outcome in outcomes.items():
        if not outcome_code(outcome)[:1].isdigit():
            yield (
                f"{name}: {outcome!r} does not begin with an outcome code. Write it as "
                f"{COMPETENT!r}"
            )


def name_faults(single_name: str) -> Iterator[str]:
    """The fault of ``single_name``."""
    if not single_name.strip():
        yield (
            f"single_name: {single_name!r} is not valid. Write 'fail', 'repeat', or a text such "
            "as '-' for the blank name"
        )


def closing_faults(closes: str) -> Iterator[str]:
    """The fault of ``collection_closes``."""
    if not is_day_of_a_year(closes):
        yield f'collection_closes: {closes!r} is not a day of the year. Write it as "28/02"'


def open_outcome_faults(outcomes: Collection[str], competent: Collection[str]) -> Iterator[str]:
    """The faults of ``open_outcomes``. *competent* are the outcomes that the agent writes."""
    final = ACHIEVED | {outcome_code(each) for each in competent}
    for outcome in sorted(outcomes):
        code = outcome_code(outcome)
        if code in final:
            yield (
                f"open_outcomes: {outcome!r} is an achieved outcome, so it cannot be open. "
                "Remove it"
            )
        elif code and not code[0].isdigit():
            yield (
                f"open_outcomes: {outcome!r} does not begin with an outcome code. Write codes "
                'as text, such as ["5", "105"]'
            )


def alias_faults(aliases: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The faults of ``unit_aliases``."""
    for code, units in aliases.items():
        if not code.strip() or not units or not all(each.strip() for each in units):
            yield (
                f"unit_aliases: {code!r} needs at least one unit code of PowerPro, such as "
                'BSBWEB304A = ["ICTWEB304"]'
            )
