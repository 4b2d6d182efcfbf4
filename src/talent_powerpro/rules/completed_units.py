"""Completed Talent units, and those that only seem to be. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from talent_powerpro.errors import Failed
from talent_powerpro.model import Enrolment, UnitProgress, plain, printable
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.date_hazards import RESULT_FIELD

IF_UNREADABLE = (
    "Compare it with TalentLMS > Home / Account & Settings > Basic settings > Date format. Until "
    f"it can be read, set the outcome by hand: {RESULT_FIELD}."
)

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


def is_completed(unit: UnitProgress) -> bool:
    """True for a Completed or Passed label, with or without a date."""
    return plain(unit.label) in COMPLETE_LABELS


def is_complete(unit: UnitProgress) -> bool:
    """True for a Completed or Passed label with a completion date."""
    # API fact: it is not known whether a failed test has a completion date too.
    return is_completed(unit) and unit.completed is not None


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


def undated(
    enrolment: Enrolment, reached: Mapping[str, Sequence[UnitProgress]]
) -> tuple[Remark, ...]:
    """A remark for each unit that is completed in TalentLMS without a date."""
    client, course = enrolment.client, enrolment.course
    found = (unit for units in reached.values() for unit in units if has_no_date(unit))
    return tuple(
        Remark(
            "completed-without-date",
            f"{printable(unit.unit.name)} is completed in TalentLMS without a date, so "
            f"{client.name} ({client.code}) gets no result for it in {course.code}. Mark the unit "
            "completed again in TalentLMS, or set the outcome by hand: "
            f"{RESULT_FIELD}.",
        )
        for unit in dict.fromkeys(found)
    )


def has_no_date(unit: UnitProgress) -> bool:
    """True for a Completed or Passed label to which TalentLMS gave no date at all."""
    return is_completed(unit) and unit.completed is None and not unit.unreadable


def unreadable(reached: Mapping[str, Sequence[UnitProgress]]) -> dict[str, Failed]:
    """A failure for each code with a completed unit whose date cannot be read."""
    # Another unit's date does not help: the latest one counts, and this may be it.
    return {
        code: Failed(unit.unreadable, reason="unreadable-date", remedy=IF_UNREADABLE)
        for code, units in reached.items()
        for unit in units
        if unit.unreadable and is_completed(unit)
    }
