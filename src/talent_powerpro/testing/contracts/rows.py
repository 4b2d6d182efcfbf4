"""Test rows of the PowerPro suites, with the guide's people, and their comparison.

A store may give units ids other than those of the rows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from attrs import evolve, fields

from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    Unit,
    UnitResult,
    UnitRowId,
    UnitType,
)

T = TypeVar("T", Client, ContactLog, Enrolment, Unit)

JOANA: Final = Client(
    ClientCode("2021000017"),
    surname="GOMEZ",
    given_names="JOANA",
    secondary_id="DPC000129",
    email="jg11@pm.me",
)
PINK: Final = Client(
    ClientCode("2021000018"), surname="Panther", given_names="Pink", email="pink@pm.me"
)
LISA: Final = Client(
    ClientCode("2019000003"), surname="Costa", given_names="Lisa", email="lisa@pm.me"
)
"""An archived client: no suite gives her an enrolment."""

WEB: Final = Course(
    CourseCode("ICT30120-A"),
    "Certificate III - Information Technology",
    export_to_talent=True,
    talent_course_id="126",
    talent_group_key="77eD6LXHH",
)
ENDED: Final = Course(CourseCode("ICT30115"), "Certificate III - of old", archived=True)

BOOKING: Final = EnrolmentId("1001")
EXPORT_DATE: Final = date(2022, 6, 2)
COMPETENT: Final = UnitResult(
    "20 - Competency achieved/pass", date(2022, 6, 13), "[Talent Integration Agent]"
)
SEEN: Final = UnitResult("70 - Continuing activity", date(2022, 6, 1), "seen by the trainer")


def unit(code: str = "ICTWEB304", booking: EnrolmentId = BOOKING, **cells: Any) -> Unit:
    """A unit whose id is made of *booking* and *code*. *cells* are further fields."""
    usual = {
        "id": UnitRowId(f"{booking}-{code}"),
        "name": "Build simple web pages",
        "start_date": date(2022, 5, 16),
    }
    return Unit(enrolment_id=booking, code=code, **{**usual, **cells})


def enrolment(number: str = "1001", *units: Unit, **cells: Any) -> Enrolment:
    """Joana's confirmed enrolment, due on 2 June 2022. *cells* are further fields."""
    booking = EnrolmentId(number)
    usual = {
        "client": JOANA,
        "course": WEB,
        "booking_status": "Confirmed",
        "export": True,
        "export_date": EXPORT_DATE,
        "units": units
        or (unit("ICTWEB304", booking), unit("ICTWEB305", booking, type=UnitType.MODULE)),
    }
    return Enrolment(booking, **{**usual, **cells})


def contact_log(day: int = 2, **cells: Any) -> ContactLog:
    """A provisioning contact log of that day in June 2022, 06:59 UTC."""
    cells = {"description": "Enrolled in Talent Course: 126", **cells}
    moment = datetime(2022, 6, day, 6, 59, 0, tzinfo=UTC)
    return ContactLog(JOANA.name, WEB.name, moment, **cells)


def provisioned(number: str = "1001", **cells: Any) -> Enrolment:
    """Joana's `enrolment` with its provisioning contact log."""
    return enrolment(number, **{"contact_logs": (contact_log(),), **cells})


def with_result(row: Unit, result: UnitResult) -> Unit:
    """The unit with that result."""
    return evolve(
        row,
        outcome=result.outcome,
        outcome_date=result.outcome_date,
        short_comment=result.short_comment,
    )


MAY_BE_BLANK: Final[dict[type, tuple[str, ...]]] = {
    Client: ("preferred_name", "usi", "date_of_birth", "mobile"),
    Enrolment: (
        "enrolment_date",
        "expected_start_date",
        "expected_end_date",
        "deferment_date",
        "extension_date",
    ),
    Unit: ("name", "start_date"),
    ContactLog: ("created_by", "assigned_to", "follow_up", "status", "priority_flag"),
}
"""Fields that a store need not have. It returns them as given, or blank, and nothing else."""


def as_returned(given: Enrolment, found: Enrolment) -> Enrolment:
    """*given* as the store may return it, to be compared with *found*, which it returned.

    The store decides on the ids of units, the names on contact logs (it may use the client's and
    the course's current names), contact logs other than provisioning ones, `active`, and on
    leaving the fields of `MAY_BE_BLANK` blank.
    """
    return evolve(
        _blanked(given, found),
        client=_blanked(given.client, found.client),
        units=tuple(
            evolve(_blanked(each, seen), id=seen.id)
            for each, seen in _beside(given.units, found.units)
        ),
        contact_logs=_logs_as_returned(given, found),
        active=found.active,
    )


def _logs_as_returned(given: Enrolment, found: Enrolment) -> tuple[ContactLog, ...]:
    """Provisioning contact logs as in *given*, other contact logs as in *found*."""
    marking = [log for log in given.contact_logs if log.marks_provisioned]
    seen_marking = tuple(log for log in found.contact_logs if log.marks_provisioned)
    provisioning = [
        evolve(_blanked(log, seen), client_name=seen.client_name, course_name=seen.course_name)
        for log, seen in _beside(marking, seen_marking)
    ]
    others = [log for log in found.contact_logs if not log.marks_provisioned]
    return tuple(sorted((*provisioning, *others), key=lambda log: log.contact_date))


def _beside(given: tuple[T, ...] | list[T], found: tuple[T, ...]) -> list[tuple[T, T]]:
    """Pairs of a given value and the found one at its index, or itself where there is none."""
    return [(each, found[at] if at < len(found) else each) for at, each in enumerate(given)]


def _blanked(given: T, found: T) -> T:
    kind = type(given)
    blank = {
        field.name: getattr(found, field.name)
        for field in fields(kind)
        if field.name in MAY_BE_BLANK[kind]
        and getattr(found, field.name) in ("", None, field.default)
    }
    return evolve(given, **blank)
