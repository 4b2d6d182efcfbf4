"""The Talent user of a client: found by stored id, else by e-mail, else created.

The first lines of the guide's "Provisioning algorithm", and whose user it is.
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
    same_text,
    talent_number,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import InactiveUsers
from talent_powerpro.rules.provisioning_hazards import (
    foreign_secondary_id,
    secondary_id_of_another,
    shared_talent_user,
)
from talent_powerpro.rules.rules import Rules


def find_user(client: Client) -> Flow[TalentUser | Absent]:
    """Search where Talent User id = PP Client Secondary ID, then where e-mail = PP Client email."""
    user_id = talent_number(client.secondary_id)
    if user_id is None:
        yield from ask.note("secondary_id_not_numeric", client.secondary_id.strip())
    else:
        user = yield from ask.user_by_id(TalentUserId(user_id))
        if isinstance(user, TalentUser):
            return user
        denied = f"Talent has no user {user_id}, the Secondary ID of {client.code}"
        yield from ask.remark([Remark("known-user-missing", denied)])
    return (yield from user_by_email(client))


def user_by_email(client: Client) -> Flow[TalentUser | Absent]:
    """The Talent user with the client's e-mail, and certainly that e-mail."""
    email = client.email.strip()
    user = yield from ask.user_by_email(email)
    if isinstance(user, TalentUser) and not same_text(user.email, email):
        raise Failed(
            f"asked for {email}, TalentLMS answered with Talent User {user.id}, {user.email!r}",
            reason="wrong-user-answered",
            remedy="Look at both addresses in TalentLMS > Users",
        )
    return user


def create_user(client: Client, rules: Rules) -> Flow[TalentUser]:
    """Create a Talent user with PP Client details; where that is refused or in doubt, look again.

    Never repeated blindly: a second user for one client is the worst this program could do.
    """
    new = rules.new_user(client)
    try:
        return (yield from ask.create_user(new))
    except (Duplicate, NoAnswer) as doubt:
        yield from ask.note("looking_again", doubt.message)
        user = yield from user_by_email(client)
        if isinstance(user, Absent):
            user = yield from user_by_login(client, new.login)
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


def user_by_login(client: Client, login: str) -> Flow[TalentUser | Absent]:
    """The Talent user with that login, if they are the client's: their e-mail says so, or they
    have none and their login is the client's e-mail."""
    user = yield from ask.user_by_login(login)
    if isinstance(user, TalentUser) and not same_text(user.email or user.login, client.email):
        raise Held(
            f"the login {login} belongs to Talent User {user.id}, {user.name}, {user.email}",
            reason="login-of-another",
            remedy="Change that user's login in TalentLMS > Users, or the client's e-mail",
        )
    return user


def hold_unless_theirs(enrolment: Enrolment, user: TalentUser, rules: Rules) -> Flow[None]:
    """Whether the Talent user is this client's, and no other client's too."""
    client, policy = enrolment.client, rules.policy
    linked = yield from ask.clients_linked_to(user.id)
    same_email = yield from ask.clients_with_email(client.email.strip())
    concerns = (
        *shared_talent_user(client, user, linked, same_email, policy),
        *secondary_id_of_another(client, user, policy),
        *foreign_secondary_id(client, policy),
    )
    yield from ask.remark(rules.weigh(enrolment, concerns))


def activate(user: TalentUser, rules: Rules) -> Flow[TalentUser]:
    """The same user, made active where they are not and the policy wants it."""
    if user.active or rules.policy.inactive_users == InactiveUsers.REPORT:
        return user
    yield from ask.activate_user(user.id)
    return evolve(user, active=True)
