"""Setting the provision date, single and in bulk, and preventing a participant.

Guide, "Setting the provision date", "Bulk setting the provision date" and "Preventing the
provision of a specific participant". Nothing here asks TalentLMS: an export date says when
an enrolment will be due, and clearing one un-enrols nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from attrs import evolve, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId
from talent_powerpro.ports import ExportDates
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import booking_confirmed
from talent_powerpro.rules.rules import Rules


@frozen
class EnrolledClient:
    """One line of the bulk screen's "Enrolled Clients"."""

    enrolment_id: EnrolmentId
    client_code: str
    name: str
    """Such as ``GOMEZ, JOANA``."""
    confirmed: bool
    """The tick before the name."""
    export: bool
    export_date: date | None
    """The "Current Export date"."""


@frozen
class ExportChange:
    """A change of one enrolment's export box and date, and what it will not do."""

    client: EnrolledClient
    """As it was before."""
    export: bool
    export_date: date | None
    warnings: tuple[str, ...] = ()
    """Why the enrolment will not be provisioned on that date, as things stand."""

    @property
    def changes(self) -> bool:
        """False: it was so already."""
        before = (self.client.export, self.client.export_date)
        return before != (self.export, self.export_date)


def enrolled_clients(course_code: CourseCode, powerpro: ExportDates) -> tuple[EnrolledClient, ...]:
    """The clients enrolled in a course, by name, as the bulk screen lists them.

    `SettingsFault` when there is no such course.
    """
    return tuple(map(_line, _enrolments(course_code, powerpro)))


def set_export(
    course_code: CourseCode,
    chosen: Collection[str] | None,
    on: date,
    powerpro: ExportDates,
    rules: Rules,
    today: date,
) -> tuple[ExportChange, ...]:
    """Set box *and* date for the chosen clients of a course.

    *chosen* are client codes; ``None`` is the screen's "Select All", an empty one its "Clear
    All", and changes nobody. `SettingsFault`, with all of them, for codes of nobody in the
    course; then nothing is set. A repeat changes nothing. `EditedMeanwhile` where a person
    changed the very fields in between.
    """
    enrolments = _enrolments(course_code, powerpro)
    known = {enrolment.client.code for enrolment in enrolments}
    strangers = sorted(set(chosen or ()) - known)
    if strangers:
        raise SettingsFault(
            f"client: {code!r} is not enrolled in {course_code}; leave it out" for code in strangers
        )
    picked = [each for each in enrolments if chosen is None or each.client.code in chosen]
    changes = tuple(_changed(each, on, rules, today) for each in picked)
    for enrolment, change in zip(picked, changes, strict=True):
        if change.changes:
            powerpro.set_export(enrolment, change.export, change.export_date)
    return changes


def clear_export(enrolment_id: EnrolmentId, powerpro: ExportDates) -> ExportChange:
    """Untick the box of one enrolment; its date stays, and nobody is un-enrolled.

    `SettingsFault` when there is no such enrolment. A repeat changes nothing.
    """
    enrolment = powerpro.enrolment(enrolment_id)
    if enrolment is None:
        raise SettingsFault(f"enrolment: there is no enrolment {enrolment_id!r}; check its id")
    warnings: tuple[str, ...] = ()
    if enrolment.provisioning_log:
        warnings = ("it is provisioned already, and stays enrolled in TalentLMS",)
    change = ExportChange(_line(enrolment), False, enrolment.export_date, warnings)
    if change.changes:
        powerpro.set_export(enrolment, change.export, change.export_date)
    return change


def _enrolments(course_code: CourseCode, powerpro: ExportDates) -> Sequence[Enrolment]:
    enrolments = powerpro.enrolments_in(course_code)
    if enrolments is None:
        raise SettingsFault(f"course: there is no course {course_code!r}; check its code")
    return sorted(enrolments, key=lambda each: _name(each).casefold())


def _line(enrolment: Enrolment) -> EnrolledClient:
    return EnrolledClient(
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        name=_name(enrolment),
        confirmed=booking_confirmed(enrolment, Day(date.min, date.min)) is None,
        export=enrolment.export,
        export_date=enrolment.export_date,
    )


def _name(enrolment: Enrolment) -> str:
    return f"{enrolment.client.surname}, {enrolment.client.given_names}"


def _changed(enrolment: Enrolment, on: date, rules: Rules, today: date) -> ExportChange:
    """What will be, and by the conditions of that day, what will not."""
    wanted = evolve(enrolment, export=True, export_date=on)
    due = max(on, today)
    unmet = rules.unmet(wanted, Day(due, due, rules.policy.export_window))
    return ExportChange(_line(enrolment), True, on, tuple(each.reason for each in unmet))
