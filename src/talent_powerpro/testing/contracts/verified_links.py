"""Contract suite of a store of verified links. Each test covers a sentence of `VerifiedLinks`."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, TalentUserId
from talent_powerpro.ports.state import VerifiedLinks
from talent_powerpro.records.links import LinkBasis, VerifiedLink
from talent_powerpro.testing.contracts.port_methods import missing_methods

PORTAL: Final = "powerpro.talentlms.com"
JOANA: Final = VerifiedLink(ClientCode("2021000017"), TalentUserId("7"), PORTAL)
PINK: Final = VerifiedLink(ClientCode("2021000018"), TalentUserId("8"), PORTAL)


class VerifiedLinksContract:
    """Tests that your store of links is a `VerifiedLinks`. Inherit it and define `make`."""

    def make(self) -> VerifiedLinks:
        """Return a new, empty store of verified links of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), VerifiedLinks) == []

    def test_a_new_store_has_no_links(self) -> None:
        assert dict(self.make().links_of([JOANA.client_code])) == {}

    def test_the_links_of_the_given_clients_are_returned_and_no_others(self) -> None:
        links = self.make()
        links.remember_links([JOANA, PINK])
        assert dict(links.links_of([JOANA.client_code, ClientCode("unknown")])) == {
            JOANA.client_code: JOANA
        }
        assert dict(links.links_of([])) == {}

    def test_thousands_of_clients_can_be_asked_for_at_once(self) -> None:
        links = self.make()
        links.remember_links([JOANA])
        codes = [ClientCode(f"{number}") for number in range(40_000)]
        assert dict(links.links_of([*codes, JOANA.client_code])) == {JOANA.client_code: JOANA}

    @pytest.mark.parametrize(
        "newer",
        [
            evolve(JOANA, user_id=TalentUserId("9")),
            evolve(JOANA, portal="trial.talentlms.com"),
            evolve(JOANA, portal=""),
            *(evolve(JOANA, basis=basis) for basis in LinkBasis),
        ],
    )
    def test_a_link_replaces_the_clients_earlier_one(self, newer: VerifiedLink) -> None:
        links = self.make()
        links.remember_links([JOANA, PINK])
        links.remember_links([newer])
        assert dict(links.links_of([JOANA.client_code, PINK.client_code])) == {
            JOANA.client_code: newer,
            PINK.client_code: PINK,
        }

    def test_remembering_twice_equals_once_and_no_links_changes_nothing(self) -> None:
        links = self.make()
        for _ in range(2):
            links.remember_links([JOANA])
            links.remember_links([])
        assert dict(links.links_of([JOANA.client_code])) == {JOANA.client_code: JOANA}

    def test_client_codes_are_compared_exactly(self) -> None:
        """Leading zeros and case matter."""
        links = self.make()
        ours = [evolve(JOANA, client_code=ClientCode(each)) for each in ("7", "07", "a", "A", " a")]
        links.remember_links(ours)
        assert dict(links.links_of([each.client_code for each in ours])) == {
            each.client_code: each for each in ours
        }
