"""Lines of the E-Learning Sync Log about the lists beside a run's records."""

from __future__ import annotations

from talent_powerpro.records.record import Record
from talent_powerpro.records.report import Listed, Unmatched


def missed(entry: Listed) -> str:
    """Return the line for an enrolment whose export date has passed."""
    return f"Missed: {_with_reasons(entry)}"


def closed(entry: Listed) -> str:
    """Return the line for units that were completed before their enrolment was closed."""
    return f"Closed: {_with_reasons(entry)}"


def withdrawn(entry: Listed) -> str:
    """Return the line for a withdrawn enrolment whose student may still have access."""
    return f"Withdrawn: {_with_reasons(entry)}"


def unmatched(entry: Unmatched) -> str:
    """Return the line for a completed Talent unit that no unit of the enrolments matches."""
    students = ", ".join(f"{each.client_name} ({each.client_code})" for each in entry.students)
    return (
        f"Unmatched: {entry.unit_name}, {entry.course_code}: completed by {students}, but no unit "
        f"of the enrolment has the code -> {entry.remedy}"
    )


def _with_reasons(entry: Listed) -> str:
    reasons, where = ("; ".join(dict.fromkeys(each)) for each in (entry.reasons, entry.where))
    return f"{who(entry)}: {reasons} -> {where}"


def who(named: Record | Listed) -> str:
    """Return the client and course that a line is about."""
    return f"{named.client_name} ({named.client_code}), {named.course_code}"
