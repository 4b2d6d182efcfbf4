"""An enrolment that is due, and the days it is judged by."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from talent_powerpro.model import Enrolment, EnrolmentId


@frozen
class Day:
    """The days that conditions are judged by, all of them the RTO's own local dates."""

    today: date
    """Taken once, at the start of a run."""
    export_day: date
    """What an export date has to match: today, unless a run names another day."""
    window: int = 0
    """How many days before `export_day` match as well."""


@frozen
class Due:
    """An enrolment to be provisioned, with the day by which it was found due."""

    enrolment: Enrolment
    """As it was found. Its flow reads it again."""
    day: Day

    @property
    def enrolment_id(self) -> EnrolmentId:
        return self.enrolment.id


@frozen
class DueMark:
    """An enrolment that a run found due, with the export date it was due under."""

    enrolment_id: EnrolmentId
    export_date: date | None
