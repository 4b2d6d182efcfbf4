"""Updates of a Talent user from PowerPro: which values follow, and which a person changed. Pure."""

from __future__ import annotations

from attrs import evolve, fields, frozen

from talent_powerpro.errors import Failed
from talent_powerpro.model import Client, UserDetails
from talent_powerpro.records.reasons import FAILED, remedy_of
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.conditions import email_fault
from talent_powerpro.rules.rules import Rules

WORDS = {"first_name": "first name", "last_name": "last name", "email": "e-mail"}
"""What the fields are called."""


@frozen
class Update:
    """What becomes of a Talent user's details."""

    new: UserDetails
    """The details to write; those of now where nothing is to be written."""
    written: UserDetails
    """What the agent has written after that, each value by itself."""
    edited: tuple[str, ...] = ()
    """Fields that a person changed in TalentLMS, so that they stay."""


def wanted_details(client: Client, before: UserDetails, rules: Rules) -> UserDetails:
    """The details that PowerPro asks for. A blank name and a malformed e-mail change nothing."""
    try:
        first, last = rules.user_names(client)
    except Failed:
        first, last = before.first_name, before.last_name
    usable = email_fault(client) is None
    return UserDetails(first, last, client.email.strip() if usable else before.email)


def update_of(now: UserDetails, written: UserDetails, wanted: UserDetails) -> Update:
    """Decide value by value.

    A value follows where TalentLMS still has what the agent last *written*. Where PowerPro has not
    changed it since, or TalentLMS has it already, there is nothing to write.
    """
    new, ours, edited = now, written, list[str]()
    for name in (each.name for each in fields(UserDetails)):
        wish, present, last = (getattr(each, name) for each in (wanted, now, written))
        if wish == last:
            continue
        if present not in (last, wish):
            edited.append(name)
            continue
        new, ours = evolve(new, **{name: wish}), evolve(ours, **{name: wish})
    return Update(new, ours, tuple(edited))


def edited_remark(
    client: Client, user_id: str, now: UserDetails, wanted: UserDetails, edited: tuple[str, ...]
) -> Remark:
    """The remark on values that a person changed in TalentLMS."""
    said = "; ".join(
        f"the {WORDS[name]} is {getattr(now, name) or '(blank)'} there and "
        f"{getattr(wanted, name)} in PowerPro"
        for name in edited
    )
    return Remark(
        "talent-user-edited",
        f"Somebody changed Talent User {user_id} of {client.name} ({client.code}) in TalentLMS, so "
        f"this does not follow PowerPro: {said}.",
    )


def shared_remark(client: Client, user_id: str, others: str) -> Remark:
    """The remark on a Talent user of several clients, whose details are nobody's alone."""
    return Remark(
        "shared-user-not-updated",
        f"Talent User {user_id} of {client.name} ({client.code}) is also the Secondary ID of "
        f"{others}, so names and e-mail do not follow PowerPro.",
    )


def email_taken(client: Client, email: str, other: str) -> Failed:
    """The failure of an update whose e-mail another Talent user has."""
    return Failed(
        f"The e-mail of {client.name} ({client.code}) is now {email}, but {other} has it in "
        "TalentLMS, so the client's Talent user keeps the old one.",
        reason="email-taken",
        remedy=remedy_of("email-taken", FAILED),
    )
