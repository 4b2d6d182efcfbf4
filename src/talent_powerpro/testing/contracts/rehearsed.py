"""Contract suites of the repositories that a rehearsal puts over the real ones.

A rehearsal reads what the real repositories read, and its reads return its own planned writes. It
differs in three ways, so these suites leave out `PowerProEdits` and `TalentRefusals` and test
instead that:

* it does not check whether a person edited a row since it was read. The performance does;
* it sends no write to TalentLMS, so a refusal is found in the performance;
* a user who is still to be created has the stand-in id ``new:<client code>``.
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
    """Tests a rehearsal over your store. `make` is the one of `PowerProContract`."""

    def store(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client] = ()
    ) -> PowerProRepository:
        return rehearsed(self.make(enrolments, clients))

    def again(self, powerpro: PowerProRepository) -> PowerProRepository:
        """The rehearsal itself: the store never has its writes."""
        return powerpro

    def test_a_rehearsal_writes_nothing_to_the_store(self) -> None:
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

    def test_a_rehearsal_does_not_check_for_edits(self) -> None:
        powerpro = self.store((enrolment(),))
        powerpro.set_secondary_id(evolve(JOANA, secondary_id="edited since"), SEVEN)
        assert self.found(powerpro).client.secondary_id == "7"


class RehearsedTalentContract(TalentReads, TalentWrites):
    """Tests a rehearsal over your Talent repository. `make` is the one of `TalentContract`."""

    def talent(self, portal: GivenPortal = PORTAL) -> TalentRepository:
        return rehearsed_talent(self.make(portal))

    def test_a_rehearsal_writes_nothing_to_the_portal(self) -> None:
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

    def test_a_rehearsal_does_not_check_for_refusals(self) -> None:
        """Reads find a missing group. Writes are planned without asking TalentLMS."""
        nowhere = TalentGroupKey("nobodys")
        assert self.talent().add_to_group(LEN.id, nowhere) is Ensured.DONE
        assert self.talent().add_to_group(LEN.id, FRUIT) is Ensured.DONE


def rehearsed(powerpro: PowerProRepository) -> PowerProRepository:
    """A rehearsal over that store."""
    return Rehearsal(powerpro, TalentCache(MemoryTalent()), MemoryJournal()).for_record().powerpro


def rehearsed_talent(talent: TalentRepository) -> TalentRepository:
    """A rehearsal over that portal."""
    return Rehearsal(MemoryPowerPro(), TalentCache(talent), MemoryJournal()).for_record().talent
