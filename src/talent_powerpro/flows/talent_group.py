"""The Talent group of a course, as flows: checking it, joining it, and trying again later."""

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
    """The result of adding a Talent user to the course's Talent group."""

    key: TalentGroupKey
    refusal: str = ""
    """TalentLMS's own words if it refused; blank if the user is a member."""


def check_group(enrolment: Enrolment, rules: Rules) -> Flow[None]:
    """Raises `Held` if the Talent group brings other courses and the policy holds that."""
    key = group_key(enrolment.course)
    # Two calls a group. A run that would only report it leaves it to plans.
    if not key or rules.policy.group_courses == Reaction.REPORT:
        return
    brought = yield from ask.courses_of_group(key)
    if not isinstance(brought, Absent):
        concerns = courses_of_group(enrolment.course, brought, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, concerns))


def group_key(course: Course) -> TalentGroupKey:
    """The Talent group key of a PowerPro course; blank for no group."""
    return TalentGroupKey(course.talent_group_key.strip())


def join_group(user_id: TalentUserId, course: Course) -> Flow[Group | None]:
    """IF [PP Course E-learning Sub cohort is set]: Add the Talent User to the Talent Group.

    Raises `NoAnswer` if TalentLMS cannot answer now. A refusal is a result and not raised.
    """
    key = group_key(course)
    if not key:
        return None
    try:
        yield from ask.add_to_group(user_id, key)
    except Refused as refusal:
        # The client is enrolled by now. The contact log will say that the group is missing, and
        # each later run tries again.
        refused = f"The Talent user was not added to Talent Group {key}: {refusal.message}"
        yield from ask.remark([Remark("group-refused", refused)])
        return Group(key, refusal.message)
    return Group(key)


@frozen
class MembershipSettled:
    """The end of a pending membership: the user has joined, or the group is not set any more."""

    pending: PendingMembership
    group: Group | None


def retry_membership(pending: PendingMembership) -> Flow[MembershipSettled]:
    """Tries again to add the user of a provisioned enrolment to the course's Talent group.

    It ends without joining if the course has no group key any more, or the enrolment is gone.
    """
    # The group key as it is now: a person may have corrected it, and that is the remedy.
    enrolment = yield from ask.enrolment(pending.enrolment_id)
    if enrolment is None:
        return MembershipSettled(pending, None)
    group = yield from join_group(pending.user_id, enrolment.course)
    if group and group.refusal:
        raise Refused(
            f"Talent User {pending.user_id} is not in Talent Group {group.key}: {group.refusal}",
            reason="group-refused",
            remedy="Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
        )
    return MembershipSettled(pending, group)
