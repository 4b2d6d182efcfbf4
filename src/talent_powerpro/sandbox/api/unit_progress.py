"""Actions `getusersprogressinunits` and `resetuserprogress`."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.deletion import DONE
from talent_powerpro.sandbox.portal.completion import settled
from talent_powerpro.sandbox.portal.portal import PortalProgress


def getusersprogressinunits(context: ApiContext) -> Answer:
    """Progress in one unit, of one user or of all who tried it.

    API facts (recorded): there are no dates, and the answer for one user is a bare object.
    """
    arguments, state = context.arguments, context.state
    unit_id = arguments.number("unit_id")
    if "user_id" not in arguments:
        course, unit = state.unit(unit_id)
        tried = ((e.user_id, e.progress_in(unit)) for e in state.enrolments_in(course))
        return [_row(user_id, progress) for user_id, progress in tried if progress]
    user_id = arguments.number("user_id")
    user, (course, unit) = state.user(user_id), state.unit(unit_id)
    enrolment = state.enrolments.get((user.id, course.id))
    answer = _row(user.id, enrolment.progress_in(unit) if enrolment else None)
    return [answer] if context.portal.quirks.unit_progress_as_list else answer


def resetuserprogress(context: ApiContext) -> Answer:
    """Set all units of a course back to not attempted. The sandbox has no certifications."""
    arguments, state = context.arguments, context.state
    user_id, course_id = arguments.number("user_id"), arguments.number("course_id")
    arguments.choice("remove_certification", {"yes": True, "no": False}, False)
    user, course = state.user(user_id), state.course(course_id)
    begun = evolve(state.enrolment(user, course), progress=())
    state.enrolments[user.id, course.id] = settled(begun, course)
    state.add_event("course_reset_user_progress", user, context.now, course=course)
    return {"message": DONE}


def _row(user_id: str, progress: PortalProgress | None) -> dict[str, object]:
    """One user's progress. API fact (recorded): a score is a text, but 0 where not attempted."""
    if progress is None:
        return {"user_id": user_id, "status": "Not attempted", "score": 0}
    return {"user_id": user_id, "status": progress.label, "score": progress.score}
