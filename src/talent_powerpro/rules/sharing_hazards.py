"""The hazard of one Talent user for two clients.

One account's work is never two people's competency, so this is held under both profiles. Only the
policy's ``link`` allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talent_powerpro.model import Client, TalentUser, is_usi, same_text, talent_number
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import codes, compared, others
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.same_person import likeness

CLIENT_FIELD = "Client > Secondary ID"


def shared_talent_user(
    client: Client,
    user: TalentUser,
    linked: Sequence[Client],
    same_email: Iterable[Client],
    policy: Policy,
) -> tuple[Concern, ...]:
    """Two clients would have one Talent user. Only the policy's ``link`` allows that.

    *linked* are the clients with that Talent user's id, *same_email* those with the client's
    e-mail. Both may include the client.
    """
    owners, mailbox = others(client, linked), others(client, same_email)
    # Families share mailboxes. The given name then says whose Talent user it is, and the client
    # with that name goes on; only the others are held.
    if likeness(client, user).given:
        mailbox = ()
    if not owners and not mailbox:
        return ()
    sharing = {each.code: each for each in (*owners, *mailbox)}.values()
    called, people, shared = listed([client]), listed([client, *sharing]), _talent_user(user.id)
    found = (
        f"{people} have the same e-mail, {client.email.strip()}, so they would share one Talent "
        f"user: {shared}, {user.name}."
        if mailbox
        else f"{called} would share {shared}, {user.name}, with {listed(owners)}, whose "
        "Secondary ID it already is."
    )
    return (
        Concern(
            _of_shared(policy),
            "talent-user-shared",
            f"{found} {_same_usi(client, sharing)}If you release this hold, {called} is enrolled "
            f"as {shared} too, and its results count for none of these clients until each of them "
            "has their own Talent user.",
            "Give each client their own e-mail: Client > Main > Email. If a Secondary ID is wrong, "
            f"clear it: {CLIENT_FIELD}.",
            reported=f"{people} share {shared}, {user.name}. {_same_usi(client, sharing)}".strip(),
            facts=(
                *compared(client, user, linked),
                *(f"same e-mail: {code}" for code in codes(mailbox)),
            ),
            both=tuple(codes([client, *sharing])),
        ),
    )


def results_of_two_clients(
    client: Client, user_id: str, linked: Sequence[Client], policy: Policy
) -> tuple[Concern, ...]:
    """The results of a Talent user whom another client has too. No release can help.

    *linked* as in `shared_talent_user`.
    """
    sharing = others(client, linked)
    if not sharing:
        return ()
    people, shared = listed([client, *sharing]), _talent_user(user_id)
    return (
        Concern(
            _of_shared(policy),
            "talent-user-shared",
            f"{people} have one Talent user, {shared}. {_same_usi(client, sharing)}The agent "
            "cannot tell whose work it is, so its results count for none of these clients.",
            f"Give each client their own Talent user: {CLIENT_FIELD}.",
            releasable=False,
            reported=f"{people} share {shared}.",
            facts=(
                f"client {client.code}",
                f"Talent user {user_id}",
                *(f"shared with {code}" for code in codes(sharing)),
            ),
        ),
    )


def _same_usi(client: Client, sharing: Iterable[Client]) -> str:
    same = [each for each in sharing if is_usi(client.usi) and same_text(each.usi, client.usi)]
    if not same:
        return ""
    return f"{listed([client, *same])} have the same USI, so they may be one person entered twice. "


def _of_shared(policy: Policy) -> Reaction:
    return Reaction.REPORT if policy.shared_talent_user == SharedTalentUser.LINK else Reaction.HOLD


def _talent_user(user_id: str) -> str:
    """The Talent user as people know it, never a stand-in's id."""
    return f"Talent User {user_id}" if talent_number(user_id) else "the Talent user to be created"


def listed(clients: Iterable[Client]) -> str:
    """Names and codes, such as ``JOANA GOMEZ (2021000017) and LEN CASTER (2021000019)``."""
    *before, last = (f"{client.name} ({client.code})" for client in clients)
    return " and ".join(filter(None, (", ".join(before), last)))
