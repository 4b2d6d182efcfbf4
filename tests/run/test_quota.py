"""The budget of calls: read, counted, read again, and never more than the reserve allows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, cast

import pytest
from attrs import field, mutable

from support.the_guide import GROUP, PERTH, Clock, portal
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import NoAnswer, QuotaReached, Refused
from talent_powerpro.model import Quota
from talent_powerpro.ports import TalentRepository
from talent_powerpro.ports.optional import activation_of, portal_of
from talent_powerpro.run.quota import NO_LIMIT, CallBudget, CountedTalent

ENDS = datetime(2022, 6, 2, 7, 30, tzinfo=UTC)


@mutable
class Portal:
    """A quota that a test sets, and the number of times it was read."""

    remaining: int | None = 100
    limit: int | None = 100
    reads: int = 0
    fault: Exception | None = None
    calls: list[str] = field(factory=list)

    def quota(self) -> Quota:
        self.reads += 1
        if self.fault:
            raise self.fault
        return Quota(self.limit, self.remaining, ENDS)

    def call(self) -> str:
        if self.remaining is not None:
            self.remaining -= 1
        return "answer"


def budget(portal: Portal | None, reserve: float = 0.2) -> CallBudget:
    return CallBudget(portal, reserve, PERTH)


def ask(of: CallBudget, portal: Portal, times: int = 1) -> None:
    for _ in range(times):
        assert of.ask(1, portal.call) == "answer"


def test_without_the_port_or_a_number_there_is_no_limit() -> None:
    none = budget(None)
    assert (none.left(), none.an_hour(), none.last_read) == (NO_LIMIT, NO_LIMIT, Quota())
    silent = Portal(remaining=None, limit=None)
    unknown = budget(silent)
    ask(unknown, silent, 3)
    assert (unknown.left(), unknown.an_hour()) == (NO_LIMIT, NO_LIMIT)
    assert unknown.is_limited is False
    assert unknown.last_read == Quota(None, None, ENDS)
    assert silent.reads == 1


def test_the_last_quota_is_that_which_was_read_less_the_calls_made_since() -> None:
    there = Portal()
    calls = budget(there)
    ask(calls, there)
    assert (calls.is_limited, calls.left(), calls.an_hour()) == (True, 79, 80)
    assert calls.last_read == Quota(100, 99, ENDS)
    assert there.reads == 1


def test_calls_an_hour_are_read_with_the_first_question_about_them() -> None:
    assert budget(Portal(remaining=60)).an_hour() == 80


def test_what_a_budget_counts_cannot_be_given() -> None:
    with pytest.raises(TypeError):
        CallBudget(*cast(Any, (None, 0.2, PERTH, 5)))


@pytest.mark.parametrize("fault", [NoAnswer("silent"), Refused("no")])
def test_a_quota_that_cannot_be_read_is_no_limit(fault: Exception) -> None:
    broken = Portal(fault=fault)
    assert budget(broken).left() == NO_LIMIT


@pytest.mark.parametrize(
    ("reserve", "limit", "left"),
    [(0.2, 100, 80), (0, 100, 100), (0.1, 30, 27), (0.5, 15, 7), (0.10000001, 10, 9)],
)
def test_a_share_of_the_quota_is_left_to_others(reserve: float, limit: int, left: int) -> None:
    assert budget(Portal(limit, limit), reserve).left() == left


def test_without_a_limit_the_share_is_of_what_is_left() -> None:
    assert budget(Portal(50, None)).left() == 40


def test_below_the_reserve_there_are_no_calls() -> None:
    assert budget(Portal(remaining=5)).left() == 0


def test_a_call_that_is_under_way_is_set_aside_until_it_ended() -> None:
    there = Portal()
    calls = budget(there)

    def left() -> float:
        calls.read()
        return calls.left()

    assert [calls.ask(1, left), left()] == [79, 80]


def test_the_quota_is_read_again_only_as_half_of_what_was_left_is_used() -> None:
    there = Portal()
    calls = budget(there)
    ask(calls, there, 39)
    assert there.reads == 1
    ask(calls, there, 41)
    assert there.reads == 7  # With 80, 40, 20, 10, 5, 2 and 1 left.
    assert there.remaining == 20


def test_calls_of_other_programs_are_noticed() -> None:
    there = Portal()
    calls = budget(there)
    ask(calls, there, 40)
    there.remaining = 25
    assert calls.left() == 5


def test_a_run_that_would_go_below_the_reserve_stops_and_says_why() -> None:
    there = Portal(remaining=21)
    calls = budget(there)
    ask(calls, there)
    with pytest.raises(QuotaReached) as stopped:
        ask(calls, there)
    assert there.remaining == 20
    assert stopped.value.message == (
        "TalentLMS accepts 20 more calls in this hour, of 100, and the agent leaves 20 of them to "
        "other programs. So the run stopped. The hour ends at 15:30."
    )
    assert stopped.value.remedy == (
        "Nothing is lost. The next run begins with the enrolments that this one did not reach."
    )


def test_a_quota_of_which_nothing_is_known_stops_a_run_with_less_to_say() -> None:
    assert budget(None).stop().message == (
        "TalentLMS accepts 0 more calls in this hour, of 0, and the agent leaves 0 of them to "
        "other programs. So the run stopped."
    )


def test_a_new_hour_lets_a_run_go_on() -> None:
    there = Portal(remaining=21)
    calls = budget(there)
    ask(calls, there)
    there.remaining = 100
    ask(calls, there)


@pytest.mark.parametrize("remaining", [22, 100])
def test_a_method_of_two_calls_has_them_where_a_new_hour_began(remaining: int) -> None:
    there = Portal(remaining=21)
    calls = budget(there)
    assert calls.left() == 1
    there.remaining = remaining
    assert calls.ask(2, there.call) == "answer"


def test_a_call_without_an_answer_counts_with_its_retries() -> None:
    there = Portal()
    calls = budget(there)

    def silent() -> None:
        raise NoAnswer("silent")

    assert calls.left() == 80
    with pytest.raises(NoAnswer):
        calls.ask(1, silent)
    assert calls.left() == 76
    with pytest.raises(NoAnswer):
        calls.ask(2, silent)
    assert calls.left() == 68
    few = Portal(remaining=22)
    calls = budget(few)
    with pytest.raises(NoAnswer):
        calls.ask(1, silent)
    few.fault = NoAnswer("silent")
    assert calls.left() == 0


def test_a_quota_that_cannot_be_read_any_more_counts_on() -> None:
    there = Portal(remaining=22)
    calls = budget(there)
    ask(calls, there)
    there.fault = NoAnswer("silent")
    ask(calls, there)
    with pytest.raises(QuotaReached):
        ask(calls, there)
    assert there.reads == 3


def test_a_method_of_two_calls_needs_both() -> None:
    there = Portal(remaining=21)
    with pytest.raises(QuotaReached):
        budget(there).ask(2, there.call)
    assert there.remaining == 21


def test_threads_use_all_calls_and_none_beyond_the_reserve() -> None:
    talent = MeteredTalent(portal(), 100)
    calls = budget(cast(Any, talent), 0.3)
    counted = cast(TalentRepository, CountedTalent(cast(TalentRepository, talent), calls))

    def look(number: int) -> bool:
        try:
            counted.user_by_email(f"{number}@pm.me")
        except QuotaReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(look, range(100)))
    assert (sum(answered), talent.calls, talent.refused) == (70, 70, 0)


def test_a_counted_repository_offers_what_the_other_one_offers() -> None:
    talent = MeteredTalent(portal(), 10)
    counted = cast(TalentRepository, CountedTalent(cast(TalentRepository, talent), budget(None)))
    assert portal_of(counted) == "powerpro.talentlms.com"
    assert activation_of(counted)
    counted.user_by_email("jo@pm.me")
    assert talent.calls == 1


def test_each_method_counts_the_calls_that_it_makes() -> None:
    calls = budget(cast(Any, MeteredTalent(portal(), 100)), 0)
    counted: Any = CountedTalent(portal(), calls)
    counted.user_by_email("jo@pm.me")
    assert calls.left() == 99
    counted.courses_of_group(GROUP)
    assert calls.left() == 97


def test_a_metered_repository_begins_a_new_hour_with_a_call() -> None:
    clock = Clock()
    talent = MeteredTalent(portal(), 1, clock)
    counted = cast(TalentRepository, talent)
    counted.user_by_email("jo@pm.me")
    with pytest.raises(NoAnswer):
        counted.user_by_email("jo@pm.me")
    clock.now += timedelta(hours=1)
    counted.user_by_email("jo@pm.me")
    assert (talent.calls, talent.refused) == (1, 1)
    assert talent.quota() == Quota(1, 0, clock.now + timedelta(hours=1))


def test_a_call_waits_for_those_under_way_before_it_stops_the_run() -> None:
    there = Portal(remaining=22)
    calls = budget(there)
    begun, go_on = Event(), Event()

    def slow() -> str:
        begun.set()
        go_on.wait()
        return there.call()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(calls.ask, 1, slow)
        begun.wait()
        assert calls.ask(1, there.call) == "answer"
        # One of the 20 that are left may still be used by the call that is under way.
        third = pool.submit(calls.ask, 1, there.call)
        go_on.set()
        assert first.result() == "answer"
        with pytest.raises(QuotaReached):
            third.result()
    assert there.remaining == 20


def test_the_quota_can_be_read_at_any_time_where_there_is_one() -> None:
    budget(None).read()
    there = Portal()
    calls = budget(there)
    calls.read()
    there.remaining = 90
    calls.read()
    assert (calls.left(), there.reads) == (70, 2)


def test_no_two_threads_read_the_quota_at_once() -> None:
    class Locked(Portal):
        def quota(self) -> Quota:
            # From another thread: the one that reads may lock again.
            with ThreadPoolExecutor(1) as other:
                assert not other.submit(calls._changed.acquire, False).result()
            return super().quota()

    for read in (CallBudget.left, CallBudget.an_hour, CallBudget.read):
        there = Locked()
        calls = budget(there)
        read(calls)
        assert there.reads == 1
