"""The policies for inactive Talent users and for groups that bring courses."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.scripted import ScriptedTalent
from support.the_guide import (
    GROUP,
    JOANA_7,
    PERTH,
    USER_7,
    Rto,
    enrolment,
    only,
    portal,
    provisioned,
    rto,
)
from talent_powerpro import Agent
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import TalentCourse, TalentCourseId, TalentUser
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.rules.policy import InactiveUsers, Policy, Reaction
from talent_powerpro.testing import Script, intercepted

REACTIVATE = Policy(inactive_users=InactiveUsers.REACTIVATE)
HOLD_GROUPS = Policy(group_courses=Reaction.HOLD)
INACTIVE = evolve(JOANA_7, active=False)


def with_user(user: TalentUser, policy: Policy, *numbers: str) -> Rto:
    enrolments = [enrolment(number) for number in numbers or ("1001",)]
    return rto(*enrolments, talent=portal(users=[user]), policy=policy)


# --- inactive Talent users (row 8) ------------------------------------------------


def test_an_inactive_talent_user_stays_so_unless_the_policy_says_otherwise() -> None:
    world = with_user(INACTIVE, Policy.guide())
    record = only(world.run().of("provisioning"))
    assert record.status is RecordStatus.PROVISIONED
    assert "talent-user-inactive" in [remark.reason for remark in record.remarks]
    assert not world.talent.users[USER_7].active


def test_a_policy_may_reactivate_them_before_they_are_enrolled() -> None:
    world = with_user(INACTIVE, REACTIVATE)
    plan = world.agent().plan(only="provisioning")
    record = only(world.run().of("provisioning"))
    assert record.writes == only(plan.records).writes
    actions = [write.action for write in record.writes]
    assert actions.index("activate_user") < actions.index("enrol")
    assert world.talent.users[USER_7].active
    assert "talent-user-inactive" not in [remark.reason for remark in record.remarks]
    assert "Activating Talent User 7..." in world.messages


def test_two_enrolments_of_one_inactive_user_activate_once() -> None:
    world = with_user(INACTIVE, REACTIVATE, "1", "2")
    planned = [write.action for record in world.agent().plan().records for write in record.writes]
    report = world.run()
    performed = [write.action for record in report.records for write in record.writes]
    assert planned.count("activate_user") == performed.count("activate_user") == 1


# --- groups that bring courses (row 12) -------------------------------------------


def test_a_policy_may_hold_for_what_a_group_brings() -> None:
    world = rto(policy=HOLD_GROUPS)
    world.talent.put_course(TalentCourse(TalentCourseId("127"), "Fruit"))
    world.talent.put_group(GROUP, [TalentCourseId("127")])
    record = only(world.run().of("provisioning"))
    assert (record.status, record.reason) == (RecordStatus.HELD, "group-brings-courses")
    assert world.talent.users == {}


# --- where the host's repository offers neither -----------------------------------


class Plain:
    """A Talent repository with the required methods of the port only."""

    def __init__(self, talent: ScriptedTalent) -> None:
        for name in (
            "user_by_id", "user_by_email", "user_by_login", "create_user", "course",
            "enrol", "add_to_group", "progress",
        ):  # fmt: skip
            setattr(self, name, getattr(talent, name))


def plain_agent(world: Rto, policy: Policy = Policy.guide(), **rest: Any) -> Agent:  # noqa: B008  # a frozen value
    talent: Any = Plain(world.talent)
    return Agent(world.powerpro, talent, timezone=PERTH, policy=policy, clock=world.clock, **rest)


def test_it_is_used_all_the_same() -> None:
    world = rto()
    agent = plain_agent(world)
    assert [remark.reason for remark in only(agent.plan().records).remarks] == [
        "secondary-id-replaced"
    ]
    assert only(agent.run().of("provisioning")).status is RecordStatus.PROVISIONED


def test_a_policy_that_needs_it_is_refused_before_anything_is_started() -> None:
    both = evolve(REACTIVATE, group_courses=Reaction.HOLD)
    with pytest.raises(SettingsFault) as fault:
        plain_agent(rto(), both, width=0)
    assert [each.split(":")[0] for each in fault.value.faults] == [
        "inactive_users",
        "group_courses",
        "width",
    ]


def test_both_are_found_on_the_repository_itself_behind_a_proxy_too() -> None:
    world = with_user(INACTIVE, REACTIVATE)
    talent = intercepted(world.talent, Script())
    both = evolve(REACTIVATE, group_courses=Reaction.HOLD)
    Agent(world.powerpro, talent, timezone=PERTH, policy=both, clock=world.clock).run()
    assert world.talent.users[USER_7].active


def test_a_provisioned_enrolment_asks_for_no_activation() -> None:
    """Result fetching never touches the Talent user."""
    world = rto(provisioned(), talent=portal(users=[INACTIVE]), policy=REACTIVATE)
    world.run()
    assert not world.talent.users[USER_7].active
