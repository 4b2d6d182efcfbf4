"""The guide's nine conditions for provisioning, one predicate for each.

Guide, "Provisioning": "The Agent will typically be provisioning PowerPro Enrolments that
match the following criteria". A predicate returns the reason why the condition is *not* met,
for people to read, or ``None`` if it is met.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Client, Enrolment, day_text, same_text, talent_number
from talent_powerpro.records.due import Day

EXPORT_DATE = "export-date-is-today"
"""The name of the condition that a person may set aside for one run."""


@frozen
class Unmet:
    """A condition that an enrolment does not meet."""

    condition: str
    """The condition's name."""
    reason: str
    """The reason, for people to read."""
    where: str
    """The guide's menu path to the field in question."""


@frozen
class Condition:
    """A condition for provisioning, such as one of the guide's bullets."""

    name: str
    sentence: str
    """The guide's own words."""
    why_not: Callable[[Enrolment, Day], str | None]
    where: str
    droppable: bool = True
    """If False, it cannot be dropped, and a condition that replaces it is tested in addition."""

    def unmet_by(self, enrolment: Enrolment, day: Day) -> Unmet | None:
        reason = self.why_not(enrolment, day)
        return Unmet(self.name, reason, self.where) if reason is not None else None


def course_not_archived(enrolment: Enrolment, _: Day) -> str | None:
    return "the course is archived" if enrolment.course.archived else None


def course_exported(enrolment: Enrolment, _: Day) -> str | None:
    ticked = enrolment.course.export_to_talent
    return None if ticked else 'the course\'s "Export to Talent LMS" box is not ticked'


def talent_course_id_numeric(enrolment: Enrolment, _: Day) -> str | None:
    typed = enrolment.course.talent_course_id
    if talent_number(typed):
        return None
    return (
        f"the Talent Course ID {typed!r} is not a number"
        if typed.strip()
        else ("the course has no Talent Course ID")
    )


def booking_confirmed(enrolment: Enrolment, _: Day) -> str | None:
    status = enrolment.booking_status.strip()
    return None if same_text(status, "Confirmed") else f"the booking status is {status or 'blank'}"


def enrolment_active(enrolment: Enrolment, day: Day) -> str | None:
    """Withdrawal and completion dates are blank or in the future, or the host says so."""
    # A host may have a status of its own for this. It wins over the two dates.
    if enrolment.active is not None:
        return None if enrolment.active else "the enrolment is not active"
    for word, ended in (
        ("withdrawn", enrolment.withdrawal_date),
        ("completed", enrolment.completion_date),
    ):
        if ended and ended <= day.today:
            return f"the enrolment was {word} on {day_text(ended)}"
    return None


def enrolment_exported(enrolment: Enrolment, _: Day) -> str | None:
    return None if enrolment.export else "the enrolment's export box is not ticked"


def export_date_is_today(enrolment: Enrolment, day: Day) -> str | None:
    # The guide's condition is exactly today, so an outage of one day loses the student. The
    # policy's window lets earlier dates count as well.
    export_date = enrolment.export_date
    if export_date is None:
        return "the enrolment has no export date"
    if export_date > day.export_day:
        return f"the export date {day_text(export_date)} is still to come"
    if export_date < day.export_day - timedelta(days=day.window):
        return f"the export date {day_text(export_date)} has passed"
    return None


def not_yet_provisioned(enrolment: Enrolment, _: Day) -> str | None:
    # The contact log is the commit mark: provisioning writes it last. Without it, an earlier
    # attempt was cut off, and everything before it may be repeated.
    return "a provisioning contact log exists" if enrolment.provisioning_log else None


_NAME = r"[^@\s,;:<>()\[\]\"\\]+"
_LABEL = _NAME.replace("@", "@.")
WELL_FORMED = re.compile(rf"{_NAME}@{_LABEL}(?:\.{_LABEL})+")
"""An address that can be looked up. TalentLMS itself checks the rest at the sign-up."""


def client_has_email(enrolment: Enrolment, _: Day) -> str | None:
    return email_fault(enrolment.client)


def email_fault(client: Client) -> str | None:
    """Why the client's e-mail cannot be used; ``None`` if it can."""
    email = client.email.strip()
    if not email:
        return "the client has no e-mail address"
    # A departure from the guide's letter: a malformed address counts as none.
    if not (WELL_FORMED.fullmatch(email) and email.isprintable()):
        return f"the client's e-mail address {email!r} is not valid"
    return None


COURSE_TAB = "Course > E-Learning (Talent LMS) tab"
COURSE_DATA = "Home > Enrolments and Results > Course data"
TALENT_COURSE_ID = f"{COURSE_TAB} > Talent Course ID"

GUIDE: tuple[Condition, ...] = (
    Condition(
        "course-not-archived",
        "The PP Course is not archived",
        course_not_archived,
        "Course details",
    ),
    Condition(
        "course-exported",
        "The PP Course E-Learning Export option is checked",
        course_exported,
        f"{COURSE_TAB} > Export to Talent LMS",
    ),
    Condition(
        "talent-course-id-numeric",
        "The PP Course E-Learning Cohort field is numeric",
        talent_course_id_numeric,
        TALENT_COURSE_ID,
        droppable=False,
    ),
    Condition(
        "booking-confirmed",
        "The PP Enrolment Booking Status is Confirmed (green tick)",
        booking_confirmed,
        f"{COURSE_DATA} > Booking status",
    ),
    Condition(
        "enrolment-active",
        "The PP Enrolment is active (not withdrawn or completed)",
        enrolment_active,
        f"{COURSE_DATA} > Withdrawal Date or Completion Date",
    ),
    Condition(
        "enrolment-exported",
        "The PP Enrolment E-Learning Export option is checked",
        enrolment_exported,
        f"{COURSE_DATA} > Talent LMS export/Date",
    ),
    Condition(
        EXPORT_DATE,
        "The PP Enrolment E-Learning Export date matches today's date",
        export_date_is_today,
        f"{COURSE_DATA} > Talent LMS export/Date",
    ),
    Condition(
        "not-yet-provisioned",
        "There is no Provisioning Contact Log associated with the Enrolment",
        not_yet_provisioned,
        "Home > Enrolments and Results > Contact Log",
        droppable=False,
    ),
    Condition(
        "client-has-email",
        "The Student has an email address",
        client_has_email,
        "Client > Main > Email",
        droppable=False,
    ),
)
"""The guide's conditions, in its order."""

RESULT_SCOPE = ("course-not-archived", "booking-confirmed", "enrolment-active")
"""Guide, "Result fetching scope": these and the provisioning contact log, but no export box."""


def unmet(
    enrolment: Enrolment, day: Day, conditions: tuple[Condition, ...] = GUIDE
) -> tuple[Unmet, ...]:
    """All conditions that *enrolment* does not meet, not only the first.

    Raises `PluginFault` if a plugin's condition raised and no other condition is unmet.
    """
    found: list[Unmet] = []
    raised: list[PluginFault] = []
    for condition in conditions:
        if day.any_date and condition.name == EXPORT_DATE:
            continue
        try:
            found += filter(None, [condition.unmet_by(enrolment, day)])
        except PluginFault as fault:
            raised.append(fault)
    if raised and not found:
        raise raised[0]
    return tuple(found)
