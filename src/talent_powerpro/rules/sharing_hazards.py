"""The hazard of one Talent user for two clients.

One account's work is never two people's competency, so this is held under both profiles. Only the
policy's ``link`` allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talent_powerpro.model import Client, TalentUser, plain, talent_number
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.hold_facts import codes, compared, others, talent_user_fact
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser

CLIENT_FIELD = "Client > Secondary ID"


def is_named(user: TalentUser, client: Client) -> bool:
    """True if the Talent user has the client's surname and one of their given names."""
    given = {plain(client.given_names), plain(client.preferred_name)}
    firsts = {name.split()[0] for name in given if name}
    return plain(user.last_name) == plain(client.surname) and (
        plain(user.first_name) in given | firsts
    )


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
    sharing = others(client, same_email)
    # Families share mailboxes. The name then says whose Talent user it is, and the client with
    # that name goes on; only the others are held.
    if not sharing or is_named(user, client):
        return linked_to_another(client, user.id, linked, policy)
    people, shared = listed([client, *sharing]), _talent_user(user.id)
    email = client.email.strip()
    concern = Concern(
        _of_shared(policy),
        "talent-user-shared",
        f"{people} have the same e-mail, {email}, so they would share one Talent user: {shared}, "
        f"{user.name}. Units that one of them completes could be recorded for another. "
        f"If you release this hold, {listed([client])} is enrolled as {shared}.",
        "Give each client their own e-mail: Client > Main > Email.",
        reported=f"{people} have the same e-mail, {email}, and share {shared}, {user.name}.",
        facts=(
            *compared(client, user, linked),
            *(f"same e-mail: {code}" for code in codes(sharing)),
        ),
    )
    return (*linked_to_another(client, user.id, linked, policy), concern)


def linked_to_another(
    client: Client, user_id: str, linked: Sequence[Client], policy: Policy
) -> tuple[Concern, ...]:
    """Another client has this Talent user's id. *linked* as in `shared_talent_user`."""
    sharing = others(client, linked)
    if not sharing:
        return ()
    called, shared = listed([client]), _talent_user(user_id)
    return (
        # Provisioning and results use one sentence, so that one release serves both stages.
        Concern(
            _of_shared(policy),
            "talent-user-shared",
            f"{called} would share {shared} with {listed(sharing)}, whose Secondary ID it already "
            "is. Units that one of them completes could be recorded for another. "
            f"If you release this hold, {called} uses {shared} too and gets its results.",
            f"Clear the Secondary ID of the client who should not have it: {CLIENT_FIELD}.",
            reported=f"{called} shares {shared} with {listed(sharing)}.",
            facts=(f"client {client.code}", talent_user_fact(client, user_id, linked)),
        ),
    )


def _of_shared(policy: Policy) -> Reaction:
    return Reaction.REPORT if policy.shared_talent_user == SharedTalentUser.LINK else Reaction.HOLD


def _talent_user(user_id: str) -> str:
    """The Talent user as people know it, never a stand-in's id."""
    return f"Talent User {user_id}" if talent_number(user_id) else "the Talent user to be created"


def listed(clients: Iterable[Client]) -> str:
    """Names and codes, such as ``JOANA GOMEZ (2021000017) and LEN CASTER (2021000019)``."""
    *before, last = (f"{client.name} ({client.code})" for client in clients)
    return " and ".join(filter(None, (", ".join(before), last)))
