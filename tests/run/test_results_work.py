"""The work of result fetching, and the names of what was not read."""

from __future__ import annotations

import pytest

from support.counted import CountedCollege, results_college
from support.scripted import ByCourse
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import TalentCourseId, TalentUserId


class Used(QuotaReached):
    """The quota is used up."""


def college(powerpro: type[MemoryPowerPro]) -> CountedCollege:
    found = results_college(6, 2)
    found.powerpro = powerpro(found.powerpro.enrolments)
    return found


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ByCourse])
def test_a_roster_is_asked_for_each_talent_course(powerpro: type[MemoryPowerPro]) -> None:
    rto = college(powerpro)
    assert rto.calls() == 8
    assert rto.calls() == 2


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ByCourse])
def test_where_the_quota_ends_at_a_roster_every_enrolment_left_is_named(
    powerpro: type[MemoryPowerPro],
) -> None:
    rto = college(powerpro)
    roster, asked = rto.talent.talent.roster, list[TalentCourseId]()

    def once(course_id: TalentCourseId) -> object:
        asked.append(course_id)
        if len(asked) > 1:
            raise Used("No calls are left.")
        return roster(course_id)

    vars(rto.talent.talent)["roster"] = once
    report = rto.run()
    (left,) = report.not_reached.values()
    first = {each.id for each in rto.powerpro.enrolments if int(each.id) % 2 == 0}
    assert set(left) == {each.id for each in rto.powerpro.enrolments} - first
    assert len(asked) == 2
    assert TalentUserId("1000") in rto.talent.talent.users


def test_many_clients_without_a_verified_link_are_read_in_one_listing() -> None:
    rto = results_college(40, 1, verified=False)
    rto.run()
    assert rto.talent.calls["listed_users"] == 1
    assert rto.talent.calls["user_by_id"] == 0
