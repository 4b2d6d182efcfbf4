"""Contract suites of the optional ports `LinkedClients` and `SharedTalentIds`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryPortalBinding
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import Client, ClientCode, Enrolment, TalentUserId
from talent_powerpro.ports import LinkedClients, SharedTalentIds
from talent_powerpro.records.journal import SetAside
from talent_powerpro.services.portal import confirm_new_portal
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import JOANA, LISA, PINK, enrolment

NO_ID: Final = TalentUserId("")
SEVEN: Final = TalentUserId("7")
LINKED: Final = evolve(JOANA, secondary_id="7")
ARCHIVED: Final = evolve(LISA, secondary_id=" 008 ")
"""A client without an enrolment, whose id was typed with blanks and zeros."""
BOOKED: Final = (enrolment(client=LINKED), enrolment("1002", client=LINKED))


class SharedTalentIdsContract:
    """Tests that your PowerPro repository is a `SharedTalentIds`. Inherit it and define `make`."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SharedTalentIds:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), SharedTalentIds) == []

    def test_an_id_of_one_client_is_not_shared(self) -> None:
        """However many enrolments the client has."""
        assert (
            set(self.make(BOOKED, (evolve(LISA, secondary_id="8"),)).shared_talent_ids()) == set()
        )

    def test_an_id_of_two_clients_is_shared_however_it_is_typed(self) -> None:
        """Also where one of the clients has no enrolment left."""
        powerpro = self.make(BOOKED, (evolve(LISA, secondary_id=" 007 "),))
        assert set(powerpro.shared_talent_ids()) == {SEVEN}

    def test_blanks_and_other_systems_ids_are_no_talent_users(self) -> None:
        for other in ("", "DPC000129", "0"):
            rows = (enrolment(client=evolve(JOANA, secondary_id=other)),)
            powerpro = self.make(rows, (evolve(LISA, secondary_id=other),))
            assert set(powerpro.shared_talent_ids()) == set()


class LinkedClientsContract:
    """Tests that your PowerPro repository is a `LinkedClients`. Inherit it and define `make`.

    The port is optional. A host needs it if its TalentLMS portal may change.
    """

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> LinkedClients:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), LinkedClients) == []

    def test_an_empty_store_returns_no_clients(self) -> None:
        assert list(self.make((), ()).clients_with_talent_id()) == []

    def test_every_client_with_a_talent_user_id_is_returned_once_including_archived_ones(
        self,
    ) -> None:
        powerpro = self.make(BOOKED, (ARCHIVED,))
        assert ids(powerpro) == {LINKED.code: "7", ARCHIVED.code: " 008 "}
        assert len(powerpro.clients_with_talent_id()) == 2

    @pytest.mark.parametrize("other", ["", " ", "DPC000129", "0", "00", "-7", "7.0", "٧", "7 8"])
    def test_a_client_whose_secondary_id_is_not_a_talent_user_id_is_left_out(
        self, other: str
    ) -> None:
        powerpro = self.make((enrolment(client=evolve(JOANA, secondary_id=other)),), (ARCHIVED,))
        assert set(ids(powerpro)) == {ARCHIVED.code}

    def test_a_returned_client_can_be_used_to_clear_its_secondary_id(self) -> None:
        powerpro = self.make(BOOKED, (ARCHIVED,))
        for client in powerpro.clients_with_talent_id():
            powerpro.set_secondary_id(client, NO_ID)
        assert list(powerpro.clients_with_talent_id()) == []

    def test_only_the_given_clients_secondary_id_changes(self) -> None:
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

    def test_a_secondary_id_edited_since_it_was_read_is_not_overwritten(self) -> None:
        powerpro = self.make((enrolment(client=LINKED),), ())
        with pytest.raises(EditedMeanwhile):
            powerpro.set_secondary_id(evolve(LINKED, secondary_id="6"), NO_ID)
        assert ids(powerpro) == {LINKED.code: "7"}

    def test_a_write_to_a_removed_client_raises_edited_meanwhile(self) -> None:
        with pytest.raises(EditedMeanwhile):
            self.make((), ()).set_secondary_id(LINKED, NO_ID)

    def test_confirming_a_new_portal_clears_every_talent_user_id(self) -> None:
        """`confirm_new_portal` sets the ids aside first. Ids of other systems stay."""
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
    """The stored secondary ids, by client code."""
    return {each.code: each.secondary_id for each in powerpro.clients_with_talent_id()}
