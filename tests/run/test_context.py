"""The context of a run: checked when it is made, and what it opens for a run."""

from __future__ import annotations

from typing import Any, cast

import pytest
from attrs import evolve

from support.scripted import ScriptedPowerPro, ScriptedTalent
from support.seam import Seam
from support.the_guide import (
    COMPETENT,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    PERTH,
    STARTED,
    USER_7,
    portal,
    portal_with_joana,
    rto,
    rules,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.adapters.memory.state import MemoryPortalBinding
from talent_powerpro.errors import Deferred, PortalChanged, Refused, SettingsFault
from talent_powerpro.model import Ensured, UserDetails
from talent_powerpro.ports import TalentRepository
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Call, Side
from talent_powerpro.rules.policy import InactiveUsers, Policy, Reaction
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.context import RunContext, check_portal
from talent_powerpro.run.prefetch import Prefetch
from talent_powerpro.run.waiting import WaitFacts, Waiting


class Required(Seam):
    """A Talent repository that offers no optional port."""

    port = TalentRepository


def bare(talent: TalentRepository) -> TalentRepository:
    """*talent* without its optional ports."""
    return cast(TalentRepository, Required(talent))


def context(talent: Any = None, **changes: Any) -> RunContext:
    """The context of the guide's RTO."""
    world = rto(talent=talent or portal())
    return evolve(world.agent()._context, **changes)


ASKING = evolve(
    Policy.guide(),
    inactive_users=InactiveUsers.REACTIVATE,
    on_withdrawal=OnWithdrawal.SUSPEND,
    update_users=True,
    group_courses=Reaction.HOLD,
)


def test_all_faults_of_the_settings_are_reported_together_each_by_its_field() -> None:
    with pytest.raises(SettingsFault) as refused:
        Agent(
            rto().powerpro,
            bare(portal()),
            timezone=PERTH,
            policy=ASKING,
            width=0,
            reserve=1,
        )
    fields = [fault.partition(":")[0] for fault in refused.value.faults]
    asking = ["inactive_users", "on_withdrawal", "update_users", "group_courses"]
    assert fields == [*asking, "width", "reserve"]


def test_a_talent_repository_that_offers_both_ports_satisfies_the_same_policy() -> None:
    assert rto(policy=ASKING).agent().plan().writing


def test_a_run_s_cache_refuses_what_the_repository_does_not_offer() -> None:
    there = context(bare(portal(users=[evolve(JOANA_7, active=False)])))
    known = there.talent_cache(there.call_budget())
    known.user_by_id(USER_7)
    with pytest.raises(Refused):
        known.activate_user(USER_7)


def test_a_run_s_cache_passes_on_every_optional_port_of_the_repository() -> None:
    talent = portal_with_joana()
    talent.put_user(evolve(JOANA_7, active=False))
    there = context(talent)
    known = there.talent_cache(there.call_budget())
    assert known.group_keys() == (GROUP,)
    talent.put_group(GROUP, [COURSE_126])
    assert [each.id for each in cast(Any, known.courses_of_group(GROUP))] == [COURSE_126]
    assert known.activate_user(USER_7) is Ensured.DONE
    assert known.edit_user(JOANA_7, UserDetails("Joana", "Lee", "jl@pm.me")) is Ensured.DONE
    assert set(known.roster(COURSE_126) or ()) == {USER_7}
    assert known.unenrol(USER_7, COURSE_126) is Ensured.DONE


class Coded(ScriptedPowerPro):
    """PowerPro with a table of outcomes."""

    def outcomes(self) -> list[str]:
        return [COMPETENT, "40 - Withdrawn"]


def test_the_policy_s_outcomes_are_compared_with_powerpro_s_own() -> None:
    assert context().outcome_codes() == frozenset()
    assert context(powerpro=Coded()).outcome_codes() == {"20", "40"}
    policy = Policy(competent_outcome="21 - Passed")
    assert context(rules=rules(policy)).outcome_codes() == frozenset()
    with pytest.raises(SettingsFault, match="competent_outcome: '21 - Passed' has the code 21"):
        context(powerpro=Coded(), rules=rules(policy)).outcome_codes()


def test_a_run_s_budget_is_the_portal_s_less_the_reserve_in_the_zone_of_the_rto() -> None:
    there = context(MeteredTalent(portal(), 100), reserve=0.25)
    budget = there.call_budget()
    assert budget.source is cast(Any, there.talent)
    assert (budget.reserve, budget.zone) == (0.25, PERTH)
    assert context().call_budget().source is None


def test_who_saves_calls_asks_in_bulk_and_lets_held_records_wait() -> None:
    there, pool = context(saving=Saving()), CallPool()
    cache = there.talent_cache(there.call_budget())
    assert there.prefetch(cache, pool) == Prefetch(cache, there.rules.policy, pool)
    facts = WaitFacts(there.powerpro, there.rules, there.basis)
    assert there.waiting(StageName.RESULTS, STARTED, is_named=True) == Waiting(
        StageName.RESULTS, there.looks, there.holds, facts, there.saving, STARTED, True
    )
    assert context(saving=NO_SAVING).prefetch(cache, pool) is None


def test_creating_stops_after_as_many_refusals_as_the_policy_says() -> None:
    there = context(rules=rules(Policy(create_refusals_in_a_row=1)))
    there.talent.script.raises("create_user", Refused("The plan is full"))  # type: ignore[attr-defined]
    known = there.talent_cache(there.call_budget())
    for fault in (Refused, Deferred):
        with pytest.raises(fault):
            known.create_user(rules().new_user(JOANA))


def test_looks_are_void_under_another_portal_or_policy() -> None:
    other = ScriptedTalent(url="https://other.talentlms.com")
    bases = [
        each.basis for each in (context(), context(other), context(rules=rules(Policy.careful())))
    ]
    assert len({*bases, context().basis}) == 3


@pytest.mark.parametrize(("portal", "before"), [("", "a"), ("a", ""), ("a", "a")])
def test_a_portal_that_is_the_same_or_not_known_is_no_change(portal: str, before: str) -> None:
    binding = MemoryPortalBinding()
    binding.remember_portal(before)
    check_portal(portal, binding)


def test_another_portal_is_refused_with_both_ways_to_go_on() -> None:
    binding = MemoryPortalBinding()
    binding.remember_portal("a.talentlms.com")
    with pytest.raises(PortalChanged) as changed:
        check_portal("b.talentlms.com", binding)
    assert changed.value.message == (
        "The portal is now b.talentlms.com, but the stored Talent user ids belong to "
        "a.talentlms.com."
    )
    assert "portal --confirm-new`, which sets the old ids aside" in changed.value.remedy
    assert "portal --confirm-same`, which keeps them" in changed.value.remedy


def test_each_run_has_a_cache_of_its_own() -> None:
    talent = portal_with_joana()
    there = context(talent)
    for _ in range(2):
        cache = there.talent_cache(there.call_budget())
        cache.user_by_id(USER_7)
        cache.user_by_id(USER_7)
    assert talent.script.asked == ["user_by_id"] * 2


def test_flows_that_are_performed_are_answered_by_the_cache_the_repository_and_the_journal() -> (
    None
):
    talent = portal_with_joana()
    there = context(talent)
    sides = there.sides(there.talent_cache(there.call_budget()))
    for _ in range(2):
        sides.ask(Call("user_by_id", Side.TALENT, (USER_7,)))
    assert talent.script.asked == ["user_by_id"]
    assert (sides.powerpro, sides.memory) == (there.powerpro, there.journal)
    assert sides.evidence is there.evidence
    assert sides.last_looks is there.last_looks
    assert sides.suspensions is there.suspensions
    rehearsal = there.rehearsal(there.talent_cache(there.call_budget()))
    assert rehearsal.evidence is there.evidence
    assert rehearsal.last_looks is there.last_looks


def test_the_portal_s_name_is_blank_where_the_repository_cannot_say() -> None:
    assert context(ScriptedTalent()).portal == "powerpro.talentlms.com"
    assert context(bare(portal())).portal == ""
