"""Brakes where a stage runs in slices: shares judge the stage, counts a day."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.metered import Metered, college, course, learner, student
from support.the_guide import enrolment
from talent_powerpro import Policy, RecordStatus
from talent_powerpro.model import TalentCourseId, TalentUser, TalentUserId
from talent_powerpro.rules.saving import NO_SAVING, Saving


def of_stored_ids(limit: int, denied: range, total: int = 30) -> Metered:
    """Due students with a stored id each; TalentLMS denies some, and has their e-mails."""
    new = [
        enrolment(f"N{n:02}", student(n, secondary_id=str(n)), course(1))
        for n in range(1, total + 1)
    ]
    world = college(limit, new=new, reserve=0)
    for n in range(1, total + 1):
        email = student(n).email
        user_id = TalentUserId(str(n + 1000 if n in denied else n))
        world.talent.put_user(TalentUser(user_id, email, f"Len{n}", "Caster", email))
    return world


def provisioned(world: Metered) -> set[int]:
    return {int(each.id[1:]) for each in world.powerpro.enrolments if each.provisioning_log}


@pytest.mark.parametrize(
    ("limit", "denied"), [(1000, range(27, 31)), (200, range(1, 5)), (200, range(27, 31))]
)
def test_a_few_missing_users_stop_nothing_wherever_they_stand(limit: int, denied: range) -> None:
    world = of_stored_ids(limit, denied)
    report = world.run()
    assert report.stopped is None
    assert provisioned(world) == set(range(1, 31))


@pytest.mark.parametrize("denied", [range(1, 11), range(21, 31)])
def test_a_share_above_its_limit_stops_what_it_counts_wherever_it_stands(denied: range) -> None:
    world = of_stored_ids(200, denied)
    report = world.run()
    assert report.stopped is not None
    assert report.stopped.reason == "known_users_missing"
    assert not provisioned(world) & set(denied)
    # In slices: those with a stored id that is there were performed before.
    written = len(provisioned(world))
    assert written
    assert f"Before that, {written} records were written" in report.stopped.message
    released = world.run(release=["known_users_missing"])
    assert released.stopped is None
    assert provisioned(world) == set(range(1, 31))


def test_one_slice_writes_nothing_where_its_share_is_too_large() -> None:
    world = of_stored_ids(1000, range(21, 31))
    report = world.run()
    assert report.stopped is not None
    assert "Nothing was written in this stage" in report.stopped.message
    assert not provisioned(world)


def test_where_the_quota_ends_the_stage_the_share_is_judged_over_what_was_looked_at() -> None:
    world = of_stored_ids(100, range(1, 5), total=60)
    report = world.run()
    assert report.stopped is not None
    assert report.stopped.reason == "quota"
    assert set(range(1, 5)) <= provisioned(world)


def test_small_runs_count_together_and_a_day_later_no_more() -> None:
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(1, 27)]
    policy = evolve(Policy.guide(), users_created=12)
    world = college(60, new=new, policy=policy)
    made: list[int] = []
    for _ in range(30):
        report = world.run()
        made.append(sum(r.status is RecordStatus.PROVISIONED for r in report.records))
        if report.stopped and report.stopped.reason == "users_created":
            assert "by earlier runs in the last 24 hours" in report.stopped.message
    assert sum(made[:20]) <= 12 < sum(made)


# --- users whom a person knows to be gone, and those whom a roster shows --------------------


def with_leavers(gone: int, **rest: Any) -> Metered:
    """Thirty learners of two Talent courses after a run; the first ones have since been deleted."""
    learners = [learner(n, 1 + n % 2) for n in range(1, 31)]
    world = college(1000, learners=learners, courses=2, reserve=0, **rest)
    world.know_links()
    assert world.run().stopped is None
    for n in range(1, gone + 1):
        del world.talent.users[TalentUserId(str(n))]
        del world.talent.enrolled[TalentUserId(str(n)), TalentCourseId(str(1 + n % 2))]
    return world


def test_a_share_stops_each_run_until_a_person_releases_it_and_none_after_that() -> None:
    world = with_leavers(10)
    for _ in range(2):
        stopped = world.run().stopped
        assert stopped is not None
        assert stopped.reason == "known_users_missing"
    released = world.run(release=["known_users_missing"])
    assert [str(each.status) for each in released.records] == ["failed"] * 10
    later = world.run()
    assert later.stopped is None
    assert len(later.records) == 10


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING])
def test_those_whom_the_roster_shows_count_as_looked_up(saving: Saving) -> None:
    """Five of thirty are fewer than a fifth, although nobody else need be asked about."""
    world = with_leavers(5, saving=saving)
    report = world.run()
    assert report.stopped is None
    assert [str(each.status) for each in report.records] == ["failed"] * 5
