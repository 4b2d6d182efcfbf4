"""Sign-ups of earlier runs whose outcome is not known, and what is known of clients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pytest

from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryVerifiedLinks
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
)
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.write import CreateUser, SetSecondaryId, Write
from talent_powerpro.run.linkage import linkages, sign_ups_in_doubt

JOANA, E1 = ClientCode("2021000017"), EnrolmentId("E1")
CREATE = CreateUser(JOANA, "old@pm.me", "Joana", "Gomez", "old@pm.me")
LINK = SetSecondaryId(JOANA, "", TalentUserId("new:2021000017"))


class Finding(MemoryJournal):
    def entries_of(self, enrolment_ids: Collection[EnrolmentId]) -> Sequence[JournalEntry]:
        return [each for each in self.entries() if each.enrolment_id in enrolment_ids]


@pytest.fixture(params=[MemoryJournal, Finding])
def journal(request: pytest.FixtureRequest) -> MemoryJournal:
    """A journal in which an enrolment stayed due, and one that was never due."""
    made: MemoryJournal = request.param()
    made.mark_due([DueMark(E1, date(2022, 6, 2))])
    other = CreateUser(ClientCode("2"), "p@pm.me", "Pink", "Panther", "p@pm.me")
    made.begin(
        [
            JournalEntry("run-1", "provisioning", E1, (CREATE, LINK)),
            JournalEntry("run-1", "provisioning", EnrolmentId("E2"), (other,)),
        ]
    )
    return made


def test_a_sign_up_of_a_run_that_was_killed_is_in_doubt(journal: MemoryJournal) -> None:
    assert sign_ups_in_doubt(journal) == {JOANA: ("old@pm.me",)}
    journal.end("run-1", "provisioning", E1, "not reached", ())
    assert sign_ups_in_doubt(journal) == {JOANA: ("old@pm.me",)}


def test_a_sign_up_without_an_answer_is_in_doubt(journal: MemoryJournal) -> None:
    journal.end("run-1", "provisioning", E1, "deferred", ())
    journal.begin([JournalEntry("run-2", "provisioning", E1, (CREATE,))])
    assert sign_ups_in_doubt(journal) == {JOANA: ("old@pm.me",)}


@pytest.mark.parametrize(
    ("status", "made"),
    [("provisioned", (CREATE, LINK)), ("provisioned", (LINK,)), ("deferred", (CREATE,))],
)
def test_a_sign_up_that_was_answered_is_not_in_doubt(
    journal: MemoryJournal, status: str, made: tuple[Write, ...]
) -> None:
    journal.end("run-1", "provisioning", E1, status, made)
    assert sign_ups_in_doubt(journal) == {}
    again = DueMark(E1, None)  # Someone removed the contact log, say.
    journal.mark_due([again, DueMark(EnrolmentId("E2"), None)])
    assert sign_ups_in_doubt(journal) == {ClientCode("2"): ("p@pm.me",)}


def test_without_a_due_mark_nothing_is_read() -> None:
    assert sign_ups_in_doubt(MemoryJournal()) == {}


def test_a_client_has_their_stored_link_and_their_sign_ups_in_doubt() -> None:
    links, link = MemoryVerifiedLinks(), VerifiedLink(JOANA, TalentUserId("7"), "college")
    links.remember_links([link])
    hers = Enrolment(
        E1, Client(JOANA, "Gomez", "Joana"), Course(CourseCode("ICT1"), "Certificate III")
    )
    known = linkages(links, "college", [hers], {JOANA: ("old@pm.me",)})
    assert known(hers) == Linkage("college", link, ("old@pm.me",))
    assert linkages(links, "college", [hers])(hers) == Linkage("college", link)
    assert linkages(links, "college", ())(hers) == Linkage("college")
