"""The Talent group of a course, as flows: checking it, joining it, and trying again later."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.flows import ask
from talent_powerpro.model import Absent, Course, Enrolment, TalentGroupKey, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.group_keys import (
    NO_SUCH_GROUP,
    added_later,
    as_listed,
    no_such_group,
    refused_by_group,
    without_group,
)
from talent_powerpro.rules.policy import MissingGroups, Reaction
from talent_powerpro.rules.provisioning_hazards import courses_of_group
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unreadable_rows import check_readable


@frozen
class Group:
    """The result of adding a Talent user to the course's Talent group."""

    key: TalentGroupKey
    refusal: str = ""
    """Why the user is no member, TalentLMS's own words where it refused; blank if they are."""


def check_group(enrolment: Enrolment, rules: Rules) -> Flow[TalentGroupKey | None]:
    """The key of the course's Talent group as `listed_key` has it.

    Raises `Failed` if it has not and the policy fails that, and `Held` if the group brings other
    courses and the policy holds that.
    """
    key = group_key(enrolment.course)
    listed = yield from listed_key(key)
    if listed is None and rules.policy.missing_groups == MissingGroups.FAIL:
        raise no_such_group(enrolment.course, key)
    # Two calls a group. A run that would only report it leaves it to plans.
    if listed and rules.policy.group_courses == Reaction.HOLD:
        brought = yield from ask.courses_of_group(listed)
        if not isinstance(brought, Absent):
            concerns = courses_of_group(enrolment.course, brought, rules.policy)
            yield from ask.remark(rules.weigh(enrolment, concerns))
    return listed


def group_key(course: Course) -> TalentGroupKey:
    """The Talent group key of a PowerPro course; blank for no group."""
    return TalentGroupKey(course.talent_group_key.strip())


def listed_key(key: TalentGroupKey) -> Flow[TalentGroupKey | None]:
    """The key as the portal's list of groups has it; ``None`` if the list lacks it.

    A blank key, or no list: the key itself.
    """
    if not key:
        return key
    try:
        keys = yield from ask.group_keys()
    except (NoAnswer, Refused):
        # Joining will show it. A list that cannot be had is no reason to stop.
        return key
    return as_listed(key, keys)


def join_group(
    user_id: TalentUserId, key: TalentGroupKey, listed: TalentGroupKey | None
) -> Flow[Group | None]:
    """IF [PP Course E-learning Sub cohort is set]: Add the Talent User to the Talent Group.

    *listed*: the answer of `listed_key`. Raises `NoAnswer` if TalentLMS cannot answer now. A
    refusal is a result and not raised.
    """
    if not key:
        return None
    if listed is None:
        return Group(key, NO_SUCH_GROUP)
    try:
        # In the portal's own spelling: TalentLMS may compare keys with case.
        yield from ask.add_to_group(user_id, listed)
    except Refused as refusal:
        # One cause has one message, whether the list said so or TalentLMS. Else an outage of the
        # list would make news of a key that was reported already.
        missing = refusal.reason == "unknown-group"
        return Group(key, NO_SUCH_GROUP if missing else refusal.message)
    return Group(key)


def keep_pending(
    enrolment: Enrolment, user_id: TalentUserId, group: Group | None, rules: Rules
) -> Flow[None]:
    """Remembers a refused membership for the next runs. A membership: nothing.

    Raises `Refused` if the policy fails that.
    """
    if group is None or not group.refusal:
        return
    if rules.policy.missing_groups == MissingGroups.FAIL:
        raise refused_by_group(enrolment, group.key, group.refusal)
    # The client is enrolled by now. The contact log will say that the group is missing, and each
    # later run tries again.
    yield from ask.remark([without_group(enrolment, group.key, group.refusal)])
    yield from ask.set_pending(PendingMembership(enrolment.id, user_id, group.key))


@frozen
class MembershipSettled:
    """The end of a pending membership: the user has joined, or the group is not set any more."""

    pending: PendingMembership
    group: Group | None


def retry_membership(
    pending: PendingMembership, rules: Rules, *, logged: bool
) -> Flow[MembershipSettled]:
    """Tries again to add the user of a provisioned enrolment to the course's Talent group.

    It ends without joining if the course has no group key any more, or the enrolment is gone.
    *logged*: PowerPro can add the contact log of a later success.
    """
    # The group key as it is now: a person may have corrected it, and that is the remedy.
    enrolment = yield from ask.enrolment(pending.enrolment_id)
    check_readable(enrolment)
    if enrolment is None:
        return MembershipSettled(pending, None)
    key = group_key(enrolment.course)
    listed = yield from listed_key(key)
    group = yield from join_group(pending.user_id, key, listed)
    if group and group.refusal:
        raise refused_by_group(enrolment, group.key, group.refusal)
    if group and logged:
        now = yield from ask.now()
        log = added_later(enrolment, group.key, rules.shown_name(enrolment.client), now)
        yield from ask.add_group_log(enrolment, log)
    return MembershipSettled(pending, group)
