"""Export dates of enrolments: setting one or many, and clearing the export box.

Guide, "Setting the provision date", "Bulk setting the provision date" and "Preventing the
provision of a specific participant". Nothing here calls TalentLMS: an export date only says
when an enrolment will be due, and clearing the box un-enrols nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from attrs import evolve, frozen

from talent_powerpro.counting import counted, untold
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId
from talent_powerpro.ports import ExportDates
from talent_powerpro.records.due import Day
from talent_powerpro.records.unreadable import REMEDY
from talent_powerpro.rules.conditions import Unmet, booking_confirmed, enrolment_active
from talent_powerpro.rules.rules import Rules


@frozen
class EnrolledClient:
    """One line of the bulk screen's "Enrolled Clients"."""

    enrolment_id: EnrolmentId
    client_code: str
    name: str
    """Such as ``GOMEZ, JOANA``."""
    confirmed: bool
    """The tick before the name: the booking is confirmed."""
    export: bool
    export_date: date | None
    """The "Current Export date"."""
    course_name: str
    """The screen's "Course Name"."""
    unreadable: tuple[str, ...] = ()
    """What of it cannot be read, as in `Enrolment.unreadable`. Such a line is never changed."""


@frozen
class ExportChange:
    """A change of one enrolment's export box and date, with warnings."""

    client: EnrolledClient
    """The line before the change."""
    export: bool
    export_date: date | None
    warnings: tuple[str, ...] = ()
    """The conditions that keep the enrolment from being provisioned on that date."""
    left_out: bool = False
    """Whether "all" does not mean it: already provisioned, withdrawn or completed."""

    @property
    def changes(self) -> bool:
        """Whether box or date change; False where both were already set so."""
        before = (self.client.export, self.client.export_date)
        return before != (self.export, self.export_date)


def enrolled_clients(course_code: CourseCode, powerpro: ExportDates) -> tuple[EnrolledClient, ...]:
    """Return the clients enrolled in a course, sorted by name, as the bulk screen lists them.

    Raises `SettingsFault` where no such course exists.
    """
    return tuple(map(_line, _enrolments(course_code, powerpro)))


def set_export(
    course_code: CourseCode,
    chosen: Collection[str] | None,
    on: date,
    powerpro: ExportDates,
    rules: Rules,
    today: date,
    *,
    progress: Callable[[int, int], object] = untold,
) -> tuple[ExportChange, ...]:
    """Set the export box *and* the export date for the chosen clients of a course.

    *chosen* are client codes. ``None`` is the screen's "Select All", without those who are already
    provisioned, withdrawn or completed: they are changed only where they are named. An empty
    collection is its "Clear All" and changes nothing. A repeat changes nothing. Raises
    `SettingsFault`, with all faults, for codes that are not enrolled in the course; nothing is set
    then. Raises `EditedMeanwhile` where a person edited box or date in between; clients before that
    one, by name, are set by then. *progress* is called with the clients done and to do.
    """
    # All changes are worked out before the first write: a plugin's condition that raises sets
    # nothing.
    planned = planned_exports(course_code, chosen, on, powerpro, rules, today)
    return _write(planned, powerpro, progress)


def planned_exports(
    course_code: CourseCode,
    chosen: Collection[str] | None,
    on: date,
    powerpro: ExportDates,
    rules: Rules,
    today: date,
) -> tuple[tuple[Enrolment, ExportChange], ...]:
    """Return what `set_export` would change, each with its enrolment. Nothing is set."""
    is_named = chosen is not None
    picked = _picked(course_code, chosen, powerpro)
    return tuple((each, _changed(each, on, rules, today, is_named=is_named)) for each in picked)


def _write(
    planned: Sequence[tuple[Enrolment, ExportChange]],
    powerpro: ExportDates,
    progress: Callable[[int, int], object] = untold,
) -> tuple[ExportChange, ...]:
    for enrolment, change in counted(planned, progress):
        if change.changes:
            powerpro.set_export(enrolment, change.export, change.export_date)
    return tuple(change for _, change in planned)


def clear_export(enrolment_id: EnrolmentId, powerpro: ExportDates) -> ExportChange:
    """Untick the export box of one enrolment. Its export date stays, and nobody is un-enrolled.

    A repeat changes nothing. Raises `SettingsFault` where no such enrolment exists.
    """
    enrolment = powerpro.enrolment(enrolment_id)
    if enrolment is None:
        raise SettingsFault(
            f"The store has no enrolment {enrolment_id}.", remedy="Check the enrolment id."
        )
    (change,) = _write([(enrolment, _cleared(enrolment))], powerpro)
    return change


