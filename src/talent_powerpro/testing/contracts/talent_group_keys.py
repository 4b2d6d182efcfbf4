"""Contract suite of the optional port `TalentGroupKeys`: the keys of all Talent groups."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.model import TalentGroupKey
from talent_powerpro.ports import TalentGroupKeys, TalentRepository
from talent_powerpro.ports.optional import group_keys_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_groups import NUTS
from talent_powerpro.testing.contracts.talent_portals import FRUIT, PORTAL, TalentPortals


class TalentGroupKeysContract(TalentPortals):
    """Tests that your Talent repository is also a `TalentGroupKeys`.

    `make` is the one of `TalentContract`.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentGroupKeys) == []

    def test_the_keys_of_all_groups_are_returned_as_they_are_spelt(self) -> None:
        talent = self.talent(evolve(PORTAL, groups=(NUTS, FRUIT)))
        assert sorted(keys_of(talent)) == sorted([NUTS, FRUIT])

    def test_a_portal_without_groups_returns_no_keys(self) -> None:
        assert keys_of(self.talent(evolve(PORTAL, groups=()))) == []

    def test_every_key_of_the_list_lets_a_user_join(self) -> None:
        talent = self.talent(evolve(PORTAL, groups=(NUTS, FRUIT)))
        (user, *_) = PORTAL.users
        for key in keys_of(talent):
            talent.add_to_group(user.id, key)


def keys_of(talent: TalentRepository) -> list[TalentGroupKey]:
    """The keys of the repository's groups, with the port found as the agent finds it."""
    offered = group_keys_of(talent)
    assert offered is not None
    return list(offered.group_keys())
