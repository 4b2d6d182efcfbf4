"""Finds or creates the Talent user of a client, and checks that it is theirs, as flows.

Guide, the first lines of the "Provisioning algorithm".
"""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.errors import Duplicate, Failed, Held, NoAnswer
from talent_powerpro.flows import ask
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    TalentUser,
    TalentUserId,
    plain,
    same_text,
    talent_number,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import InactiveUsers
from talent_powerpro.rules.provisioning_hazards import (
    foreign_secondary_id,
    secondary_id_of_another,
)
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.sharing_hazards import shared_talent_user


def find_user(client: Client) -> Flow[TalentUser | Absent]:
    """Searches by the client's Secondary ID, then by their e-mail."""
    # API fact (inferred): an id that is not a number is an invalid argument. So it is not asked,
    # and the sync log shows the guide's own line.
    user_id = talent_number(client.secondary_id)
    if user_id is None:
        yield from ask.note("secondary_id_not_numeric", client.secondary_id.strip())
    else:
        user = yield from ask.user_by_id(TalentUserId(user_id))
        if isinstance(user, TalentUser):
            return user
        denied = (
            f"TalentLMS has no user {user_id}, the Secondary ID of {client.name} ({client.code}). "
            "The agent looks for the client's e-mail instead."
        )
        yield from ask.remark([Remark("known-user-missing", denied)])
    return (yield from user_by_email(client))


def user_by_email(client: Client) -> Flow[TalentUser | Absent]:
    """The Talent user with the client's e-mail. Raises `Failed` if the answer has another one."""
    email = client.email.strip()
    user = yield from ask.user_by_email(email)
    # Linking a user with another address would give this client another person's results.
    if isinstance(user, TalentUser) and not same_text(user.email, email):
        raise Failed(
            f"TalentLMS was asked for {email} and answered with Talent User {user.id}, whose "
            f"e-mail is {user.email!r}.",
            reason="wrong-user-answered",
            remedy="Compare both addresses in TalentLMS > Users.",
        )
    return user


def create_user(client: Client, rules: Rules) -> Flow[TalentUser]:
    """Creates a Talent user with PP Client details.

    If TalentLMS says that the user exists, or does not answer, it looks for the user again.
    Raises `NoAnswer` or `Held` if that does not find the client's user.
    """
    new = rules.new_user(client)
    try:
        return (yield from ask.create_user(new))
    except (Duplicate, NoAnswer) as doubt:
        # Never tried again: after a time-out the user may exist, and one client with two users is
        # the worst that this program could do.
        yield from ask.note("looking_again", doubt.message)
        user = yield from user_by_email(client)
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
    if isinstance(user, TalentUser) and not same_text(user.email or user.login, client.email):
        raise Held(
            f"The login {login}, meant for {client.name} ({client.code}), belongs to Talent User "
            f"{user.id}: {user.name}, {user.email or 'no e-mail'}.",
            reason="login-of-another",
            remedy="Change that user's login in TalentLMS > Users, or the client's e-mail in "
            "Client > Main > Email.",
            facts=(
                f"client {client.code}",
                f"Talent user {user.id}",
                f"login {plain(login)}",
                f"e-mail {plain(user.email)}",
            ),
        )
    return user


def hold_unless_theirs(enrolment: Enrolment, user: TalentUser, rules: Rules) -> Flow[None]:
    """Raises `Held` if the Talent user may be another person's, or another client has it too."""
    client, policy = enrolment.client, rules.policy
    linked = yield from ask.clients_linked_to(user.id)
    same_email = yield from ask.clients_with_email(client.email.strip())
    concerns = (
        *shared_talent_user(client, user, linked, same_email, policy),
        *secondary_id_of_another(client, user, linked, policy),
        *foreign_secondary_id(client, user, policy),
    )
    yield from ask.remark(rules.weigh(enrolment, concerns))


def activate(user: TalentUser, rules: Rules) -> Flow[TalentUser]:
    """Makes an inactive user active if the policy says so, and returns the user."""
    # API fact (inferred): nothing suggests that enrolling an inactive user makes them active.
    if user.active or rules.policy.inactive_users == InactiveUsers.REPORT:
        return user
    yield from ask.activate_user(user.id)
    return evolve(user, active=True)