def clear_exports(
    course_code: CourseCode, chosen: Collection[str] | None, powerpro: ExportDates
) -> tuple[ExportChange, ...]:
    """Untick the export box for the chosen clients of a course, as `clear_export` does for one.

    *chosen* as in `set_export`, which also names what is raised. A repeat changes nothing.
    """
    picked = _picked(course_code, chosen, powerpro)
    return _write([(each, _cleared(each)) for each in picked], powerpro)


def planned_clearing(
    course_code: CourseCode, chosen: Collection[str] | None, powerpro: ExportDates
) -> tuple[ExportChange, ...]:
    """Return what `clear_exports` would change. Nothing is set."""
    return tuple(map(_cleared, _picked(course_code, chosen, powerpro)))


def _left(enrolment: Enrolment) -> ExportChange:
    """An enrolment that cannot be read, left as it is."""
    line = _line(enrolment)
    return ExportChange(line, line.export, line.export_date, (*line.unreadable, REMEDY))


def _cleared(enrolment: Enrolment) -> ExportChange:
    if enrolment.unreadable:
        return _left(enrolment)
    warnings: tuple[str, ...] = ()
    if enrolment.provisioning_log:
        warnings = (
            "The enrolment is already provisioned, so the client stays enrolled in TalentLMS.",
        )
    return ExportChange(_line(enrolment), False, enrolment.export_date, warnings)


def _picked(
    course_code: CourseCode, chosen: Collection[str] | None, powerpro: ExportDates
) -> list[Enrolment]:
    """The enrolments of the chosen clients. Raises `SettingsFault` for codes not in the course."""
    enrolments = _enrolments(course_code, powerpro)
    unknown = sorted(set(chosen or ()) - {each.client.code for each in enrolments})
    if unknown:
        raise SettingsFault(
            (f"No client with the code {code} is enrolled in {course_code}." for code in unknown),
            remedy="Nothing was set. List the clients with "
            f"`talent-powerpro set-export {course_code}`.",
        )
    return [each for each in enrolments if chosen is None or each.client.code in chosen]


def _enrolments(course_code: CourseCode, powerpro: ExportDates) -> Sequence[Enrolment]:
    enrolments = powerpro.enrolments_in(course_code)
    if enrolments is None:
        raise SettingsFault(
            f"The store has no course {course_code}.",
            remedy="Check the course code. If the course is new, import courses.csv first.",
        )
    return sorted(enrolments, key=lambda each: _name(each).casefold())


def _line(enrolment: Enrolment) -> EnrolledClient:
    return EnrolledClient(
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        name=_name(enrolment),
        confirmed=booking_confirmed(enrolment, Day(date.min, date.min)) is None,
        export=enrolment.export,
        export_date=enrolment.export_date,
        course_name=enrolment.course.name,
        unreadable=enrolment.unreadable,
    )


def _name(enrolment: Enrolment) -> str:
    return f"{enrolment.client.surname}, {enrolment.client.given_names}"


def _changed(
    enrolment: Enrolment, on: date, rules: Rules, today: date, *, is_named: bool
) -> ExportChange:
    """Return the change, with the conditions that will be unmet on that day as warnings."""
    if enrolment.unreadable:
        return _left(enrolment)
    if not is_named and (why := _not_meant(enrolment, today)):
        line = _line(enrolment)
        return ExportChange(line, line.export, line.export_date, (why,), left_out=True)
    changed = evolve(enrolment, export=True, export_date=on)
    # An export date in the past is looked at today at the earliest.
    due = max(on, today)
    unmet = rules.unmet(changed, Day(due, due, rules.policy.export_window))
    return ExportChange(_line(enrolment), True, on, tuple(map(_warning, unmet)))


def _not_meant(enrolment: Enrolment, today: date) -> str | None:
    """Why "all clients" does not mean this one; ``None``: it does."""
    if enrolment.provisioning_log:
        return "The enrolment is already provisioned, so nothing was changed."
    ended = enrolment_active(enrolment, Day(today, today))
    if ended:
        return f"{ended[:1].upper()}{ended[1:]}, so nothing was changed."
    return None


def _warning(unmet: Unmet) -> str:
    """Return an unmet condition as a sentence, with what follows and what to do."""
    if unmet.condition == "not-yet-provisioned":
        return "The enrolment is already provisioned, so the date has no effect."
    found = f"{unmet.reason[:1].upper()}{unmet.reason[1:]}"
    remedy = f" Check {unmet.where}." if unmet.where else ""
    if unmet.condition == "export-date-is-today":
        remedy = " Set today's date or a later one."
    return f"{found}, so the agent will not provision this client.{remedy}"
