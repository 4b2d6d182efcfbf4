"""The suites for what stands before a pair of repositories in a rehearsal.

A rehearsal reads as its originals do, and sees its own writes as a store does its own. It
differs on purpose in three ways, which these suites state in place of the tests they leave
out (`PowerProEdits`, `TalentRefusals`):

* it trusts what it is handed, because it has read it itself a moment before: whether a person
  was quicker is found when the plan is performed;
* it asks TalentLMS about no write, so a refusal is found when the plan is performed;
* a user still to be created has the stand-in id ``new:<client code>``.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import (
    Absent,
    Client,
    Enrolment,
    Ensured,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.testing.contracts.given_portal import GivenPortal
from talent_powerpro.testing.contracts.powerpro_reads import PowerProReads
from talent_powerpro.testing.contracts.powerpro_writes import PowerProWrites
from talent_powerpro.testing.contracts.rows import BOOKING, COMPETENT, JOANA, contact_log, enrolment
from talent_powerpro.testing.contracts.talent_portals import FRUIT, LEN, PORTAL, WEB
from talent_powerpro.testing.contracts.talent_portals import JOANA as NEW_JOANA
from talent_powerpro.testing.contracts.talent_reads import TalentReads
from talent_powerpro.testing.contracts.talent_writes import TalentWrites

SEVEN = TalentUserId("7")


class RehearsedPowerProContract(PowerProReads, PowerProWrites):
    """Proves a rehearsal over a store of yours: `make` is that of `PowerProContract`."""

    def store(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client] = ()
    ) -> PowerProRepository:
        return rehearsed(self.make(enrolments, clients))

    def test_what_is_rehearsed_reaches_no_store(self) -> None:
        original = self.make((enrolment(),), ())
        before = original.enrolment(BOOKING)
        powerpro = rehearsed(original)
        read = self.found(powerpro)
        powerpro.set_secondary_id(read.client, SEVEN)
        powerpro.add_contact_log(read, contact_log())
        powerpro.set_result(read.units[0], COMPETENT)
        assert self.found(powerpro) != before
        assert original.enrolment(BOOKING) == before
        assert list(original.clients_linked_to(SEVEN)) == []
        assert list(original.provisioned_enrolments()) == []

    def test_what_was_read_is_trusted_and_the_performance_finds_an_edit(self) -> None:
        powerpro = self.store((enrolment(),))
        powerpro.set_secondary_id(evolve(JOANA, secondary_id="edited since"), SEVEN)
        assert self.found(powerpro).client.secondary_id == "7"


class RehearsedTalentContract(TalentReads, TalentWrites):
    """Proves a rehearsal over a Talent repository: `make` is that of `TalentContract`."""

    def talent(self, portal: GivenPortal = PORTAL) -> TalentRepository:
        return rehearsed_talent(self.make(portal))

    def test_what_is_rehearsed_reaches_no_portal(self) -> None:
        original = self.make(PORTAL)
        talent = rehearsed_talent(original)
        created = talent.create_user(NEW_JOANA)
        talent.enrol(created.id, WEB.id)
        talent.enrol(LEN.id, WEB.id)
        assert isinstance(original.user_by_email(NEW_JOANA.email), Absent)
        unchanged = original.user_by_id(LEN.id)
        assert isinstance(unchanged, TalentUser)
        assert unchanged.enrolments == ()

    def test_a_user_still_to_be_created_has_a_stand_in_id(self) -> None:
        assert self.talent().create_user(NEW_JOANA).id == f"new:{NEW_JOANA.client_code}"

    def test_a_write_that_will_be_refused_is_planned_and_the_performance_finds_it(self) -> None:
        """A rehearsal's reads find what is missing; its writes ask nobody."""
        nowhere = TalentGroupKey("nobodys")
        assert self.talent().add_to_group(LEN.id, nowhere) is Ensured.DONE
        assert self.talent().add_to_group(LEN.id, FRUIT) is Ensured.DONE


def rehearsed(powerpro: PowerProRepository) -> PowerProRepository:
    """A rehearsal's view of that store."""
    return Rehearsal(powerpro, TalentCache(MemoryTalent()), MemoryJournal()).part().powerpro


def rehearsed_talent(talent: TalentRepository) -> TalentRepository:
    """A rehearsal's view of that portal."""
    return Rehearsal(MemoryPowerPro(), TalentCache(talent), MemoryJournal()).part().talent
