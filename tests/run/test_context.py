"""The context of a run: checked when it is made, and what it opens for a run."""

from __future__ import annotations

from typing import Any, cast

import pytest
from attrs import evolve

from support.scripted import ScriptedTalent
from support.seam import Seam
from support.the_guide import JOANA_7, PERTH, USER_7, portal, portal_with_joana, rto
from talent_powerpro import Agent
from talent_powerpro.errors import Refused, SettingsFault
from talent_powerpro.ports import TalentRepository
from talent_powerpro.records.step import Call, Side
from talent_powerpro.rules.policy import InactiveUsers, Policy, Reaction
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.run.context import RunContext


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


def test_the_portal_s_name_is_blank_where_the_repository_cannot_say() -> None:
    assert context(ScriptedTalent()).portal == "powerpro.talentlms.com"
    assert context(bare(portal())).portal == ""
