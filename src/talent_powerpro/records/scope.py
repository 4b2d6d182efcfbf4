"""The scope of result fetching as a repository may apply it, and its narrow rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, Unit, same_text


@frozen
class Scope:
    """The conditions for fetching results that a repository applies itself."""

    conditions: frozenset[str]
    """Names of conditions that the RTO has not changed: all or some of ``course-not-archived``,
    ``booking-confirmed`` and ``enrolment-active``."""
    today: date
    """The RTO's local date."""

    def includes(self, enrolment: Enrolment) -> bool:
        """Whether the enrolment meets the conditions. Its contact logs are not looked at."""
        return self.admits(
            enrolment.course.archived,
            enrolment.booking_status,
            enrolment.withdrawal_date,
            enrolment.completion_date,
            enrolment.active,
        )

    def admits(
        self,
        archived: bool,
        booking_status: str,
        withdrawal_date: date | None,
        completion_date: date | None,
        active: bool | None,
    ) -> bool:
        """Whether an enrolment with these values meets the conditions.

        *archived* is its course's. *active* is a host's own status; ``None``: the dates decide.
        """
        if archived and "course-not-archived" in self.conditions:
            return False
        if "booking-confirmed" in self.conditions and not (
            booking_status == "Confirmed" or same_text(booking_status, "Confirmed")
        ):
            return False
        if "enrolment-active" not in self.conditions:
            return True
        if active is not None:
            return active
        return not any(day and day <= self.today for day in (withdrawal_date, completion_date))


@frozen
class ScopeRow:
    """What decides whether TalentLMS is asked about an enrolment in scope, and nothing else."""

    enrolment_id: EnrolmentId
    course_code: CourseCode
    client_code: ClientCode
    client_name: str
    """As `Client.name`."""
    secondary_id: str
    """As `Client.secondary_id`."""
    units: str
    """From `unit_lines`."""
    unreadable: bool = False
    """Whether one of the values cannot be read. The agent then reads the whole enrolment."""


def scope_row(enrolment: Enrolment) -> ScopeRow:
    """The narrow row of an enrolment."""
    client = enrolment.client
    return ScopeRow(
        enrolment.id,
        enrolment.course.code,
        client.code,
        client.name,
        client.secondary_id,
        unit_lines(enrolment.units),
        bool(enrolment.unreadable),
    )


def unit_lines(units: Iterable[Unit]) -> str:
    """A line for each unit: type, code, outcome and outcome date, with tabs between them.

    The date is written as 2026-03-17, and as nothing where there is none. The lines are sorted by
    the code points of their letters, because a database need not return rows in one order.
    """
    return "\n".join(
        sorted(
            f"{unit.type}\t{unit.code}\t{unit.outcome}\t{unit.outcome_date or ''}" for unit in units
        )
    )
