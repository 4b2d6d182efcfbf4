"""Forgetting a client: what would be deleted, what is kept, and what will no longer happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client, ClientCode, Enrolment, talent_number
from talent_powerpro.ports.forgetting import ForgetsClients, Person
from talent_powerpro.rules.last_look import closed_on
from talent_powerpro.rules.policy import Policy


@frozen
class Forgetting:
    """What forgetting one client does."""

    client_code: ClientCode
    deleted: Mapping[str, int]
    """The number of rows, by what they are. Empty: the client was forgotten before."""
    kept_evidence: int
    """The number of results whose evidence stays, with the client's code and without a name."""
    consequences: tuple[str, ...]
    """What will no longer happen, and what a person has to do elsewhere. Sentences for people."""


def forgetting(
    client_code: ClientCode, store: ForgetsClients, policy: Policy, today: date
) -> Forgetting:
    """Return what forgetting the client would do. Deletes nothing.

    Raises `SettingsFault` where nothing is known of the client.
    """
    person, evidence = store.person(client_code), store.evidence_kept(client_code)
    if person is None:
        if not evidence:
            near = get_close_matches(client_code, store.client_codes())
            meant = f" Did you mean {near[0]}?" if near else ""
            raise SettingsFault(
                f"The store has no client {client_code}.{meant}",
                remedy="Use a Code from clients.csv, as it is written there.",
            )
        return Forgetting(client_code, {}, evidence, ())
    consequences = tuple(_consequences(person, policy, today))
    return Forgetting(client_code, store.traces(person), evidence, consequences)


def forget(
    client_code: ClientCode, store: ForgetsClients, policy: Policy, today: date
) -> Forgetting:
    """Delete a client's personal data, and return what was done. A repeat changes nothing.

    The caller holds the run lock. Raises as `forgetting` does, and `PowerProUnusable` where
    deleted bytes may be left.
    """
    done = forgetting(client_code, store, policy, today)
    # Again for one who was forgotten before: the first time may have been interrupted.
    store.forget(store.person(client_code) or Person(Client(client_code, "", "")))
    return done


def _consequences(person: Person, policy: Policy, today: date) -> Iterator[str]:
    for each in person.enrolments:
        yield from _ends(each, policy, today)
    if number := talent_number(person.client.secondary_id):
        yield (
            f"Talent User {number} stays in TalentLMS. If the person must be forgotten there too, "
            "delete the user in TalentLMS: Users > the user > Delete."
        )
    yield (
        "The next import adds the client again if the files still have the client. Remove the "
        "client from the exporting system first."
    )


def _ends(enrolment: Enrolment, policy: Policy, today: date) -> Iterator[str]:
    """What will no longer happen to the enrolment; nothing if nothing would have."""
    which = f"{enrolment.id} in {enrolment.course.code}"
    if closed_on(enrolment, today) or enrolment.course.archived:
        return
    if not enrolment.provisioning_log:
        yield f"Enrolment {which} will not be provisioned."
    elif any(policy.is_open(unit.outcome) for unit in enrolment.units):
        yield f"Results of enrolment {which} will not be fetched any more."
