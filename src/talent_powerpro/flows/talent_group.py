"""The Talent group of a course: the courses it brings, joining it, and joining it later."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.errors import Refused
from talent_powerpro.flows import ask
from talent_powerpro.model import Absent, Course, Enrolment, TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.provisioning_hazards import courses_of_group
from talent_powerpro.rules.rules import Rules


@frozen
class Group:
    """The course's Talent group, once adding the Talent user to it was tried."""

    key: TalentGroupKey
    refusal: str = ""
    """TalentLMS's own words for its lasting no; blank: they are a member."""


def check_group(enrolment: Enrolment, rules: Rules) -> Flow[None]:
    """What a Talent group would bring beside the course; asked only where the policy holds it."""
    key = group_key(enrolment.course)
    if not key or rules.policy.group_courses == Reaction.REPORT:
        return
    brought = yield from ask.courses_of_group(key)
    if not isinstance(brought, Absent):
        concerns = courses_of_group(enrolment.course, brought, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, concerns))


def group_key(course: Course) -> TalentGroupKey:
    """The Talent group key of a PowerPro course; blank: no group."""
    return TalentGroupKey(course.talent_group_key.strip())


def join_group(user_id: TalentUserId, course: Course) -> Flow[Group | None]:
    """IF PP Course E-learning Sub cohort is set: add the Talent User to the Talent Group.

    A lasting no does not undo the enrolment; a passing one raises `NoAnswer`.
    """
    key = group_key(course)
    if not key:
        return None
    try:
        yield from ask.add_to_group(user_id, key)
    except Refused as refusal:
        yield from ask.remark([Remark("group-refused", f"Talent Group {key}: {refusal.message}")])
        return Group(key, refusal.message)
    return Group(key)


@frozen
class MembershipSettled:
    """A group that was refused before needs no more trying: joined, or no longer wanted."""

    pending: PendingMembership
    group: Group | None


def retry_membership(pending: PendingMembership) -> Flow[MembershipSettled]:
    """Try again to add a provisioned enrolment's user to its course's group as it is set now.

    Blanking the course's group key, or deleting the enrolment, gives it up.
    """
    enrolment = yield from ask.enrolment(pending.enrolment_id)
    if enrolment is None:
        return MembershipSettled(pending, None)
    group = yield from join_group(pending.user_id, enrolment.course)
    if group and group.refusal:
        raise Refused(
            f"Talent User {pending.user_id} is not in Talent Group {group.key}: {group.refusal}",
            reason="group-refused",
            remedy="Course > E-Learning (Talent LMS) tab > Talent Group Key",
        )
    return MembershipSettled(pending, group)
