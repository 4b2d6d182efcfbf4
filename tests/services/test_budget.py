"""The budget: its forecast is what a portal then counts, and the quota decides what is safe."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from attrs import evolve

from support.metered import Asked, Metered, college, course, learner, student
from support.the_guide import PERTH, enrolment
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import Enrolment, Quota, TalentUser, TalentUserId
from talent_powerpro.records.json import as_json
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.saving import Saving
from talent_powerpro.services.budget import Budget


def budget(world: Metered, talent: Any = None) -> Budget:
    return world.agent(talent).budget()


def warm(limit: int = 10_000, learners: int = 60, courses: int = 4, **rest: Any) -> Metered:
    """A college after a run that looked at all its students, one of them alone in a course."""
    everybody = [learner(n, 1 + n % courses) for n in range(1, learners)]
    world = college(
        limit, learners=[*everybody, learner(learners, 9)], courses=9, reserve=0.2, **rest
    )
    world.saving = Saving()
    world.know_links()
    world.run()
    return world


def test_the_forecast_is_what_the_portal_counts_run_by_run_for_a_day() -> None:
    world = warm(learners=20)
    world.clock.now += timedelta(minutes=30)
    (found,) = [each for each in budget(world).schedules if each.minutes == 30]
    counted = []
    for _ in range(24 * 2):
        portal = MeteredTalent(world.talent, 10_000, world.clock)
        world.agent(portal).run()
        counted.append(portal.calls)
        world.clock.now += timedelta(minutes=30)
    assert found.per_run == max(counted)
    assert found.per_hour == max(sum(pair) for pair in pairwise(counted))
    assert sum(counted) == len(counted) * 5 + 19


def test_the_guides_own_algorithm_asks_for_everybody() -> None:
    found = budget(warm())
    assert (found.enrolments, found.courses) == (60, 5)
    assert [(each.minutes, each.literal_per_hour) for each in found.schedules] == [
        *((5, 720), (10, 360), (15, 240), (30, 120), (60, 60), (1440, 60))
    ]


def test_the_budget_uses_none_of_the_quota() -> None:
    world = warm()
    asked = Asked(world.portal)
    before = world.portal.calls
    assert budget(world, asked).quota.remaining == 10_000 - before
    assert world.portal.calls == before


def test_the_quota_and_its_reserve_decide_what_is_safe() -> None:
    found = budget(warm(300))
    assert (found.quota.limit, found.left_to_others) == (300, 60)
    # 240 calls an hour: five rosters each run, and the sweep.
    assert found.shortest_literal == 15
    assert found.shortest_safe is not None
    assert found.shortest_safe < 3


@pytest.mark.parametrize("minutes", [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60])
def test_a_quota_is_used_to_its_last_call(minutes: int) -> None:
    """Without saving, a run asks for each of ten students."""
    world = college(600 // minutes, learners=[learner(n, 1) for n in range(1, 11)], reserve=0)
    world.know_links()
    found = budget(world)
    assert (found.shortest_safe, found.shortest_literal) == (minutes, minutes)


def test_a_quota_that_suffices_for_no_run_makes_no_schedule_safe() -> None:
    world = warm()
    found = budget(world, MeteredTalent(world.talent, 5))
    assert (found.shortest_safe, found.shortest_literal) == (None, None)


class Silent:
    """A portal that does not answer how much is left."""

    def __init__(self, talent: Any) -> None:
        self._talent = talent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talent, name)

    def quota(self) -> Quota:
        raise NoAnswer("silent")


@pytest.mark.parametrize("wrap", [Silent, lambda talent: talent])
def test_without_a_known_quota_every_schedule_is_safe(wrap: Any) -> None:
    world = warm()
    found = budget(world, cast(Any, wrap(world.talent)))
    assert (found.quota, found.left_to_others, found.shortest_safe) == (Quota(), 0, 1)


def test_enrolments_that_are_due_come_on_top() -> None:
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(100, 103)]
    found = budget(college(100, new=new))
    assert (found.enrolments, found.due, found.due_calls) == (0, 3, 13)
    assert (found.leaving, found.leaving_calls) == (0, 0)


def test_students_who_are_known_need_no_sign_up() -> None:
    new = [enrolment(f"N{n}", student(n, secondary_id=str(n)), course(1)) for n in range(100, 103)]
    world = college(100, new=new, saving=Saving())
    for each in new:
        client = each.client
        world.talent.put_user(
            TalentUser(
                TalentUserId(client.secondary_id),
                client.email,
                client.given_names.title(),
                "Caster",
                client.email,
            )
        )
    found = budget(world)
    assert found.due == 3
    world.run()
    assert found.due_calls == world.portal.calls


@pytest.mark.parametrize("runs", [0, 1, 2])
@pytest.mark.parametrize("learners", [1, 2])
def test_a_roster_that_is_read_anyway_is_counted_once(learners: int, runs: int) -> None:
    idle, busy = (
        college(100, learners=[learner(n, 1) for n in range(1, learners + 1)], saving=Saving())
        for _ in range(2)
    )
    for world in (idle, busy):
        world.know_links()
        for _ in range(runs):
            world.run()
    busy.powerpro.put_enrolment(enrolment("N", student(100), course(1)))
    more = budget(busy).due_calls
    idle.run()
    busy.run()
    assert more == busy.portal.calls - idle.portal.calls


def test_records_that_are_held_without_a_call_are_left_out() -> None:
    twins = [learner(1, 2), evolve(learner(2, 2), client=student(2, secondary_id="1"))]
    found = budget(college(100, learners=[*twins, learner(3, 1)], courses=2))
    assert (found.enrolments, found.courses) == (1, 1)


def test_a_repository_that_reads_by_course_has_the_same_forecast() -> None:
    """And one whose due enrolments are held at once has none of their calls."""
    world = college(100, learners=[learner(1, 1), learner(2, 2)])
    plain = budget(world)

    class ByCourse:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.powerpro, name)

        def provisioned_courses(self) -> Any:
            every = world.powerpro.provisioned_enrolments()
            return tuple({each.course.code: each.course for each in every}.values())

        def provisioned_enrolments_in(self, codes: Any) -> Any:
            every = world.powerpro.provisioned_enrolments()
            return tuple(each for each in every if each.course.code in codes)

    def by_course() -> Budget:
        return Agent(
            cast(Any, ByCourse()), world.talent, timezone=PERTH, clock=world.clock
        ).budget()

    assert by_course().enrolments == plain.enrolments == 2


def test_due_enrolments_that_are_held_without_a_call_cost_none() -> None:
    twins = [student(n, email="same@x.au") for n in (100, 101)]
    mangled = student(102, secondary_id="1,234")
    new = [enrolment(f"N{each.code}", each, course(1)) for each in (*twins, mangled)]
    later = evolve(enrolment("L", student(103), course(1)), deferment_date=date(2022, 7, 1))
    world = college(100, new=[*new, later])
    world.policy = Policy.careful()
    assert budget(world).due == 2


def test_records_that_wait_for_a_person_cost_no_calls() -> None:
    """A new student whose e-mail another person has, and one who has another's Secondary ID."""
    taken = student(100, "taken@pm.me")
    world = college(
        100,
        new=[enrolment("N", taken, course(1))],
        learners=[learner(n, 1) for n in range(1, 4)],
    )
    for user_id, email in (("99", taken.email), ("3", "mary@pm.me")):
        world.talent.put_user(TalentUser(TalentUserId(user_id), email, "Mary", "Smith", email))
    world.saving = Saving()
    found = budget(world)
    assert (found.enrolments, found.due) == (3, 1)
    world.run()
    found = budget(world)
    assert (found.enrolments, found.due) == (2, 0)


