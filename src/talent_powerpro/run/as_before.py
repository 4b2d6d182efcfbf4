"""PowerPro as it was before another agent wrote to it, for a rehearsal of what we would have done.

Only reads may be asked, and only by a run with targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast

from attrs import evolve

from talent_powerpro.model import (
    Client,
    ClientCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    talent_number,
)
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.ports.powerpro import ClientEnrolments, PowerProRepository

HIDDEN = frozenset({"shared_talent_ids", "enrolments_of", "enrolments_in"})
"""Optional ports that would show what the other agent wrote. All can be done without."""


def as_before(
    enrolments: Mapping[EnrolmentId, Enrolment],
    secondary_ids: Mapping[ClientCode, str],
    powerpro: PowerProRepository,
) -> PowerProRepository:
    """Return *powerpro* with these enrolments and Secondary IDs in place of its own."""
    return cast(PowerProRepository, _AsBefore(enrolments, secondary_ids, powerpro))


class _AsBefore:
    def __init__(
        self,
        enrolments: Mapping[EnrolmentId, Enrolment],
        secondary_ids: Mapping[ClientCode, str],
        powerpro: PowerProRepository,
    ) -> None:
        self._enrolments = enrolments
        self._secondary_ids = secondary_ids
        self._powerpro = powerpro

    def __getattr__(self, name: str) -> Any:
        if name in HIDDEN:
            raise AttributeError(name)
        if name == "provisioned_enrolments_of" and (port := client_enrolments_of(self._powerpro)):
            return partial(self._of_client, port)
        return getattr(self._powerpro, name)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        found = self._powerpro.enrolment(enrolment_id)
        return found and self._before(found)

    def provisioned_enrolments(self) -> Iterator[Enrolment]:
        before = map(self._before, self._powerpro.provisioned_enrolments())
        return (each for each in before if each.provisioning_log)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        number = talent_number(user_id)
        if number is None:  # A stand-in. A blank Secondary ID must not seem to be linked to it.
            return ()
        linked = {each.code: each for each in self._powerpro.clients_linked_to(user_id)}
        for each in self._enrolments.values():
            linked.setdefault(each.client.code, each.client)
        before = map(self._client, linked.values())
        return [each for each in before if talent_number(each.secondary_id) == number]

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return [self._client(each) for each in self._powerpro.clients_with_email(email)]

    def _of_client(self, port: ClientEnrolments, client_code: ClientCode) -> Sequence[Enrolment]:
        found = port.provisioned_enrolments_of(client_code)
        return [each for each in map(self._before, found) if each.provisioning_log]

    def _before(self, enrolment: Enrolment) -> Enrolment:
        found = self._enrolments.get(enrolment.id, enrolment)
        return evolve(found, client=self._client(enrolment.client))

    def _client(self, client: Client) -> Client:
        before = self._secondary_ids.get(client.code, client.secondary_id)
        return evolve(client, secondary_id=before)
