"""The Talent group at sign-up, with portals that do so and portals that do not."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.counted import CountedCollege, provisioning_college
from support.the_guide import GROUP, JOANA, rules
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import Ensured, NewTalentUser, TalentUser, TalentUserId
from talent_powerpro.rules.saving import Saving
from talent_powerpro.run.sign_ups import NO_GROUP, SignUps

NEW = evolve(rules().new_user(JOANA), group_key=GROUP)


class Ignores(MemoryTalent):
    """A portal that ignores the group of a sign-up."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        return super().create_user(evolve(new, group_key=NO_GROUP))


class UsedUp(MemoryTalent):
    """A portal whose group takes nobody any more, and whose sign-ups with it are refused."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        if new.group_key:
            raise Refused("The group's redemptions are used up", reason="unknown-answer")
        return super().create_user(new)

    def add_to_group(self, user_id: TalentUserId, group_key: Any) -> Ensured:
        del user_id, group_key
        raise Refused("The group's redemptions are used up", reason="unknown-answer")


def college(kind: type[MemoryTalent], *, width: int = 1, students: int = 20) -> CountedCollege:
    found = provisioning_college(students, known=False, strangers=5)
    there = found.talent.talent
    talent = kind(users=there.users.values(), courses=there.courses.values(), next_user_id=9000)
    talent.put_group(GROUP)
    found.talent.talent = talent
    return evolve(found, saving=Saving(group_at_signup=True), width=width)


@pytest.mark.parametrize("width", [1, 8])
def test_a_new_student_costs_two_calls_where_the_portal_joins_at_sign_up(width: int) -> None:
    """Course, groups, two pages of users, and one membership that is checked."""
    rto = college(MemoryTalent, width=width)
    assert rto.calls() == 2 * 20 + 5
    assert len(rto.talent.talent.groups[GROUP].members) == 20
    assert all("added to Talent Group" in logged(each) for each in rto.powerpro.enrolments)


def test_500_new_students_cost_1005_calls() -> None:
    rto = evolve(
        provisioning_college(500, known=False, strangers=4500),
        saving=Saving(group_at_signup=True),
    )
    assert rto.calls() == 1005


@pytest.mark.parametrize("width", [1, 8])
def test_a_portal_that_ignores_the_group_loses_no_membership(width: int) -> None:
    rto = college(Ignores, width=width)
    assert rto.calls() == 3 * 20 + 4
    assert len(rto.talent.talent.groups[GROUP].members) == 20


def test_a_used_up_group_loses_no_student() -> None:
    rto = college(UsedUp, students=100)
    report = rto.run()
    assert len(rto.talent.talent.users) == 105
    assert len(report.records) == 100
    assert all("not added to Talent Group" in logged(each) for each in rto.powerpro.enrolments)
    assert {each.status for each in report.records} == {"provisioned"}
    # The refused sign-up taught the run not to try again.
    assert rto.talent.calls["create_user"] == 101


def logged(each: Any) -> str:
    return str(each.provisioning_log.description)


def test_a_duplicate_is_not_tried_again() -> None:
    talent = MemoryTalent()
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, group_at_signup=True)
    sign_ups.create_user(NEW)
    with pytest.raises(Duplicate):
        sign_ups.create_user(NEW)


def test_without_the_setting_the_group_is_not_sent() -> None:
    talent = MemoryTalent()
    talent.put_group(GROUP)
    sign_ups = SignUps(talent, group_at_signup=False)
    user = sign_ups.create_user(NEW)
    assert not talent.groups[GROUP].members
    assert sign_ups.add_to_group(user.id, GROUP) is Ensured.DONE
