"""Keeping students' work: when a run stores it, and when it does not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import asdict, evolve

from support.counted import results_college
from support.scripted import ScriptedTalent
from support.telling import TOLD, telling
from support.the_guide import (
    COURSE_126,
    DONE,
    PERTH,
    PINK,
    STARTED,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy, RunReport
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.agent import Agent
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.flows.progress import Asked
from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import CourseProgress, TalentUser, TalentUserId
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.records.engagement import EngagementSeen
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.rules.policy_values import ClosedResults
from talent_powerpro.run.engagement import MANY, KeepingEngagement

LINK = VerifiedLink(PINK.code, USER_7, "")
LOOKED = Fetched(looked_at=Asked(USER_7, COURSE_126, LINK, CourseProgress(engagement=TOLD)))
TODAY = STARTED + timedelta(days=12)


PINKS = TalentUserId("8")
HERS = evolve(
    provisioned(unit(row="2"), client=evolve(PINK, secondary_id=PINKS)), id=booking("1002")
)


def with_pink() -> ScriptedTalent:
    talent = portal_with_joana()
    talent.put_user(TalentUser(PINKS, "pink", "Pinkie", "Panther", "pink@pm.me"))
    talent.put_enrolment(PINKS, COURSE_126)
    return talent


class Counted(MemoryEngagement):
    """Counts what would be transactions of a store."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: list[int] = []

    def remember_engagement(self, seen: Collection[EngagementSeen]) -> None:
        self.stored.append(len(seen))
        super().remember_engagement(seen)


class Broken(MemoryEngagement):
    def remember_engagement(self, seen: Collection[EngagementSeen]) -> None:
        raise PowerProUnusable(f"The disk is full: {len(seen)} rows.")


def agent(world: Rto, store: MemoryEngagement, *, on: bool = True) -> Agent:
    world.clock.now = TODAY
    world.engagement = store
    world.talent = telling(world.talent)  # type: ignore[assignment]  # hands all on
    return world.agent(engagement=on)


def run(world: Rto, store: MemoryEngagement, *, on: bool = True) -> RunReport:
    return agent(world, store, on=on).run(only="results")


def kept(store: MemoryEngagement) -> list[EngagementSeen]:
    return list(store.engagement_of([booking("1001"), booking("1002")]))


EXPECTED = [EngagementSeen(booking(), USER_7, COURSE_126, TODAY, **asdict(each)) for each in TOLD]


def test_what_a_look_showed_is_kept_with_its_date_and_source_and_replaced_by_the_next() -> None:
    world, store = rto(provisioned(unit()), talent=portal_with_joana()), Counted()
    assert run(world, store).records == ()
    assert kept(store) == EXPECTED
    later = TODAY + timedelta(days=1)
    world.clock.now = later
    world.agent(engagement=True).run(only="results")
    assert kept(store) == [evolve(each, read_at=later) for each in EXPECTED]


def test_it_is_kept_of_a_record_that_is_written_and_is_no_result() -> None:
    world, store = rto(provisioned(unit()), talent=finished("ICTWEB304")), Counted()
    (record,) = run(world, store).records
    assert record.status == "written"
    assert kept(store) == EXPECTED
    assert store.stored == [len(TOLD)]
    assert "soon" not in repr([record, world.unit()])


@pytest.mark.parametrize("listed", ClosedResults)
def test_a_last_look_keeps_it_too_whether_results_are_written_or_listed(
    listed: ClosedResults,
) -> None:
    policy = evolve(Policy.guide(), closed_results=listed)
    world, store = rto(provisioned(unit()), talent=portal_with_joana(), policy=policy), Counted()
    finished("ICTWEB304", talent=world.talent)
    world.looks.remember([LastLook(booking())])
    world.powerpro.put_enrolment(evolve(world.enrolment(), completion_date=DONE.date()))
    run(world, store)
    (look,) = world.looks.remembered([booking()]).values()
    assert look.looked_on == TODAY.date()
    assert kept(store) == EXPECTED


def test_it_is_kept_of_a_record_that_is_held() -> None:
    talent, store = finished("ICTWEB304"), Counted()
    (record,) = run(rto(provisioned(unit()), talent=talent, policy=Policy.careful()), store).records
    assert record.status == "held"
    assert kept(store) == EXPECTED


def test_a_brake_that_stops_the_run_loses_nothing_of_records_that_have_ended() -> None:
    talent = finished("ICTWEB304", talent=with_pink())
    policy = evolve(Policy.guide(), outcomes_written=0)
    world, store = rto(provisioned(unit()), HERS, talent=talent, policy=policy), Counted()
    report = run(world, store)
    assert report.stopped is not None
    assert {each.enrolment_id for each in kept(store)} == {HERS.id}


def test_many_are_stored_in_one_transaction() -> None:
    world, store = rto(provisioned(unit()), HERS, talent=with_pink()), Counted()
    run(world, store)
    assert store.stored == [2 * len(TOLD)]


def test_a_plan_keeps_nothing_and_neither_does_a_run_where_it_is_off() -> None:
    for done in ((), ("ICTWEB304",)):
        world, store = rto(provisioned(unit()), talent=finished(*done)), Counted()
        agent(world, store).plan(only="results")
        assert (store.stored, kept(store)) == ([], [])
        run(world, store, on=False)
        assert (store.stored, kept(store)) == ([], [])


def test_whoever_was_not_looked_at_has_none_and_nothing_is_stored() -> None:
    for world in (
        rto(provisioned(unit()), talent=portal(users=[])),
        rto(enrolment()),
    ):
        store = Counted()
        run(world, store)
        assert store.stored == []


def test_a_store_that_fails_stops_the_run_and_the_report_has_what_was_written() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    report = run(world, Broken())
    assert report.stopped is not None
    assert "disk is full" in report.stopped.message
    assert [each.status for each in report.records] == ["written"]


def test_without_the_setting_neither_clock_nor_store_is_asked() -> None:
    def clock() -> Any:
        raise AssertionError("the clock was asked")

    off = KeepingEngagement(None, clock)
    off.ended(booking(), LOOKED)
    off.keep()
    on = KeepingEngagement(MemoryEngagement(), clock)
    on.ended(booking(), None)
    on.ended(booking(), Fetched())
    on.keep()


def test_what_was_stored_is_not_stored_again() -> None:
    store = Counted()
    keeping = KeepingEngagement(store, lambda: TODAY)
    keeping.ended(booking(), LOOKED)
    for _ in range(2):
        keeping.keep()
    assert store.stored == [2]


def test_much_is_stored_before_the_stage_ends_and_little_is_not() -> None:
    store = Counted()
    keeping = KeepingEngagement(store, lambda: TODAY)
    for number in range(MANY // len(TOLD)):
        keeping.keep_many()
        keeping.ended(booking(str(number)), LOOKED)
    assert store.stored == []
    keeping.keep_many()
    assert store.stored == [MANY]


def test_a_run_through_many_courses_stores_what_is_much_on_its_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("talent_powerpro.run.engagement.MANY", len(TOLD))
    college, store = results_college(3, 3), Counted()
    Agent(
        college.powerpro,
        telling(cast(TalentRepository, college.talent)),
        timezone=PERTH,
        state=evolve(college.state, engagement=store),
        clock=lambda: college.now,
        width=1,
        engagement=True,
    ).run(only="results")
    assert store.stored == [len(TOLD)] * 3
