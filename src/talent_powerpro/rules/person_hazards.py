"""Concerns about the person behind a Talent user, for provisioning and for results.

Both stages use the same sentences, so that one release serves both. What agrees between a
client and a Talent user is compared in `talent_powerpro.rules.same_person`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from talent_powerpro.model import (
    Client,
    TalentCourseId,
    TalentUser,
    same_text,
)
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import compared, others, talent_user_fact
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.same_person import Likeness, likeness
from talent_powerpro.rules.sharing_hazards import CLIENT_FIELD, listed

EMAIL_FIELD = "Client > Main > Email"


def concerns_about_user(
    client: Client,
    user: TalentUser,
    course_id: TalentCourseId,
    *,
    linked: Sequence[Client],
    same_email: Sequence[Client],
    sent: tuple[str, str],
    policy: Policy,
) -> tuple[Concern, ...]:
    """Everything that speaks against *user* being the client's own learner account.

    *linked* are the clients with that Talent user's id, *same_email* those with the client's
    e-mail; both may include the client. *sent* are the first and last name that the agent sends
    to TalentLMS for the client. Two clients with one Talent user are another matter: see
    `talent_powerpro.rules.sharing_hazards`.
    """
    another = another_person(client, user, sent, linked, policy)
    return (
        *(() if _explained(client, user, same_email, policy) else another),
        *not_a_learner(client, user, course_id, linked, policy),
    )


def _explained(
    client: Client, user: TalentUser, same_email: Sequence[Client], policy: Policy
) -> bool:
    """True if the concern about a shared e-mail says already whose Talent user it is."""
    # Of two clients with one mailbox, the Talent user is one's own and another person's to the
    # other. That is one fact, so it is one hold.
    sharing = others(client, same_email)
    return bool(sharing and not likeness(client, user).given) and (
        policy.shared_talent_user == SharedTalentUser.HOLD
        or any(likeness(other, user).given for other in sharing)
    )


def another_person(
    client: Client,
    user: TalentUser,
    sent: tuple[str, str],
    linked: Sequence[Client],
    policy: Policy,
) -> tuple[Concern, ...]:
    """The Talent user's e-mail and names, compared with the client's.

    *sent* and *linked* as in `concerns_about_user`.
    """
    agrees = agreement(client, user, sent)
    if agrees.email and agrees.given:
        return () if agrees.family else (_differing_name(client, user),)
    if agrees.whole:
        return (_differing_email(client, user),)
    if agrees.email and agrees.family:
        return (_family_name_only(client, user, linked, policy),)
    return (_of_another(client, user, linked, policy, email=agrees.email),)


def agreement(client: Client, user: TalentUser, sent: tuple[str, str]) -> Likeness:
    """What agrees with the client's own names or with those that the agent sends."""
    # A plugin may choose the names in TalentLMS, and then nobody has the client's own there.
    own = likeness(client, user)
    chosen = likeness(evolve(client, given_names=sent[0], surname=sent[1]), user)
    # Also names that cannot be compared by their words, such as one that is a number: the agent
    # must not hold a client for the user that it created itself.
    as_sent = any(sent) and all(map(same_text, sent, (user.first_name, user.last_name)))
    return Likeness(
        own.email,
        given=own.given or chosen.given or as_sent,
        family=own.family or chosen.family or as_sent,
        whole=own.whole or chosen.whole,
    )


def is_family_name_only(client: Client, user: TalentUser, sent: tuple[str, str]) -> bool:
    """True if e-mail and family name agree, and no given name does."""
    agrees = agreement(client, user, sent)
    return agrees.email and agrees.family and not agrees.given


def not_a_learner(
    client: Client,
    user: TalentUser,
    course_id: TalentCourseId,
    linked: Sequence[Client],
    policy: Policy,
) -> tuple[Concern, ...]:
    """The Talent user runs the portal or teaches: by its type, or by its role in the course."""
    place = user.enrolment_in(course_id)
    if not user.is_staff and (place is None or same_text(place.role, "learner")):
        return ()
    what = f"has the user type {user.user_type}" if user.is_staff else ""
    if place and not same_text(place.role, "learner"):
        role = f"is {place.role} in Talent course {course_id}, not learner"
        what = f"{what} and {role}" if what else role
    found, called = f"Talent User {user.id}, {user.name}, {what}", listed([client])
    return (
        Concern(
            policy.staff_users,
            "not-a-learner",
            f"{found}. Such an account can complete units without being assessed. "
            f"If you release this hold, {called} uses Talent User {user.id} and gets its results.",
            "Change the account to a learner in TalentLMS > Users, or give the client an account "
            f"of their own under another e-mail: {EMAIL_FIELD}.",
            reported=f"{found}.",
            facts=(f"client {client.code}", talent_user_fact(client, user.id, linked), what),
        ),
    )


def _differing_name(client: Client, user: TalentUser) -> Concern:
    return _differing("name", user.id, user.name, client.name)


def _differing_email(client: Client, user: TalentUser) -> Concern:
    return _differing("e-mail", user.id, user.email or user.login, client.email.strip())


def _differing(what: str, user_id: str, theirs: str, ours: str) -> Concern:
    return Concern(
        Reaction.REPORT,
        "talent-user-differs",
        f"Talent User {user_id} has the {what} {theirs!r} in TalentLMS and {ours!r} in PowerPro.",
        "Compare the Talent user in TalentLMS > Users with the client in Client > Main.",
    )


def _family_name_only(
    client: Client, user: TalentUser, linked: Sequence[Client], policy: Policy
) -> Concern:
    called = listed([client])
    found = (
        f"{called} has the e-mail and the family name of Talent User {user.id}, {user.name}, "
        "but another given name"
    )
    return Concern(
        policy.family_name_only,
        "family-name-only",
        f"{found}, so this may be a relative. "
        f"If you release this hold, {called} uses Talent User {user.id} and gets its results.",
        f"Give the client their own e-mail, {EMAIL_FIELD}, or correct the Talent user's name in "
        "TalentLMS > Users.",
        reported=f"{found}. This may be a relative.",
        facts=compared(client, user, linked),
    )


def _of_another(
    client: Client, user: TalentUser, linked: Sequence[Client], policy: Policy, *, email: bool
) -> Concern:
    called, address = listed([client]), client.email.strip()
    if email:
        found = (
            f"Talent User {user.id} has the e-mail of {called}, {address}, but its name is "
            f"{user.name}"
        )
        remedy = (
            f"Give the client their own e-mail, {EMAIL_FIELD}, or correct the Talent user's name "
            "in TalentLMS > Users."
        )
    else:
        found = (
            f"Talent User {user.id} is {user.name}, {user.email or 'no e-mail'}. "
            f"{called}, {address}, has another e-mail and another name"
        )
        remedy = f"Correct or clear the Secondary ID of {called}: {CLIENT_FIELD}."
    return Concern(
        policy.secondary_ids_of_others,
        "talent-user-of-another",
        f"{found}, so this may be another person. "
        f"If you release this hold, {called} uses Talent User {user.id} and gets its results.",
        remedy,
        reported=f"{found}.",
        facts=compared(client, user, linked),
    )
