"""How far result fetching reads ahead, and what that costs."""

from __future__ import annotations

from collections import Counter
from threading import Barrier
from typing import Any, cast

import pytest
from attrs import evolve, frozen

from support.counted import CountedCollege, results_college
from support.metered import Metered, college, learner
from support.patience import PATIENCE
from support.scripted import ByCourse
from support.the_guide import PERTH, enrolment
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import Enrolment, EnrolmentId, Quota, TalentCourseId
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import Saving
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.choosing import Choosing, Considered
from talent_powerpro.run.quota import CallBudget
from talent_powerpro.run.read_ahead import MOST_ENROLMENTS, Ahead, Load, Prepared, ReadAhead
from talent_powerpro.run.rosters import Roster
from talent_powerpro.run.tasks import Task

SMALL = Load(enrolments=10, calls=11)


def test_with_width_one_nothing_is_read_ahead() -> None:
    ahead = ReadAhead(CallPool(1))
    assert ahead.begins_roster([SMALL], Load()) is False
    assert not ahead.prepares_another([SMALL], Load())


def test_what_says_nothing_has_one_thread_no_quota_and_no_load() -> None:
    assert (ReadAhead().pool.width, ReadAhead().budget, Load()) == (1, None, Load(0, 0))
    assert ReadAhead(CallPool(8)).begins_roster([SMALL], Load()) is True


def test_no_more_courses_are_prepared_than_calls_overlap() -> None:
    ahead = ReadAhead(CallPool(3))
    assert ahead.prepares_another([SMALL, SMALL], Load())
    assert not ahead.prepares_another([SMALL, SMALL, SMALL], Load())


def test_beside_a_large_course_none_is_prepared() -> None:
    ahead = ReadAhead(CallPool(8))
    large = Load(enrolments=MOST_ENROLMENTS, calls=1)
    assert not ahead.prepares_another([large], Load())
    assert not ahead.prepares_another([SMALL], large)


def prepared(tasks: int = 10, most_calls: int = 1) -> Prepared:
    """A course with so many students in scope, and one last look."""

    def never() -> None:
        raise AssertionError

    task = Task(StageName.RESULTS, enrolment(), never, most_calls)  # type: ignore[arg-type]
    in_scope = {EnrolmentId(str(number)): task for number in range(tasks)}
    asked = cast(Considered, object())
    return Prepared("126", in_scope, (task,), (), (), cast(Any, None), asked)


def test_a_course_takes_its_roster_and_the_calls_of_all_its_tasks() -> None:
    assert prepared(2, most_calls=3).load == Load(enrolments=3, calls=10)


class Reads:
    """Reads any roster, and counts them."""

    def __init__(self) -> None:
        self.rosters = 0

    def roster(self, considered: Considered) -> Roster:
        assert considered is not None
        self.rosters += 1
        return cast(Roster, considered)


@pytest.mark.parametrize(
    ("size", "courses", "left", "ahead", "rosters"),
    [
        (1, 9, 100, 3, 3),
        (1, 2, 100, 2, 2),
        (499, 9, 1000, 1, 1),
        (1, 9, 0, 1, 0),
    ],
    ids=["as many as calls overlap", "as many as there are", "one large", "without calls"],
)
def test_courses_are_prepared_once_the_one_before_reads_and_as_far_as_the_limits_say(
    size: int, courses: int, left: int, ahead: int, rosters: int
) -> None:
    made, reads = list[Prepared](), Reads()

    def prepare(number: int) -> Prepared:
        made.append(prepared(size))
        return made[-1]

    budget = CallBudget(Portal(Quota(9999, left)), reserve=0, zone=PERTH)
    with CallPool(3) as pool:
        there = Ahead[Prepared](ReadAhead(pool, budget), cast(Choosing, reads))
        for _ in range(2):
            assert there.first_of(range(courses), prepare) is made[0]
    assert (len(made), reads.rosters) == (ahead, rosters)
    assert [each.roster is not None for each in made] == [True] * rosters + [False] * (
        ahead - rosters
    )


