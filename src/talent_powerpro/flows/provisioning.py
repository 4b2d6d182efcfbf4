"""The guide's provisioning page, "Provisioning algorithm", as flows.

Lay the page beside `provision`: each line of the pseudo-code is one line here, in the
same order. What may repeat after a crash comes first; the contact log, which marks the
enrolment as provisioned, comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import evolve, frozen

from talent_powerpro.errors import Duplicate, Failed, Held, NoAnswer, Refused
from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    Course,
    Enrolment,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    same_text,
    talent_number,
)
from talent_powerpro.ports import PowerProRepository, TalentSide
from talent_powerpro.ports.state import PendingMembership
from talent_powerpro.records.remark import Remark
from talent_powerpro.records.step import Flow, local, note, remote
from talent_powerpro.rules.conditions import Day, Unmet
from talent_powerpro.rules.policy import InactiveUsers, Reaction
from talent_powerpro.rules.provisioning_hazards import (
    courses_of_group,
    deferment,
    deleted_user_in_the_way,
    foreign_secondary_id,
    remarks_on_user,
    secondary_id_of_another,
    shared_talent_user,
)
from talent_powerpro.rules.rules import Rules


@frozen
class Due:
    """An enrolment to be provisioned, with the day by which it was found due."""

    enrolment: Enrolment
    day: Day


@frozen
class Group:
    """What became of adding the Talent user to the course's Talent group."""

    key: TalentGroupKey
    refusal: str = ""
    """TalentLMS's own words for its lasting no; blank: they are a member."""


@frozen
class Provisioned:
    """The enrolment is in TalentLMS, and its contact log says so."""

    enrolment: Enrolment
    user: TalentUser
    group: Group | None


@frozen
class NoLongerDue:
    """Between being found due and its turn, the enrolment was changed by a person."""

    unmet: tuple[Unmet, ...]


def provision(
    due: Due,
    powerpro: PowerProRepository,
    talent: TalentSide,
    rules: Rules,
    clock: Callable[[], datetime],
    set_pending: Callable[[PendingMembership], None],
) -> Flow[Provisioned | NoLongerDue]:
    """One enrolment to be provisioned. *set_pending* remembers a group that refused."""
    enrolment = yield from local(powerpro.enrolment, due.enrolment.id)
    unmet = rules.unmet(enrolment, due.day) if enrolment else ()
    if enrolment is None or unmet:
        return NoLongerDue(unmet)
    client, course = enrolment.client, enrolment.course
    yield from remark(rules.weigh(enrolment, deferment(enrolment, rules.policy)))

    course_id = yield from check_course(course, talent)
    yield from check_group(enrolment, talent, rules)
    user = yield from find_user(client, talent)
    if isinstance(user, Absent):
        rules.weigh(enrolment, deleted_user_in_the_way(client, user))
        user = yield from create_user(client, talent, rules)
    yield from hold_unless_theirs(enrolment, user, powerpro, rules)

    # Stored before enrolling: if enrolling fails, the next run finds the user by id.
    if client.secondary_id != user.id:
        yield from local(powerpro.set_secondary_id, client, user.id)
    user = yield from activate(user, talent, rules)
    yield from note("enrolling", rules.shown_name(client), course_id, group_key(course))
    yield from remark(remarks_on_user(user, course_id, rules.zone))
    yield from remote(talent.enrol, user.id, course_id)
    group = yield from join_group(user.id, course, talent)
    if group and group.refusal:
        yield from local(set_pending, PendingMembership(enrolment.id, user.id, group.key))
    now = yield from local(clock)
    log = provisioning_log(enrolment, course_id, group, rules.shown_name(client), now)
    yield from local(powerpro.add_contact_log, enrolment, log)
    return Provisioned(enrolment, user, group)


