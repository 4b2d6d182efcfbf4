"""The cache forgets a Talent course's progress once it is not read again."""

from __future__ import annotations

from functools import partial

from attrs import evolve

from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    JOANA_7,
    STARTED,
    TODAY,
    USER_7,
    booking,
    portal,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.flows.results import fetch_results
from talent_powerpro.model import Enrolment, TalentUserId
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Call, Event, Side
from talent_powerpro.run.courses_under_way import CoursesUnderWay
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import Batch, Task

USER_8 = TalentUserId("8")


def task(number: str) -> Task:
    there: Enrolment = provisioned(unit(), id=booking(number))
    return Task(StageName.RESULTS, there, partial(fetch_results, there, rules(), TODAY))


def asked(user_id: TalentUserId) -> list[Event]:
    """The events of a flow that asked for one user's progress."""
    return [Event(STARTED, Call("progress", Side.TALENT, (user_id, COURSE_126)))]


def talent() -> ScriptedTalent:
    there = portal(users=[JOANA_7, evolve(JOANA_7, id=USER_8, login="pink", email="pink@pm.me")])
    for user_id in (USER_7, USER_8):
        there.put_enrolment(user_id, COURSE_126)
    return there


def asks_again(there: ScriptedTalent, cache: TalentCache, user_id: TalentUserId) -> bool:
    """Whether the cache has to ask again for a user's progress."""
    before = there.script.asked.count("progress")
    cache.progress(user_id, COURSE_126)
    return there.script.asked.count("progress") > before


def test_progress_is_kept_until_the_last_task_of_the_batch_has_ended() -> None:
    there = talent()
    cache = TalentCache(there)
    courses = CoursesUnderWay(cache)
    first, second = task("1001"), task("1002")
    courses.begin(Batch((first, second)))
    for user_id in (USER_7, USER_8):
        cache.progress(user_id, COURSE_126)
    courses.ended(first, asked(USER_7), needed_again=False)
    assert not asks_again(there, cache, USER_7)
    courses.ended(second, asked(USER_8), needed_again=False)
    assert asks_again(there, cache, USER_7)
    assert asks_again(there, cache, USER_8)


def test_progress_that_a_performance_will_ask_for_is_kept() -> None:
    there = talent()
    cache = TalentCache(there)
    courses = CoursesUnderWay(cache)
    first, second = task("1001"), task("1002")
    courses.begin(Batch((first, second)))
    for user_id in (USER_7, USER_8):
        cache.progress(user_id, COURSE_126)
    courses.ended(first, asked(USER_7), needed_again=True)
    courses.ended(second, asked(USER_8), needed_again=False)
    assert not asks_again(there, cache, USER_7)
    assert asks_again(there, cache, USER_8)


def test_batches_under_way_together_are_forgotten_each_at_its_own_end() -> None:
    there = talent()
    cache = TalentCache(there)
    courses = CoursesUnderWay(cache)
    first, second = task("1001"), task("1002")
    courses.begin(Batch((first,)))
    courses.begin(Batch((second,)))
    cache.progress(USER_7, COURSE_126)
    courses.ended(second, [], needed_again=False)
    assert not asks_again(there, cache, USER_7)
    courses.ended(first, asked(USER_7), needed_again=False)
    assert asks_again(there, cache, USER_7)
