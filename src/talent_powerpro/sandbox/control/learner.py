"""Learners' progress: completes a unit, which no call of the TalentLMS API can.

``POST /sandbox/complete`` takes a form of ``user_id``, ``course_id``, ``unit`` (a unit's id,
or the first word of its name), and optionally ``at`` (seconds since 1970, or ISO with an
offset; default now), ``label`` (default Completed) and ``score``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import frozen

from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api_errors import NOT_ENROLLED, SANDBOX_ERROR, ApiError
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.completion import (
    advanced,
    completion_date,
    percentage,
    units_named,
)
from talent_powerpro.sandbox.portal.portal import PortalCourse, PortalProgress, PortalUnit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Step:
    """One step of a learner in one unit: a label, and a date or none."""

    user_id: str
    course_id: str
    unit: str
    label: str = "Completed"
    at: datetime | None = None
    score: str = ""


def step_from_form(arguments: Arguments) -> Step:
    """The step that a form describes. Raises `ApiError` with field, value and remedy."""
    wanted = ("user_id", "course_id", "unit")
    values = {name: value.strip() for name, value in arguments.items()}
    absent = [name for name in wanted if not values.get(name)]
    if absent:
        raise _fault(f"{', '.join(absent)}: missing; send the fields {', '.join(wanted)}")
    return Step(
        user_id=values["user_id"],
        course_id=values["course_id"],
        unit=values["unit"],
        label=values.get("label") or "Completed",
        at=_moment(values["at"]) if values.get("at") else None,
        score=values.get("score", ""),
    )


def take_step(state: PortalState, step: Step, now: datetime) -> dict[str, object]:
    """Take a step; the answer has the unit's new state and the course's percentage.

    Taking it twice equals taking it once.
    """
    user, course = state.user(step.user_id), state.course(step.course_id)
    enrolment = state.enrolments.get((user.id, course.id))
    if enrolment is None:
        raise _fault(
            f"{NOT_ENROLLED.message} (user {user.id}, course {course.id}); enrol the user first"
        )
    unit = _unit(course, step.unit)
    if step.at is not None and not moments.in_reach(step.at):
        raise _not_a_moment(step.at.isoformat())
    at = completion_date(step.label, step.at, now)
    after = advanced(enrolment, course, PortalProgress(unit.id, step.label, at, step.score))
    state.enrolments[user.id, course.id] = after
    if event := _unit_event(unit, step.label):
        state.add_event(event, user, at or now, course=course, unit=unit)
    if after.completed and not enrolment.completed:
        state.add_event("course_completion", user, after.completed, course=course)
    return {
        "user_id": user.id,
        "course_id": course.id,
        "unit_id": unit.id,
        "completion_status": step.label,
        **moments.dated(state.portal, "completed_on", at),
        "completion_percentage": str(percentage(course, after)),
    }


_PASSING = {
    "test": "unitprogress_test_completion",
    "survey": "unitprogress_survey_completion",
    "assignment": "unitprogress_assignment_graded",
}
"""Timeline events by a unit's type. API fact: content and SCORM units have none."""


def _unit_event(unit: PortalUnit, label: str) -> str | None:
    """The timeline's event for a label in a unit, or ``None``."""
    kind = unit.type.casefold()
    if label.casefold() in {"completed", "passed"}:
        return _PASSING.get(kind)
    failed = label.casefold() in {"failed", "not passed"}
    return "unitprogress_test_failed" if failed and kind == "test" else None


def _unit(course: PortalCourse, wanted: str) -> PortalUnit:
    units = units_named(course, wanted)
    if len(units) == 1:
        return units[0]
    among = units or course.lessons
    choice = "; ".join(f"{unit.id} ({unit.name})" for unit in among) or "none"
    trouble = "names several units" if units else "is not a unit"
    raise _fault(
        f"unit: {wanted!r} {trouble} of course {course.id}; send one of these ids: {choice}",
        status=400 if units else 404,
    )


def _moment(text: str) -> datetime:
    if text.isascii() and text.isdigit():
        try:
            return _EPOCH + timedelta(seconds=int(text))
        except (ValueError, OverflowError):
            raise _not_a_moment(text) from None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _not_a_moment(text) from None


def _not_a_moment(text: str) -> ApiError:
    return _fault(
        f"at: {text!r} is not a time; send seconds since 1970, or a date and time with its UTC "
        "offset, such as 2022-06-13T10:00:00+08:00 (in a form, write the plus sign as %2B)"
    )


def _fault(message: str, *, status: int = 400) -> ApiError:
    return ApiError(status, message, SANDBOX_ERROR)
