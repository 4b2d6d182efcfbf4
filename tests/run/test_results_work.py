"""The work of result fetching, and the names of what was not read."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.counted import CountedCollege, results_college
from support.scripted import ByCourse, ById
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import TalentCourseId, TalentUnit, TalentUserId
from talent_powerpro.rules.saving import NO_SAVING, Saving


class Used(QuotaReached):
    """The quota is used up."""


def college(powerpro: type[MemoryPowerPro]) -> CountedCollege:
    found = results_college(6, 2)
    found.powerpro = powerpro(found.powerpro.enrolments)
    return found


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ByCourse, ById])
def test_a_roster_is_asked_for_each_talent_course(powerpro: type[MemoryPowerPro]) -> None:
    rto = college(powerpro)
    assert rto.calls() == 8
    assert rto.calls() == 2


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ByCourse, ById])
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


# --- stores of every kind -----------------------------------------------------------


def played(kind: type[MemoryPowerPro], saving: Saving) -> list[object]:
    """What three days of runs report over a store of that kind, and whom they ask about."""
    college = evolve(results_college(12, 3), saving=saving)
    talent, users = college.talent.talent, [TalentUserId(str(1000 + n)) for n in range(12)]
    college.powerpro = kind(college.powerpro.enrolments)
    course = talent.courses[TalentCourseId("127")]
    old = TalentUnit("90", "ICTWEB999 Old code")
    talent.put_course(evolve(course, units=(*course.units, old)))
    told: list[object] = []

    def run(**asked: int | None) -> None:
        college.talent.calls.clear()
        college.limit = asked.get("limit")
        report = college.run("results")
        college.limit = None
        lists = report.lists
        told.append(
            {
                "records": {each.enrolment_id: str(each.status) for each in report.records},
                "unchanged": report.unchanged,
                "closed": sorted(
                    (each.enrolment_id, each.new) for each in lists.closed_before_results
                ),
                "unmatched": [
                    (each.unit_id, sorted(s.enrolment_id for s in each.students))
                    for each in lists.unmatched
                ],
                "not reached": {stage: set(ids) for stage, ids in report.not_reached.items()},
                "asked": college.talent.calls["progress"],
            }
        )

    run(limit=5)
    run()
    for number, number_of_course, code in (
        (0, 126, "ICTWEB304"),  # Written.
        (1, 127, "90"),  # Unmatched.
        (2, 128, "ICTWEB304"),  # Closed on the next day, and the day after that.
        (3, 126, "ICTWEB304"),
        (4, 127, "ICTWEB304"),
    ):
        talent.complete(users[number], TalentCourseId(str(number_of_course)), code, college.now)
    for number in (2, 3, 4, 5):
        there = college.powerpro.enrolments[number]
        college.powerpro.put_enrolment(evolve(there, withdrawal_date=college.now.date()))
    for _ in range(3):
        college.wait(days=1)
        run()
    run()  # With saving, nobody is asked about who was looked at within the day.
    return told


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING])
@pytest.mark.parametrize("kind", [ById, ByCourse])
def test_a_store_of_any_kind_has_the_same_results(
    kind: type[MemoryPowerPro], saving: Saving
) -> None:
    assert played(kind, saving) == played(MemoryPowerPro, saving)
