"""The facts of holds: the values to which a person's answer is bound.

A fact is a short text. It never has the day of the run in it, or each answer would lapse at
midnight, and never a stand-in, or it would lapse as soon as a Talent user is created (decision 26).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from talent_powerpro.model import (
    Client,
    TalentUser,
    Unit,
    UnitResult,
    client_of_stand_in,
    outcome_code,
    plain,
)

_NAMES = ("unit row ", "client ")
"""Beginnings of first facts that name what a hold is about."""
_VALUES = ("deferred to ", "Talent group ")
"""Beginnings of first facts that are a value. Such a hold is about the enrolment."""


def subject(reason: str, facts: Sequence[str]) -> tuple[str, ...]:
    """What the hold of an enrolment is about, without the values that it may change.

    Two holds of one enrolment with the same reason and the same subject are one question at two
    times. *facts* of an unknown form, such as a plugin's, are their own subject.
    """
    first = facts[0] if facts else ""
    if first.startswith(_VALUES):
        return ()
    if not first.startswith(_NAMES):
        return tuple(facts)
    # A completion may be doubtful in two ways at once, and each is answered on its own.
    return tuple(facts[: 2 if reason == "doubtful-date" else 1])


def talent_user_fact(client: Client, user_id: str, linked: Iterable[Client]) -> str:
    """The Talent user as a fact of a hold about *client*.

    *linked* are the clients whose Secondary ID it is. A user to be created by the same run gives
    the same fact as the user that they became.
    """
    # In a rehearsal a new user has a stand-in, and a later run finds the user under a number. The
    # client whose user it is stays the same (decision 26).
    owners = codes(others(client, linked)) or list(filter(None, [client_of_stand_in(user_id)]))
    return f"Talent user of client {', '.join(owners)}" if owners else f"Talent user {user_id}"


def compared(client: Client, user: TalentUser, linked: Iterable[Client]) -> tuple[str, ...]:
    """The facts of a hold that compares a client with a Talent user: both, as compared."""
    names = (client.given_names, client.preferred_name, client.surname, client.email)
    theirs = (user.first_name, user.last_name, user.email or user.login)
    return (
        f"client {client.code}",
        talent_user_fact(client, user.id, linked),
        "; ".join(map(plain, names)),
        "; ".join(map(plain, theirs)),
    )


def codes(clients: Iterable[Client]) -> list[str]:
    """The clients' codes, sorted."""
    return sorted(client.code for client in clients)


def others(client: Client, clients: Iterable[Client]) -> tuple[Client, ...]:
    """The *clients* without the client."""
    return tuple(other for other in clients if other.code != client.code)


def outcome_facts(unit: Unit, wanted: UnitResult) -> tuple[str, ...]:
    """The facts of a hold about the outcome: row, old and wanted code, completion date."""
    return (
        row_fact(unit),
        f"PowerPro's outcome {outcome_code(unit.outcome)}",
        f"wanted outcome {outcome_code(wanted.outcome)}",
        day_fact("completed", wanted.outcome_date),
    )


def date_facts(unit: Unit, wanted: UnitResult) -> tuple[str, ...]:
    """The facts of a hold about the date: row, PowerPro's date, completion date."""
    return (
        row_fact(unit),
        day_fact("PowerPro's date", unit.outcome_date),
        day_fact("completed", wanted.outcome_date),
    )


def row_fact(unit: Unit) -> str:
    """The row of a unit on an enrolment."""
    return f"unit row {unit.id}"


def day_fact(what: str, day: date | None) -> str:
    """A day, such as ``completed 2022-06-13``."""
    return f"{what} {day.isoformat() if day else 'blank'}"
