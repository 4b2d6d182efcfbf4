"""Records that wait for a person: not asked about again until PowerPro or an hour has changed.

A held record costs some calls at each run, and a run every ten minutes would repeat them 144 times
a day for the same answer. While nothing that it depends on has changed in PowerPro, its record is
made from the stored hold, without a call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Never

from attrs import frozen

from talent_powerpro.errors import Failed, Held, RecordFault
from talent_powerpro.model import Client, Enrolment, EnrolmentId, TalentUserId
from talent_powerpro.ports.looks import Looks
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.look import Wait
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.worth_asking import digest


@frozen
class Waiting:
    """The records of one stage that wait when it begins."""

    stage: StageName
    looks: Looks
    holds: Holds
    facts: WaitFacts
    saving: Saving
    now: datetime
    is_named: bool
    """Whether a person asked for this stage or these records, so that nothing waits."""

    @property
    def enrolment_ids(self) -> Collection[EnrolmentId]:
        """The enrolments that may wait. Whether they still do depends on what PowerPro has."""
        return self._waits.keys()

    def fault_of(self, enrolment: Enrolment) -> RecordFault | None:
        """The fault that the record still ends in; ``None``: TalentLMS is asked."""
        wait = self._waits.get(enrolment.id)
        # A clock that was set back must not keep a record from being asked.
        if wait is None or not wait.asked_at <= self.now < wait.asked_at + self.saving.retry_held:
            return None
        if self.facts.of(enrolment, wait.users) != wait.facts:
            return None
        return failed(wait) if wait.reason else held(self._held.get(enrolment.id, ()))

    @cached_property
    def _waits(self) -> Mapping[EnrolmentId, Wait]:
        return self.looks.waits(self.stage) if self.saving.rosters and not self.is_named else {}

    @cached_property
    def _held(self) -> Mapping[EnrolmentId, Sequence[StandingHold]]:
        found: dict[EnrolmentId, list[StandingHold]] = {}
        for each in self.holds.standing():
            if each.stage == self.stage and each.held:
                found.setdefault(each.enrolment_id, []).append(each)
        return found


@frozen
class WaitFacts:
    """Digests of everything in PowerPro that a waiting record depends on."""

    powerpro: PowerProRepository
    rules: Rules
    basis: str

    def of(self, enrolment: Enrolment, users: Iterable[str]) -> str:
        """The digest; blank where PowerPro cannot be read now, which equals no other."""
        try:
            clients = self._clients_beside(enrolment.client, users)
            others = self._others_of(enrolment)
        except RecordFault:
            return ""
        answers = sorted(
            f"{key}{decision}"
            for key, decision in self.rules.answers.items()
            if key[0] == enrolment.id
        )
        return digest(repr((self.basis, enrolment, clients, others, answers)))

    def _clients_beside(self, client: Client, users: Iterable[str]) -> list[Client]:
        """The clients who share the e-mail or have one of these Talent users."""
        email = client.email.strip()
        found = list(self.powerpro.clients_with_email(email)) if email else []
        for user_id in users:
            found += self.powerpro.clients_linked_to(TalentUserId(user_id))
        return sorted(found, key=lambda each: each.code)

    def _others_of(self, enrolment: Enrolment) -> list[Enrolment]:
        offered = client_enrolments_of(self.powerpro)
        if offered is None:
            return []  # Reading them all would cost more than asking TalentLMS once an hour.
        others = offered.provisioned_enrolments_of(enrolment.client.code)
        return sorted(
            (each for each in others if each.id != enrolment.id), key=lambda each: each.id
        )


def held(holds: Sequence[StandingHold]) -> Held | None:
    """The fault of a record with these holds; ``None`` without any."""
    faults = [
        Held(
            each.message,
            reason=each.reason,
            remedy=each.remedy,
            releasable=each.releasable,
            facts=each.facts,
            both=each.both,
        )
        for each in holds
    ]
    if not faults:
        return None
    first, *others = faults
    first.others = tuple(others)
    return first


def failed(wait: Wait) -> Failed:
    """The fault of a record that failed on PowerPro's own data."""
    return Failed(wait.message, reason=wait.reason, remedy=wait.remedy)


def put_off(fault: RecordFault) -> Flow[Never]:
    """A flow that asks nothing and raises *fault*."""
    yield from ()
    raise fault
