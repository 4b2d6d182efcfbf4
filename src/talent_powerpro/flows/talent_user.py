"""Finds or creates the Talent user of a client, and checks that it is theirs, as flows.

Guide, the first lines of the "Provisioning algorithm".
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from talent_powerpro.errors import Duplicate, Failed, Held, NoAnswer, Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_link import clients_beside, concerns_of_person, link_to
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    Ensured,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    plain,
    same_text,
    talent_number,
)
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.reasons import FAILED, HELD, remedy_of
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import InactiveUsers
from talent_powerpro.rules.provisioning_hazards import foreign_secondary_id
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.sharing_hazards import shared_talent_user

NO_GROUP = TalentGroupKey("")


@frozen
class NotFound:
    """Neither the Secondary ID nor the e-mail finds a Talent user."""

    by_email: Absent
    by_id: Absent | None = None
    """TalentLMS's answer for the Secondary ID; ``None`` if that is not a Talent user id."""


def find_user(client: Client, signed_up_as: Sequence[str] = ()) -> Flow[TalentUser | NotFound]:
    """Searches by the client's Secondary ID, then by their e-mail.

    *signed_up_as* are addresses of earlier sign-ups whose outcome is not known. They are searched
    last: a person may have changed the client's e-mail since.
    """
    # API fact (inferred): an id that is not a number is an invalid argument. So it is not asked,
    # and the sync log shows the guide's own line.
    user_id = talent_number(client.secondary_id)
    by_id: Absent | None = None
    if user_id is None:
        yield from ask.note("secondary_id_not_numeric", client.secondary_id.strip())
    else:
        user = yield from ask.user_by_id(TalentUserId(user_id))
        if isinstance(user, TalentUser):
            return user
        by_id = user
        yield from ask.remark([denied(client, user_id, by_id)])
    by_email = yield from user_by_email(client.email)
    if isinstance(by_email, TalentUser):
        return by_email
    for email in signed_up_as:
        if not same_text(email, client.email):
            user = yield from user_by_email(email)
            if isinstance(user, TalentUser):
                return user
    return NotFound(by_email, by_id)


def denied(client: Client, user_id: str, absent: Absent) -> Remark:
    """A remark on a stored id that finds no user, or a deleted one."""
    called = f"{client.name} ({client.code})"
    if absent.deleted:
        return Remark(
            "known-user-deleted",
            f"Talent User {user_id}, the Secondary ID of {called}, was deleted in TalentLMS. "
            "The agent looks for the client's e-mail instead.",
        )
    return Remark(
        "known-user-missing",
        f"TalentLMS has no user {user_id}, the Secondary ID of {called}. "
        "The agent looks for the client's e-mail instead.",
    )


def user_by_email(email: str) -> Flow[TalentUser | Absent]:
    """The Talent user with that e-mail. Raises `Failed` if the answer has another one."""
    email = email.strip()
    user = yield from ask.user_by_email(email)
    # Linking a user with another address would give this client another person's results.
    if isinstance(user, TalentUser) and not same_text(user.email, email):
        raise Failed(
            f"TalentLMS returned Talent User {user.id} ({user.name}, {user.email or 'no e-mail'}) "
            f"for the e-mail {email}, so the agent does not use that user.",
            reason="wrong-user-answered",
            remedy=remedy_of("wrong-user-answered", FAILED),
        )
    return user


def create_user(client: Client, rules: Rules, group: TalentGroupKey = NO_GROUP) -> Flow[TalentUser]:
    """Creates a Talent user with PP Client details. *group* is the one that they are to join.

    If TalentLMS says that the user exists, or does not answer, it looks for the user again.
    Raises `NoAnswer` or `Held` if that does not find the client's user.
    """
    new = evolve(rules.new_user(client), group_key=group)
    try:
        return (yield from ask.create_user(new))
    except (Duplicate, NoAnswer) as doubt:
        # Never tried again: after a time-out the user may exist, and one client with two users is
        # the worst that this program could do.
        yield from ask.note("looking_again", doubt.message)
        user = yield from user_by_email(client.email)
        # API fact (reported): a user may have no e-mail, with the address as login. Then only the
        # login finds them.
        if isinstance(user, Absent):
            user = yield from user_by_login(client, new.login)
        if isinstance(user, TalentUser):
            return user
        if isinstance(doubt, NoAnswer):
            raise
        raise Held(
            f"TalentLMS will not create {client.name} ({client.code}): "
            f"{doubt.message.removesuffix('.')}. It finds nobody with that e-mail or login, so a "
            "deleted user is probably in the way.",
            reason="deleted-user-in-the-way",
            remedy="Restore the deleted user in TalentLMS, or delete it permanently.",
            facts=(f"client {client.code}", f"e-mail {plain(client.email)}"),
        ) from doubt


def user_by_login(client: Client, login: str) -> Flow[TalentUser | Absent]:
    """The Talent user with that login. Raises `Held` if the user is not the client's.

    The user's e-mail has to be the client's or, if they have none, their login.
    """
    user = yield from ask.user_by_login(login)
    if isinstance(user, TalentUser) and not same_text(
        user.email.strip() or user.login, client.email
    ):
        raise Held(
            f"The login {login}, meant for {client.name} ({client.code}), belongs to Talent User "
            f"{user.id}: {user.name}, {user.email or 'no e-mail'}.",
            reason="login-of-another",
            remedy=remedy_of("login-of-another", HELD),
            facts=(
                f"client {client.code}",
                f"Talent user {user.id}",
                f"login {plain(login)}",
                f"e-mail {plain(user.email)}",
            ),
        )
    return user


def hold_unless_theirs(
    enrolment: Enrolment,
    user: TalentUser,
    course_id: TalentCourseId,
    rules: Rules,
    known: Linkage,
) -> Flow[VerifiedLink]:
    """The verified link to the Talent user.

    Raises `Held` if the user may be another person's, or another client has it too.
    """
    client, policy = enrolment.client, rules.policy
    beside = yield from clients_beside(client, user.id)
    concerns = (
        *shared_talent_user(client, user, beside.linked, beside.same_email, policy),
        *concerns_of_person(enrolment, user, course_id, rules, beside),
    )
    foreign = foreign_secondary_id(client, user, policy)
    yield from ask.remark(rules.weigh(enrolment, (*concerns, *foreign)))
    return link_to(enrolment, user, concerns, rules, known)


def enrol(user: TalentUser, course_id: TalentCourseId, *, created: bool) -> Flow[Ensured]:
    """Enrols the Talent user. *created*: the agent created it in this record.

    Raises `Deferred` if TalentLMS does not know a user that it has just created.
    """
    try:
        return (yield from ask.enrol(user.id, course_id))
    except Refused as refusal:
        if not (created and refusal.reason == "unknown-user"):
            raise
    # API fact (reported): a new user may not be known to the next call yet.
    try:
        return (yield from ask.enrol(user.id, course_id))
    except Refused as refusal:
        if refusal.reason != "unknown-user":
            raise
        raise NoAnswer(
            f"TalentLMS has just created Talent User {user.id} and does not know it yet, so it "
            f"is not enrolled in Talent course {course_id}.",
            remedy="Nothing to do: the next run enrols it.",
        ) from refusal


def activate(user: TalentUser, rules: Rules) -> Flow[TalentUser]:
    """Makes an inactive user active if the policy says so, and returns the user."""
    # API fact (inferred): nothing suggests that enrolling an inactive user makes them active.
    if user.active or rules.policy.inactive_users == InactiveUsers.REPORT:
        return user
    yield from ask.activate_user(user.id)
    return evolve(user, active=True)
