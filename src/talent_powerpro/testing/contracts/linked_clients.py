"""The suite that proves PowerPro's side of a changed portal, by its port `LinkedClients`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryPortalBinding
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import Client, ClientCode, Enrolment, TalentUserId
from talent_powerpro.ports import LinkedClients
from talent_powerpro.records.journal import SetAside
from talent_powerpro.services.portal import confirm_new_portal
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import JOANA, LISA, PINK, enrolment

NO_ID: Final = TalentUserId("")
SEVEN: Final = TalentUserId("7")
LINKED: Final = evolve(JOANA, secondary_id="7")
ARCHIVED: Final = evolve(LISA, secondary_id=" 008 ")
"""Without an enrolment, and typed with blanks and zeros."""
BOOKED: Final = (enrolment(client=LINKED), enrolment("1002", client=LINKED))


class LinkedClientsContract:
    """Proves that what `make` gives is a `LinkedClients`: inherit it, and define `make`.

    It is one more port of a PowerPro repository, for hosts whose portal may change.
    """

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> LinkedClients:
        """A new store of yours that holds these rows: see `PowerProContract.make`."""
        raise NotImplementedError("define make(self, enrolments, clients): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), LinkedClients) == []

    def test_an_empty_store_has_none(self) -> None:
        assert list(self.make((), ()).clients_with_talent_id()) == []

    def test_every_client_with_a_talent_user_id_is_told_once_archived_ones_too(self) -> None:
        powerpro = self.make(BOOKED, (ARCHIVED,))
        assert ids(powerpro) == {LINKED.code: "7", ARCHIVED.code: " 008 "}
        assert len(powerpro.clients_with_talent_id()) == 2

    @pytest.mark.parametrize("other", ["", " ", "DPC000129", "0", "00", "-7", "7.0", "٧", "7 8"])
    def test_a_secondary_id_that_reads_as_no_talent_user_id_is_left_out(self, other: str) -> None:
        powerpro = self.make((enrolment(client=evolve(JOANA, secondary_id=other)),), (ARCHIVED,))
        assert set(ids(powerpro)) == {ARCHIVED.code}

    def test_what_is_told_can_be_written_back_as_what_was_read(self) -> None:
        powerpro = self.make(BOOKED, (ARCHIVED,))
        for client in powerpro.clients_with_talent_id():
            powerpro.set_secondary_id(client, NO_ID)
        assert list(powerpro.clients_with_talent_id()) == []

    def test_only_that_client_s_secondary_id_changes(self) -> None:
        powerpro = self.make((enrolment(client=LINKED),), (ARCHIVED,))
        before = {each.code: each for each in powerpro.clients_with_talent_id()}
        powerpro.set_secondary_id(before[LINKED.code], TalentUserId("9"))
        assert {each.code: each for each in powerpro.clients_with_talent_id()} == {
            LINKED.code: evolve(before[LINKED.code], secondary_id="9"),
            ARCHIVED.code: before[ARCHIVED.code],
        }

    def test_clearing_twice_equals_once(self) -> None:
        powerpro = self.make((enrolment(client=LINKED),), ())
        for _ in range(2):
            powerpro.set_secondary_id(LINKED, NO_ID)
        assert list(powerpro.clients_with_talent_id()) == []

    def test_a_secondary_id_other_than_was_read_stays(self) -> None:
        powerpro = self.make((enrolment(client=LINKED),), ())
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(evolve(LINKED, secondary_id="6"), NO_ID)
        assert ids(powerpro) == {LINKED.code: "7"}

    def test_a_client_who_is_gone_was_edited_meanwhile(self) -> None:
        with pytest.raises(EditedMeanwhile):
            self.make((), ()).set_secondary_id(LINKED, NO_ID)

    def test_a_new_portal_finds_no_id_of_the_old_one_left(self) -> None:
        """As `confirm_new_portal` uses it; ids of other systems stay."""
        powerpro = self.make(BOOKED, (ARCHIVED, evolve(PINK, secondary_id="DPC000129")))
        memory, now = MemoryPortalBinding(), datetime(2022, 6, 2, tzinfo=UTC)
        memory.remember_portal("trial")
        aside = confirm_new_portal("live", powerpro, MemoryJournal(), memory, now)
        assert set(aside) == {
            SetAside(LINKED.code, SEVEN, "trial", now),
            SetAside(ARCHIVED.code, TalentUserId("8"), "trial", now),
        }
        assert list(powerpro.clients_with_talent_id()) == []


def ids(powerpro: LinkedClients) -> dict[ClientCode, str]:
    """The secondary ids as they stand, by client."""
    return {each.code: each.secondary_id for each in powerpro.clients_with_talent_id()}