def check_course(course: Course, talent: TalentSide) -> Flow[TalentCourseId]:
    """Nobody is created for a Talent course that is missing or inactive."""
    course_id = talent_course_id(course)
    found = yield from remote(talent.course, course_id)
    where = f"check Course > E-Learning (Talent LMS) tab > Talent Course ID of {course.code}"
    if isinstance(found, Absent):
        raise Failed(
            f"Talent has no course {course_id}", reason="talent-course-missing", remedy=where
        )
    if not found.active:
        raise Failed(
            f"the Talent course {course_id} ({found.name}) is not active",
            reason="talent-course-inactive",
            remedy=f"Activate it in TalentLMS, or {where}",
        )
    return course_id


def check_group(enrolment: Enrolment, talent: TalentSide, rules: Rules) -> Flow[None]:
    """What a Talent group would bring beside the course; asked only where the policy holds it."""
    key = group_key(enrolment.course)
    if not key or rules.policy.group_courses == Reaction.REPORT:
        return
    brought = yield from remote(talent.courses_of_group, key)
    if not isinstance(brought, Absent):
        concerns = courses_of_group(enrolment.course, brought, rules.policy)
        yield from remark(rules.weigh(enrolment, concerns))


def talent_course_id(course: Course) -> TalentCourseId:
    """The Talent course id of a PowerPro course; `Failed` unless it is a number."""
    number = talent_number(course.talent_course_id)
    if number is None:
        raise Failed(
            f"the Talent Course ID {course.talent_course_id!r} is not a number",
            reason="talent-course-id-numeric",
            remedy="Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return TalentCourseId(number)


def group_key(course: Course) -> TalentGroupKey:
    """The Talent group key of a PowerPro course; blank: no group."""
    return TalentGroupKey(course.talent_group_key.strip())


# --- find the user, or create them ------------------------------------------------


def find_user(client: Client, talent: TalentSide) -> Flow[TalentUser | Absent]:
    """Search where Talent User id = PP Client Secondary ID, then where e-mail = PP Client email."""
    user_id = talent_number(client.secondary_id)
    if user_id is None:
        yield from note("secondary_id_not_numeric", client.secondary_id.strip())
    else:
        user = yield from remote(talent.user_by_id, TalentUserId(user_id))
        if isinstance(user, TalentUser):
            return user
        denied = f"Talent has no user {user_id}, the Secondary ID of {client.code}"
        yield from remark([Remark("known-user-missing", denied)])
    return (yield from user_by_email(client, talent))


def user_by_email(client: Client, talent: TalentSide) -> Flow[TalentUser | Absent]:
    """The Talent user with the client's e-mail, and certainly that e-mail."""
    email = client.email.strip()
    user = yield from remote(talent.user_by_email, email)
    if isinstance(user, TalentUser) and not same_text(user.email, email):
        raise Failed(
            f"asked for {email}, TalentLMS answered with Talent User {user.id}, {user.email!r}",
            reason="wrong-user-answered",
            remedy="Look at both addresses in TalentLMS > Users",
        )
    return user


def create_user(client: Client, talent: TalentSide, rules: Rules) -> Flow[TalentUser]:
    """Create a Talent user with PP Client details; where that is refused or in doubt, look again.

    Never repeated blindly: a second user for one client is the worst this program could do.
    """
    new = rules.new_user(client)
    try:
        return (yield from remote(talent.create_user, new))
    except (Duplicate, NoAnswer) as doubt:
        yield from note("looking_again", doubt.message)
        user = yield from user_by_email(client, talent)
        if isinstance(user, Absent):
            user = yield from user_by_login(client, new.login, talent)
        if isinstance(user, TalentUser):
            return user
        if isinstance(doubt, NoAnswer):
            raise
        raise Held(
            f"TalentLMS will not create {client.name} ({client.code}): {doubt.message}, "
            "but shows nobody with that e-mail or login",
            reason="deleted-user-in-the-way",
            remedy="Restore the deleted user in TalentLMS, or delete it for good",
        ) from doubt


def user_by_login(client: Client, login: str, talent: TalentSide) -> Flow[TalentUser | Absent]:
    """The Talent user with that login, if they are the client's: their e-mail says so, or they
    have none and their login is the client's e-mail."""
    user = yield from remote(talent.user_by_login, login)
    if isinstance(user, TalentUser) and not same_text(user.email or user.login, client.email):
        raise Held(
            f"the login {login} belongs to Talent User {user.id}, {user.name}, {user.email}",
            reason="login-of-another",
            remedy="Change that user's login in TalentLMS > Users, or the client's e-mail",
        )
    return user


def hold_unless_theirs(
    enrolment: Enrolment, user: TalentUser, powerpro: PowerProRepository, rules: Rules
) -> Flow[None]:
    """Whether the Talent user is this client's, and no other client's too."""
    client, policy = enrolment.client, rules.policy
    linked = yield from local(powerpro.clients_linked_to, user.id)
    same_email = yield from local(powerpro.clients_with_email, client.email.strip())
    concerns = (
        *shared_talent_user(client, user, linked, same_email, policy),
        *secondary_id_of_another(client, user, policy),
        *foreign_secondary_id(client, policy),
    )
    yield from remark(rules.weigh(enrolment, concerns))


def activate(user: TalentUser, talent: TalentSide, rules: Rules) -> Flow[TalentUser]:
    """The same user, made active where they are not and the policy wants it."""
    if user.active or rules.policy.inactive_users == InactiveUsers.REPORT:
        return user
    yield from remote(talent.activate_user, user.id)
    return evolve(user, active=True)


# --- the group and the contact log ------------------------------------------------


def join_group(user_id: TalentUserId, course: Course, talent: TalentSide) -> Flow[Group | None]:
    """IF PP Course E-learning Sub cohort is set: add the Talent User to the Talent Group.

    A lasting no does not undo the enrolment; a passing one raises `NoAnswer`.
    """
    key = group_key(course)
    if not key:
        return None
    try:
        yield from remote(talent.add_to_group, user_id, key)
    except Refused as refusal:
        yield from remark([Remark("group-refused", f"Talent Group {key}: {refusal.message}")])
        return Group(key, refusal.message)
    return Group(key)


def provisioning_log(
    enrolment: Enrolment,
    course_id: TalentCourseId,
    group: Group | None,
    shown_name: str,
    now: datetime,
) -> ContactLog:
    """The contact log of the guide's picture, "The provisioning Contact Log record"."""
    description = f"Enrolled in Talent Course: {course_id}"
    if group and group.refusal:
        description += f" {shown_name} not added to Talent Group {group.key}: {group.refusal}"
    elif group:
        description += f" {shown_name} added to Talent Group {group.key} ..."
    return ContactLog(
        client_name=enrolment.client.name,
        course_name=enrolment.course.name,
        contact_date=now,
        description=description,
    )


@frozen
class MembershipSettled:
    """A group that was refused before needs no more trying: joined, or no longer wanted."""

    pending: PendingMembership
    group: Group | None


def retry_membership(
    pending: PendingMembership, powerpro: PowerProRepository, talent: TalentSide
) -> Flow[MembershipSettled]:
    """Try again to add a provisioned enrolment's user to its course's group as it is set now.

    Blanking the course's group key, or deleting the enrolment, gives it up.
    """
    enrolment = yield from local(powerpro.enrolment, pending.enrolment_id)
    if enrolment is None:
        return MembershipSettled(pending, None)
    group = yield from join_group(pending.user_id, enrolment.course, talent)
    if group and group.refusal:
        raise Refused(
            f"Talent User {pending.user_id} is not in Talent Group {group.key}: {group.refusal}",
            reason="group-refused",
            remedy="Course > E-Learning (Talent LMS) tab > Talent Group Key",
        )
    return MembershipSettled(pending, group)


def remark(remarks: Iterable[Remark]) -> Flow[None]:
    """Tell what is worth a person's eye."""
    for each in remarks:
        yield from note("remark", each)
