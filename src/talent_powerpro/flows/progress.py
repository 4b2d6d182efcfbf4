"""The progress of an enrolment's Talent user, as a flow: whom to ask, and in which course."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from talent_powerpro.errors import Failed, Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_link import verified_link
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Enrolment,
    NotEnrolled,
    TalentCourseId,
    TalentUnit,
    TalentUserId,
    talent_number,
)
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.changed_course import courses_to_ask, results_from_the_log
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.rules import Rules


class NotInCourse(Failed):
    """The Talent user is enrolled in none of the Talent courses that were asked."""


@frozen
class Asked:
    """The progress of an enrolment's Talent user in its Talent course."""

    user_id: TalentUserId
    course_id: TalentCourseId
    link: VerifiedLink
    progress: CourseProgress
    listed: tuple[TalentUnit, ...] = ()
    """The course's own list of units, if the policy needs it."""


def asked_progress(enrolment: Enrolment, rules: Rules, known: Linkage) -> Flow[Asked]:
    """Fetches the progress over a verified link.

    Raises `Failed` or `Held` if results cannot be fetched.
    """
    user_id, course_ids = whom_to_ask(enrolment, rules)
    link = yield from verified_link(enrolment, user_id, course_ids[0], rules, known)
    course_id, progress = yield from progress_in_one(enrolment, user_id, course_ids)
    listed = yield from course_units(course_id, rules)
    return Asked(user_id, course_id, link, progress, listed)


def progress_in_one(
    enrolment: Enrolment, user_id: TalentUserId, course_ids: Sequence[TalentCourseId]
) -> Flow[tuple[TalentCourseId, CourseProgress]]:
    """The progress in the first of the Talent courses that the user is enrolled in.

    Raises `NotInCourse` if the user is enrolled in none of them.
    """
    for course_id in course_ids:
        try:
            progress = yield from ask.progress(user_id, course_id)
        except Refused as refusal:
            # A mistyped id: the course in which the client was provisioned may still be asked.
            if refusal.reason != "unknown-course" or course_id == course_ids[-1]:
                raise
            continue
        # API fact (recorded): "not enrolled" is the normal answer after someone removed the
        # student from the course by hand.
        if not isinstance(progress, NotEnrolled):
            if course_id != course_ids[0]:
                yield from ask.remark(results_from_the_log(enrolment, course_ids[0], course_id))
            return course_id, progress
    named = " or ".join(course_ids)
    raise NotInCourse(
        f"Talent User {user_id} is not enrolled in Talent course {named}, so results "
        "cannot be fetched.",
        reason="results-unreachable",
        remedy="Enrol the user again in TalentLMS > Courses, or withdraw the enrolment in "
        "PowerPro: Home > Enrolments and Results > Course data > Withdrawal Date.",
    )


def whom_to_ask(
    enrolment: Enrolment, rules: Rules
) -> tuple[TalentUserId, tuple[TalentCourseId, ...]]:
    """The client's Talent user, and the Talent courses to ask in turn.

    Raises `Failed` if results cannot be fetched for them, and `Held` if a person has to choose
    between two Talent courses.
    """
    user_id = talent_number(enrolment.client.secondary_id)
    if user_id is None:
        stored = enrolment.client.secondary_id
        who = f"{enrolment.client.name} ({enrolment.client.code})"
        raise unreachable(
            f"The Secondary ID {stored!r} of {who} is not a Talent user id, so results cannot be "
            "fetched."
            if stored.strip()
            else f"{who} has no Secondary ID, so results cannot be fetched.",
            "Enter the id of the client's Talent user: Client > Secondary ID.",
        )
    course_number = talent_number(enrolment.course.talent_course_id)
    if course_number is None:
        raise unreachable(
            f"The Talent Course ID {enrolment.course.talent_course_id!r} of "
            f"{enrolment.course.code} is not a number, so results cannot be fetched.",
            f"Correct the Talent Course ID of {enrolment.course.code}: {TALENT_COURSE_ID}.",
        )
    return TalentUserId(user_id), courses_to_ask(enrolment, TalentCourseId(course_number), rules)


def unreachable(message: str, remedy: str) -> Failed:
    """A failure of a record whose results cannot be fetched."""
    return Failed(message, reason="results-unreachable", remedy=remedy)


def course_units(course_id: TalentCourseId, rules: Rules) -> Flow[tuple[TalentUnit, ...]]:
    """The Talent course's own list of units, if the policy needs it; else nothing."""
    if rules.policy.repeated_units == RepeatedUnits.ANY:
        return ()
    course = yield from ask.course(course_id)
    if isinstance(course, Absent):
        raise unreachable(
            f"Talent course {course_id} does not exist in TalentLMS, so results cannot be fetched.",
            f"Correct the Talent Course ID: {TALENT_COURSE_ID}.",
        )
    return course.units
