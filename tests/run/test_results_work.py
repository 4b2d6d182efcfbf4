"""The work of result fetching, and the names of what was not read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.counted import CountedCollege, results_college
from support.results_work import LOOKED, Chooses, Links, booked, results_work
from support.scripted import ByCourse, ById
from support.the_guide import STARTED, TODAY, provisioned
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import (
    CourseCode,
    TalentCourseId,
    TalentUnit,
    TalentUserId,
)
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.rules.worth_asking import row_of
from talent_powerpro.run.tasks import COURSE
from talent_powerpro.run.unmatched import student_of


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


# --- without a run ----------------------------------------------------------------


def test_talent_courses_never_tried_come_first_and_then_those_tried_longest_ago() -> None:
    work = results_work()
    for days, number in enumerate(("127", "126")):
        work.tries.mark(COURSE, [number], STARTED + timedelta(days=days))
    assert work.least_recently_tried(["126", None, "127", "128"]) == [None, "128", "127", "126"]


def test_a_store_s_own_way_to_read_by_course_is_used() -> None:
    there = [booked("1"), booked("2", withdrawal_date=TODAY.today)]
    found = results_work().of(ByCourse(there))
    assert found.total is None
    assert list(found.unread()) == ["1"]
    found = results_work().of(ById(there))
    assert found.total == 1
    assert list(found.unread()) == ["1"]


@pytest.mark.parametrize(
    ("policy", "calls"),
    [(Policy.guide(), 1), (evolve(Policy.guide(), repeated_units=RepeatedUnits.ALL), 2)],
)
def test_a_record_s_calls_depend_on_its_link_and_on_what_the_policy_asks(
    policy: Policy, calls: int
) -> None:
    work = results_work(policy)
    tasks = [
        task for batch in work.of(ById([booked("1"), booked("2")])).batches for task in batch.tasks
    ]
    assert [task.most_calls for task in tasks] == [calls, calls + 1]
    assert work.most_calls() == calls + 1


def test_each_flow_knows_all_codes_of_its_course_and_its_client_s_link() -> None:
    yesterday = TODAY.today - timedelta(days=1)
    work = results_work()
    other = evolve(provisioned().course, code=CourseCode("OTHER"))
    there = [booked("1"), booked("2", withdrawal_date=yesterday), booked("4", course=other)]
    _, batch = work.of(ById(there)).batches
    first, second, last = [cast(Any, task.start) for task in batch.tasks]
    codes, known = frozenset({"ictweb301", "ictweb302"}), work.known(there)
    assert first.args == (there[0], work.rules, TODAY, codes, known(there[0]))
    assert second.args[3:] == (frozenset({"ictweb304"}), known(there[2]))
    assert last.args == (there[1], yesterday, work.rules, TODAY, codes, known(there[1]))
    assert (batch.course, {each.enrolment_id for each in batch.seen}) == ("126", {"1", "4"})


def test_users_are_read_in_bulk_by_the_number_of_those_asked_about_without_a_link() -> None:
    links = Links()
    work = results_work(prefetch=cast(Any, links))
    gone = booked("5", withdrawal_date=TODAY.today)
    list(work.of(ById([*map(booked, "1234"), gone])).batches)
    assert links.asked == [(2, ["C2", "C3", "C4"])]


def test_a_batch_has_those_who_are_asked_about_those_who_wait_and_those_who_are_spared() -> None:
    chooses, there = Chooses(), [booked(key) for key in "1234"]
    _, batch = results_work(choosing=cast(Any, chooses)).of(ById(there)).batches
    assert chooses.courses == 1
    assert chooses.rows == {each.id: row_of(each, "basis") for each in there if each.id != "3"}
    assert [(t.enrolment.id, t.look, t.news) for t in batch.tasks] == [
        ("1", LOOKED, True),
        ("3", None, False),
    ]
    assert [each.enrolment_id for each in batch.spared] == ["2", "4"]
    assert batch.students == {"2": (there[1].course.code, student_of(there[1]))}
    assert batch.looks == (LOOKED,)


def test_where_nothing_is_considered_everybody_is_asked_about() -> None:
    chooses = cast(Any, Chooses(considers=False))
    _, batch = results_work(choosing=chooses).of(ById(map(booked, "12"))).batches
    assert [task.enrolment.id for task in batch.tasks] == ["1", "2"]


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
def test_a_store_of_any_kind_has_the_same_results(saving: Saving) -> None:
    assert played(ById, saving) == played(ByCourse, saving) == played(MemoryPowerPro, saving)
