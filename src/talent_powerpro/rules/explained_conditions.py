"""Each condition for provisioning with its value and verdict, for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Enrolment, day_text
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import RESULT_SCOPE
from talent_powerpro.rules.rules import Rules

BLANK = "(blank)"


@frozen
class ConditionFound:
    """One condition of one enrolment."""

    name: str
    sentence: str
    """The guide's own words, or those of a plugin."""
    value: str
    """The value that it tests, as PowerPro has it; blank for a plugin's own condition."""
    holds: bool
    reason: str = ""
    """The reason why it is not met; blank: it is."""
    where: str = ""
    """The menu path to the field."""
    for_results: bool = False
    """Whether results are fetched only while it is met."""
    moot: bool = False
    """Whether it is not met and need not be: the enrolment is provisioned, and results do not
    depend on it."""


def conditions_found(enrolment: Enrolment, rules: Rules, day: Day) -> tuple[ConditionFound, ...]:
    """Return every condition in the guide's order, then those that plugins added."""
    found = []
    for condition in rules.conditions:
        try:
            unmet = condition.unmet_by(enrolment, day)
            reason = unmet.reason if unmet else ""
            holds = unmet is None
        except PluginFault as fault:
            reason, holds = fault.message, False
        for_results = condition.name in RESULT_SCOPE
        moot = bool(enrolment.provisioning_log) and not (holds or for_results)
        found.append(
            ConditionFound(
                condition.name,
                condition.sentence,
                value_of(condition.name, enrolment),
                holds,
                reason,
                condition.where,
                for_results,
                moot,
            )
        )
    return tuple(found)


def value_of(condition: str, enrolment: Enrolment) -> str:
    """The value that a condition of the guide tests; blank for another one."""
    value = VALUES.get(condition)
    return value(enrolment) if value else ""


def _box(*, ticked: bool) -> str:
    return "ticked" if ticked else "not ticked"


def _activity(enrolment: Enrolment) -> str:
    if enrolment.active is not None:
        return "active" if enrolment.active else "not active"
    ended = (
        ("withdrawal", enrolment.withdrawal_date),
        ("completion", enrolment.completion_date),
    )
    dates = ", ".join(f"{what} {day_text(on)}" for what, on in ended if on)
    return dates or "no withdrawal or completion date"


VALUES: Mapping[str, Callable[[Enrolment], str]] = {
    "course-not-archived": lambda each: "archived" if each.course.archived else "not archived",
    "course-exported": lambda each: _box(ticked=each.course.export_to_talent),
    "talent-course-id-numeric": lambda each: each.course.talent_course_id or BLANK,
    "booking-confirmed": lambda each: each.booking_status or BLANK,
    "enrolment-active": _activity,
    "enrolment-exported": lambda each: _box(ticked=each.export),
    "export-date-is-today": lambda each: day_text(each.export_date) or BLANK,
    "not-yet-provisioned": lambda each: "contact log" if each.provisioning_log else "none",
    "client-has-email": lambda each: each.client.email or BLANK,
}
"""By condition of the guide, the value that it tests."""
