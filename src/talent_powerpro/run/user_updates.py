"""Talent users whose client changed in PowerPro, and what the agent remembers of its own writes."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from datetime import date

from attrs import frozen

from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Client,
    ClientCode,
    Enrolment,
    EnrolmentId,
    TalentUser,
    TalentUserId,
    UserDetails,
)
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.optional import clients_by_code_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import RunJournal, WrittenUsers
from talent_powerpro.records.due import Day
from talent_powerpro.records.journal import UNDO, JournalEntry
from talent_powerpro.records.step import Call, Event
from talent_powerpro.records.topics import topic
from talent_powerpro.records.write import CreateUser, SetSecondaryId
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope
from talent_powerpro.rules.user_updates import wanted_details
from talent_powerpro.run.client_enrolments import client_enrolments

READ = topic("sign-ups of before were taken over from the journal")
"""The mark of a journal that was read. Purged, it is read once more, which changes nothing."""


@frozen
class UpdateWork:
    """Finds the clients whose name or e-mail changed since the agent last wrote it."""

    rules: Rules
    day: Day
    portal: str
    users: WrittenUsers

    def changed(
        self, powerpro: PowerProRepository, but: Container[EnrolmentId]
    ) -> Iterator[tuple[WrittenUser, Enrolment]]:
        """Yield what was written to each, with an enrolment in scope that is not among *but*."""
        for some in pieces(self.users.every_written()):
            before = {each.client_code: each for each in some if each.portal == self.portal}
            for client in clients_with(powerpro, before):
                found = before.pop(client.code)
                if wanted_details(client, found.written, self.rules) == found.settled:
                    continue  # The usual case: nothing of the client's enrolments is read.
                if enrolment := self._enrolment(client, powerpro, but):
                    yield found, enrolment

    def _enrolment(
        self, client: Client, powerpro: PowerProRepository, but: Container[EnrolmentId]
    ) -> Enrolment | None:
        there = client_enrolments(powerpro, client.code)
        in_scope = (each for each in there if is_in_scope(each, self.rules, self.day))
        return next((e for e in in_scope if e.id not in but and not e.unreadable), None)


def clients_with(powerpro: PowerProRepository, codes: Collection[ClientCode]) -> Iterable[Client]:
    """Return the clients with these codes, as narrowly as PowerPro can read them."""
    if not codes:
        return ()
    if port := clients_by_code_of(powerpro):
        return port.clients_with(tuple(codes))
    every = (each.client for each in powerpro.provisioned_enrolments())
    return {each.code: each for each in every if each.code in codes}.values()


# --- what the agent wrote ---------------------------------------------------------


def signed_up_in(events: Iterable[Event], portal: str) -> Iterator[WrittenUser]:
    """Yield the users whom a flow signed up, or may have signed up."""
    for event in events:
        step = event.step
        if not (isinstance(step, Call) and isinstance(step.write, CreateUser)):
            continue
        if isinstance(event.answer, TalentUser):
            yield _signed_up(step.write, event.answer.id, portal)
        elif isinstance(event.fault, NoAnswer):
            yield _signed_up(step.write, TalentUserId(""), portal)


def remember_sign_ups(journal: RunJournal, users: WrittenUsers, portal: str, today: date) -> None:
    """Remember the sign-ups of a run that was cut off, and once those of all earlier runs.

    What is remembered already stays. Called before the journal is recovered. A sign-up that was
    planned and not made does no harm: nothing is overwritten that differs from it.
    """
    entries = journal.unfinished() if journal.told([READ]) else journal.entries()
    found = (each for entry in entries for each in _of_entry(entry, portal))
    latest = {each.client_code: each for each in found}
    known = {each.client_code for each in users.written_to(latest)}
    users.remember_written([each for key, each in latest.items() if key not in known])
    journal.tell([READ], today)


def _of_entry(entry: JournalEntry, portal: str) -> Iterator[WrittenUser]:
    if entry.stage.startswith(UNDO):
        return
    ids = {each.client_code: each.new for each in entry.made if isinstance(each, SetSecondaryId)}
    for write in entry.writes:
        if isinstance(write, CreateUser):
            yield _signed_up(write, ids.get(write.client_code, TalentUserId("")), portal)


def _signed_up(write: CreateUser, user_id: TalentUserId, portal: str) -> WrittenUser:
    details = UserDetails(write.first_name, write.last_name, write.email)
    return WrittenUser(write.client_code, user_id, portal, details, details)
