"""Suspension of a withdrawn enrolment in TalentLMS, and its return, as flows.

Nobody loses a Talent course that another enrolment needs. What is about to be done is remembered
before the first call, so that a run that is killed leaves no access taken away that nobody knows
of.
"""

from __future__ import annotations

from attrs import evolve, frozen

from talent_powerpro.errors import Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_link import is_good
from talent_powerpro.model import (
    Enrolment,
    EnrolmentId,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    talent_number,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.links import UNKNOWN, Linkage
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.suspension_hazards import not_verified
from talent_powerpro.rules.unreadable_rows import check_readable
from talent_powerpro.rules.withdrawal import (
    courses_needed,
    courses_of,
    to_suspend,
)

NOBODY_THERE = frozenset({"unknown-user", "deleted-user", "unknown-course"})
"""Reasons of refusals that mean: there is no such access."""


@frozen
class Suspended:
    """The Talent user has left every Talent course of the enrolment that nothing else needs."""

    suspension: Suspension | None = None
    """What is to be remembered; ``None``: nothing was to be done."""


@frozen
class Returned:
    """A suspended enrolment that was looked at again."""

    enrolment_id: EnrolmentId
    forgotten: bool
    """Whether it is active again, or gone, so that its suspension is over."""


def suspend(
    enrolment_id: EnrolmentId,
    rules: Rules,
    day: Day,
    before: Suspension | None = None,
    known: Linkage = UNKNOWN,
) -> Flow[Suspended]:
    """Takes the Talent user of a withdrawn enrolment out of its Talent courses.

    *before* is what an earlier run did. *known* is the client's link.
    """
    enrolment = yield from ask.enrolment(enrolment_id)
    if enrolment is None:
        return Suspended()
    check_readable(enrolment)
    looks = yield from ask.remembered([enrolment.id])
    withdrawn = to_suspend(enrolment, looks.get(enrolment.id), rules, day)
    number = talent_number(enrolment.client.secondary_id)
    if withdrawn is None or number is None:
        return Suspended()
    user_id, left = TalentUserId(number), left_before(before, TalentUserId(number))
    needed = yield from needed_by_others(enrolment, user_id, rules, day)
    leaving = [each for each in courses_of(enrolment) if each not in needed and each not in left]
    if not leaving:
        return Suspended()
    link = known.to(user_id)
    if link is None or not is_good(link, rules.policy):
        concerns = not_verified(enrolment, user_id, leaving)
        yield from ask.remark(rules.weigh(enrolment, concerns))
    user = yield from ask.user_by_id(user_id)
    gone = (*left, *leaving)
    whole = set(courses_of(enrolment)) <= set(gone)
    suspension = Suspension(enrolment.id, user_id, gone, whole=whole, settled=False)
    if isinstance(user, TalentUser):
        yield from ask.note("suspending", rules.shown_name(enrolment.client), withdrawn)
        yield from ask.remember_suspended([suspension])
        for course_id in leaving:
            yield from leave(enrolment, user, course_id)
    return Suspended(evolve(suspension, settled=True))


def left_before(before: Suspension | None, user_id: TalentUserId) -> tuple[TalentCourseId, ...]:
    """The Talent courses that this user is known to have left for the enrolment."""
    if before is None or not before.settled or before.user_id != user_id:
        return ()
    return before.course_ids


def needed_by_others(
    enrolment: Enrolment, user_id: TalentUserId, rules: Rules, day: Day
) -> Flow[frozenset[str]]:
    """The Talent courses that other enrolments of the student need.

    Those of every client who has the Talent user count.
    """
    linked = yield from ask.clients_linked_to(user_id)
    found: dict[EnrolmentId, Enrolment] = {}
    for code in dict.fromkeys((enrolment.client.code, *(each.code for each in linked))):
        found |= {each.id: each for each in (yield from ask.enrolments_of(code))}
    found.pop(enrolment.id, None)
    looks = yield from ask.remembered(list(found))
    others = ((each, looks.get(each.id)) for each in found.values())
    return courses_needed(others, rules, day)


def leave(enrolment: Enrolment, user: TalentUser, course_id: TalentCourseId) -> Flow[None]:
    """Takes the user out of the course, unless they are no learner there."""
    place = user.enrolment_in(course_id)
    role = place.role if place else "learner"
    if user.is_staff or role != "learner":
        # Somebody who teaches there, or runs the portal, may be a student of the RTO as well.
        yield from ask.remark([stays(enrolment, user, course_id, role)])
        return
    try:
        yield from ask.unenrol(user.id, course_id)
    except Refused as refusal:
        if refusal.reason not in NOBODY_THERE:
            raise


def stays(enrolment: Enrolment, user: TalentUser, course_id: TalentCourseId, role: str) -> Remark:
    """The remark on a Talent user who is not taken out of a course."""
    client = enrolment.client
    what = user.user_type if user.is_staff else role
    return Remark(
        "staff-not-suspended",
        f"{client.name} ({client.code}) was withdrawn from {enrolment.course.code}, but Talent "
        f"User {user.id} is {what} in TalentLMS and stays in Talent course {course_id}.",
    )


# --- the return -------------------------------------------------------------------


def give_back(suspension: Suspension, rules: Rules, day: Day, known: Linkage) -> Flow[Returned]:
    """Enrols the Talent user again once the enrolment is active again.

    The enrolment has its provisioning contact log, so it is not provisioned a second time. The
    office unticks its export box to keep the student out. *known* is the client's link: without a
    verified one, result fetching has to look at the user first.
    """
    enrolment = yield from ask.enrolment(suspension.enrolment_id)
    if enrolment is None or enrolment.provisioning_log is None:
        return Returned(suspension.enrolment_id, forgotten=True)
    check_readable(enrolment)
    number = talent_number(enrolment.client.secondary_id)
    link = known.to(TalentUserId(number)) if number else None
    if not may_return(enrolment, rules, day) or link is None or not is_good(link, rules.policy):
        return Returned(enrolment.id, forgotten=False)
    yield from ask.note("returning", rules.shown_name(enrolment.client))
    yield from ask.remember_suspended([evolve(suspension, settled=False)])
    for course_id in courses_of(enrolment):
        if course_id in suspension.course_ids:
            yield from ask.enrol(link.user_id, course_id)
    return Returned(enrolment.id, forgotten=True)


def may_return(enrolment: Enrolment, rules: Rules, day: Day) -> bool:
    """Whether a suspended enrolment is active again and is to be in TalentLMS."""
    return is_ticked(enrolment) and not rules.out_of_scope(enrolment, day)


def is_ticked(enrolment: Enrolment) -> bool:
    """Whether both export boxes are ticked, so that the student is to be in TalentLMS."""
    return enrolment.export and enrolment.course.export_to_talent