@pytest.mark.parametrize("chooses", [True, False])
def test_no_course_is_prepared_ahead_where_all_are_asked_about(chooses: bool) -> None:
    reads = Reads()
    everybody = evolve(prepared(), considered=None)
    with CallPool(3) as pool:
        there = Ahead[Prepared](ReadAhead(pool), cast(Choosing, reads) if chooses else None)
        there.first_of(range(9), lambda _: everybody if chooses else prepared())
    assert (len(there._prepared), reads.rosters) == (1, 0)


# --- rosters that overlap ---------------------------------------------------------


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ByCourse])
def test_rosters_overlap(powerpro: type[MemoryPowerPro]) -> None:
    """Each waits for seven others, so that the run would end without an answer otherwise."""
    rto = evolve(results_college(32, 16), width=8)
    rto.powerpro = powerpro(rto.powerpro.enrolments)
    roster, meeting = rto.talent.talent.roster, Barrier(8)

    def together(course_id: TalentCourseId) -> object:
        meeting.wait(timeout=PATIENCE)
        return roster(course_id)

    vars(rto.talent.talent)["roster"] = together
    assert rto.calls() == 16 + 32
    assert rto.calls() == 16


@pytest.mark.parametrize("verified", [True, False])
def test_width_changes_no_number_of_calls(verified: bool) -> None:
    def counted(width: int) -> list[Counter[str]]:
        rto = evolve(results_college(18, 9, verified=verified), width=width)
        return [calls_of(rto) for _ in range(2)]

    assert counted(8) == counted(1)


def calls_of(rto: CountedCollege) -> Counter[str]:
    rto.calls()
    return Counter(rto.talent.calls)


# --- the quota --------------------------------------------------------------------


class Rosters:
    """A portal that notes whose rosters were read."""

    def __init__(self, talent: Any) -> None:
        self._talent = talent
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talent, name)

    def roster(self, course_id: TalentCourseId) -> Any:
        self.read.append(course_id)
        return self._talent.roster(course_id)


COURSES = 9


def limited(limit: int, width: int) -> Metered:
    learners = [learner(number, 1 + number % COURSES) for number in range(1, 1 + 3 * COURSES)]
    rto = college(limit, learners=learners, courses=COURSES, width=width, saving=Saving())
    rto.know_links()
    return rto


@pytest.mark.parametrize("limit", [15, 38, 70])
def test_a_quota_that_ends_wastes_no_roster_that_was_read_ahead(limit: int) -> None:
    """Calls under way may use up the quota after the last rosters, also without reading ahead."""
    rto = limited(limit, width=8)
    for _ in range(12):
        portal = Rosters(rto.portal)
        report = rto.run(portal)
        assert len(portal.read) == len(set(portal.read))
        if report.stopped is None:
            break
        left = set(report.not_reached[StageName.RESULTS])
        reached = {each.course.talent_course_id for each in everybody(rto) if each.id not in left}
        assert len(set(portal.read) - reached) <= 2
    assert report.stopped is None


@pytest.mark.parametrize(("remaining", "begins"), [(1 + 11 + 22 + 24, True), (57, False)])
def test_a_roster_begins_where_the_quota_lasts_for_all_courses_before_it(
    remaining: int, begins: bool
) -> None:
    budget = CallBudget(Portal(Quota(100, remaining)), reserve=0.01, zone=PERTH)
    ahead = ReadAhead(CallPool(8), budget)
    assert ahead.begins_roster([SMALL, SMALL], under_way=SMALL) is begins


@frozen
class Portal:
    """A portal with that quota."""

    answer: Quota

    def quota(self) -> Quota:
        return self.answer


def everybody(rto: Metered) -> list[Enrolment]:
    return list(rto.powerpro.enrolments)