def withdraw(world: Metered, enrolment: Enrolment) -> None:
    """Withdraw whom the agent saw in scope."""
    left = (world.clock.now - timedelta(days=2)).date()
    world.powerpro.put_enrolment(evolve(enrolment, withdrawal_date=left))
    assert world.state.last_looks is not None
    world.state.last_looks.remember([LastLook(enrolment.id, left_on=left, looked_on=left)])


def test_withdrawn_students_whose_suspension_waits_for_a_person_cost_no_calls() -> None:
    """Another Secondary ID, of which the agent has not checked whose it is."""
    world = warm()
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.SUSPEND)
    world.run()
    one, *_ = world.powerpro.enrolments
    withdraw(world, evolve(one, client=evolve(one.client, secondary_id="2")))
    assert budget(world).leaving == 1
    assert [each.reason for each in world.run().of("suspension")] == ["suspension-unverified"]
    assert budget(world).leaving == 0


def test_the_forecast_has_the_calls_for_withdrawn_students() -> None:
    """A look at each Talent user, and a call for the course."""
    world = warm()
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.SUSPEND)
    world.run()
    found = budget(world)
    assert (found.leaving, found.leaving_calls) == (0, 0)
    assert not {"leaving", "leaving_calls"} & json.loads(as_json(found)).keys()
    one, *_ = world.powerpro.enrolments
    withdraw(world, one)
    found = budget(world)
    assert (found.leaving, found.leaving_calls) == (1, 2)
    portal = MeteredTalent(world.talent, 10_000, world.clock)
    world.agent(portal).run(only="suspension")
    assert portal.calls == 2
