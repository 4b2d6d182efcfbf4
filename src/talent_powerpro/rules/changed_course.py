"""A Talent Course ID that was changed after an enrolment was provisioned."""

from __future__ import annotations

from talent_powerpro.model import Enrolment, TalentCourseId
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shared_completion_hazards import course_in_log


def courses_to_ask(
    enrolment: Enrolment, present: TalentCourseId, rules: Rules
) -> tuple[TalentCourseId, ...]:
    """The Talent courses to ask for results, in this order.

    Progress in a course other than the one provisioned may be another piece of work. Where the
    policy holds that, a person releases the hold of the one course or the other. Raises `Held`
    until then.
    """
    logged = course_in_log(enrolment)
    if logged is None or logged == present:
        return (present,)
    if rules.policy.changed_courses == Reaction.REPORT:
        return (present, logged)
    choices = {each: _choice(enrolment, present, logged, each) for each in (present, logged)}
    chosen = tuple(each for each, choice in choices.items() if rules.is_released(enrolment, choice))
    if not chosen:
        rules.weigh(enrolment, choices.values())
    return chosen[:1]


def _choice(
    enrolment: Enrolment, present: TalentCourseId, logged: TalentCourseId, chosen: TalentCourseId
) -> Concern:
    client, course = enrolment.client, enrolment.course
    return Concern(
        Reaction.HOLD,
        "talent-course-changed",
        f"{client.name} ({client.code}) was provisioned in Talent course {logged}, but the Talent "
        f"Course ID of {course.code} is now {present}. Work in the other course may not be what "
        f"{course.code} asks for. If you release this hold, results come from Talent course "
        f"{chosen}.",
        f"Release the hold of the right Talent course, or correct the Talent Course ID of "
        f"{course.code}: {TALENT_COURSE_ID}.",
        facts=(
            f"client {client.code}",
            f"provisioned in Talent course {logged}",
            f"Talent Course ID {present}",
            f"results from Talent course {chosen}",
        ),
    )


def results_from_the_log(
    enrolment: Enrolment, present: TalentCourseId, logged: TalentCourseId
) -> tuple[Remark, ...]:
    """A remark that results come from the contact log's Talent course."""
    client, course = enrolment.client, enrolment.course
    return (
        Remark(
            "talent-course-changed",
            f"{client.name} ({client.code}) is not in Talent course {present}, the "
            f"present Talent Course ID of {course.code}. Results come from Talent course {logged}, "
            "in which the client was provisioned.",
        ),
    )
