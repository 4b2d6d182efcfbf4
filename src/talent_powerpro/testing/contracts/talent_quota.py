"""Contract suite of the optional port `TalentQuota`: the calls that a portal still accepts."""

from __future__ import annotations

from talent_powerpro.model import Quota
from talent_powerpro.ports import TalentQuota, TalentRepository
from talent_powerpro.ports.optional import quota_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import NOBODY, PINK, TalentPortals


class TalentQuotaContract(TalentPortals):
    """Tests that your Talent repository is also a `TalentQuota`.

    `make` is the one of `TalentContract`. Its portal has a quota that is not used up.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentQuota) == []

    def test_the_quota_is_not_counted_itself(self) -> None:
        talent = self.talent()
        assert quota(talent).remaining == quota(talent).remaining

    def test_each_other_call_is_counted_whatever_its_answer(self) -> None:
        talent = self.talent()
        before = quota(talent).remaining
        talent.user_by_id(PINK.id)
        talent.user_by_id(NOBODY)
        after = quota(talent).remaining
        assert before is not None
        assert after == before - 2

    def test_no_more_is_left_than_the_quota_and_its_hour_has_an_end(self) -> None:
        found = quota(self.talent())
        assert found.remaining is not None
        assert found.limit is not None
        assert 0 < found.remaining <= found.limit
        assert found.resets_at is None or found.resets_at.tzinfo is not None


def quota(talent: TalentRepository) -> Quota:
    """The repository's quota, with the port found as the agent finds it."""
    offered = quota_of(talent)
    assert offered is not None
    return offered.quota()
