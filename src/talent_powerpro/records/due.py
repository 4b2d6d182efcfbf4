"""Enrolments that are due, and the dates that decide it."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from talent_powerpro.model import Enrolment, EnrolmentId


@frozen
class Day:
    """The dates that conditions compare with. All are local dates in the RTO's zone."""

    today: date
    """Today, taken once at the start of a run, so that midnight changes nothing within it."""
    export_day: date
    """The date that an export date has to match: today, or the one of ``run --date``."""
    window: int = 0
    """The number of days before `export_day` that match as well."""
    any_date: bool = False
    """Whether every export date matches, also a blank one."""


@frozen
class Due:
    """An enrolment to be provisioned, with the dates under which it was found due."""

    enrolment: Enrolment
    """The enrolment as it was found. Its flow reads it again."""
    day: Day

    @property
    def enrolment_id(self) -> EnrolmentId:
        return self.enrolment.id


@frozen
class DueMark:
    """The mark of an enrolment that a run found due, with its export date at that time."""

    # The enrolment stays due while it keeps this date, so an outage does not lose the student.
    # When a person moves the date, the mark no longer counts.

    enrolment_id: EnrolmentId
    export_date: date | None
