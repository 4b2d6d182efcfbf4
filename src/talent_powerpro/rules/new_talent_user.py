"""The details of a new Talent user: both names, a password, and refusals that they explain.

TalentLMS wants a first and a last name, and people with one name exist. The policy's
``single_name`` says what is sent for the blank one.
"""

from __future__ import annotations

import secrets
import string

from talent_powerpro.errors import Failed, Refused
from talent_powerpro.model import Client, NewTalentUser, Secret

FAIL = "fail"
"""The value of ``single_name`` that leaves the decision to a person."""
REPEAT = "repeat"
"""The value of ``single_name`` that sends the one name as first and as last name."""


def both_names(client: Client, names: tuple[str, str], single_name: str) -> tuple[str, str]:
    """First and last name to send for *client*, neither of them blank.

    *names* are those that people see. Raises `Failed` if one is blank and *single_name* is
    ``fail``, and if both are blank.
    """
    first, last = (name.strip() for name in names)
    if first and last:
        return first, last
    if not (first or last) or single_name == FAIL:
        raise _incomplete(client, first, last)
    filler = (first or last) if single_name == REPEAT else single_name
    return first or filler, last or filler


def _incomplete(client: Client, first: str, last: str) -> Failed:
    blank = " and ".join(
        field for field, name in (("Given names", first), ("Surname", last)) if not name
    )
    called = f"{client.name} ({client.code})" if client.name else f"Client {client.code}"
    choice = (
        ' If the client has only one name, set `single_name = "repeat"` in `[policy]`.'
        if first or last
        else ""
    )
    return Failed(
        f"{called} has a blank field: {blank}. TalentLMS needs a first and a last name, so the "
        "agent creates no Talent user.",
        reason="name-incomplete",
        remedy=f"Fill in {blank}: Client > Main.{choice}",
    )


def generated_password() -> Secret:
    """A new password of 20 characters, stored nowhere."""
    # API fact (recorded): at least 8 characters, with an upper-case letter, a lower-case one and a
    # digit.
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    anything = string.ascii_letters + string.digits
    letters = [secrets.choice(kind) for kind in kinds]
    letters += [secrets.choice(anything) for _ in range(20 - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return Secret("".join(letters))


OWN = frozenset({"invalid-email", "custom-field", "not-sendable"})
"""Reasons of refused creates that are about one client's own values."""


def explained_by_record(new: NewTalentUser, refused: Refused) -> bool:
    """Whether the record's own values explain why TalentLMS refused to create its user.

    Any other refusal may be about the portal, such as its user limit or the pre-set password,
    and would meet every later user too.
    """
    if refused.reason in OWN:
        return True
    # API fact (reported): a required value that is blank is an invalid argument.
    blank = not all(text.strip() for text in (new.login, new.first_name, new.last_name, new.email))
    return refused.reason == "invalid-arguments" and blank
