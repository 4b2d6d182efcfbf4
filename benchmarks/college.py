"""A college of any size as values: each row of PowerPro is made from its number.

Imports nothing but values of the package, so that an older version of it can be measured too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import frozen

from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    Unit,
    UnitRowId,
)

TODAY = date(2022, 6, 2)
START = datetime(2022, 6, 2, 0, 58, 56, tzinfo=UTC)
"""The first run's time: just before nine in the morning in Perth, so that a day of runs ends
in the small hours of the next day."""
PROVISIONED_AT = datetime(2022, 5, 2, 4, tzinfo=UTC)
ZONE = "Australia/Perth"
PORTAL_NAME = "127.0.0.1"
"""The portal's name in links: the host of the sandbox's address."""
GROUP = "77eD6LXHH"
FIRST_USER, FIRST_COURSE = 100_001, 101
"""The TalentLMS ids of learner and course number 0."""


@frozen
class College:
    """So many enrolments, each of another learner, spread evenly over so many courses.

    By default all are provisioned and nothing has happened since.
    """

    enrolments: int
    courses: int = 1
    units: int = 3
    """Of each enrolment, and of each Talent course."""
    strangers: int = 0
    """Talent users who are no clients."""
    provisioned: bool = True
    """Whether the contact logs are written. False: all are due today."""
    known: bool = True
    """Whether the clients are Talent users, and PowerPro has their ids."""
    enrolled: bool = True
    """Whether the Talent users are in their Talent course and group."""
    verified: bool = True
    """Whether the agent made or checked the links between clients and Talent users."""
    group: bool = False
    """Whether the courses have a Talent group."""

    def enrolment(self, number: int) -> Enrolment:
        key = f"E{number}"
        client, course = self.client(number), self.course(number % self.courses)
        log = ContactLog(
            client_name=client.name,
            course_name=course.name,
            contact_date=PROVISIONED_AT,
            description=f"Enrolled in Talent Course: {course.talent_course_id}",
        )
        # Tuples are made of lists: what a generator's tuple shrinks by stays in the
        # interpreter's free lists, and would count as memory that the agent takes.
        units = [
            Unit(UnitRowId(f"{key}/{row}"), EnrolmentId(key), unit_code(row), f"Unit {row}")
            for row in range(self.units)
        ]
        return Enrolment(
            EnrolmentId(key),
            client,
            course,
            booking_status="Confirmed",
            export=True,
            export_date=PROVISIONED_AT.date() if self.provisioned else TODAY,
            contact_logs=(log,) if self.provisioned else (),
            units=tuple(units),
        )

    def client(self, number: int) -> Client:
        return Client(
            ClientCode(f"{number:06}"),
            f"Surname{number}",
            f"Given{number}",
            secondary_id=str(FIRST_USER + number) if self.known else "",
            email=email_of(number),
        )

    def course(self, number: int) -> Course:
        return Course(
            CourseCode(f"ICT-{number}"),
            f"Certificate {number}",
            export_to_talent=True,
            talent_course_id=str(FIRST_COURSE + number),
            talent_group_key=GROUP if self.group else "",
        )

    def numbers(self, text: str, first: int) -> tuple[int, ...]:
        """The one learner whose number, counted from *first*, is *text*; or nobody."""
        number = int(text) - first if text.isdecimal() else -1
        return (number,) if 0 <= number < self.enrolments else ()

    def some(self, count: int) -> range:
        """The numbers of *count* learners, spread evenly over all."""
        return range(0, self.enrolments, max(1, self.enrolments // count))[:count]


def email_of(number: int) -> str:
    return f"learner{number}@college.example"


def unit_code(row: int) -> str:
    return f"ICTWEB{304 + row}"


def talent_name(row: int) -> str:
    return f"{unit_code(row)} Talent unit {row}"
