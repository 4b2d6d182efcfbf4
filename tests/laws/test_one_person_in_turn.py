"""Law 3. One person's flows never overlap. Even if they did, nobody is created twice or lost."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import LAW
from support.literal import alike, number
from support.nightly import nightly, one_in
from support.the_guide import COURSE, PERTH, STARTED, TODAY, enrolment, portal, rules
from support.worlds import World, worlds
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.flows.ask import asks
from talent_powerpro.flows.drivers import Sides, in_turn, run_overlapping
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned, provision
from talent_powerpro.model import Absent, Enrolment, TalentUser
from talent_powerpro.ports import TalentSide
from talent_powerpro.records.due import Due
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Flow, Side
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.tasks import Task
from talent_powerpro.testing import Stepped

# --- they never overlap -----------------------------------------------------------


@frozen
class Job:
    """A record with the values that identify its person, and the number of calls of its flow."""

    number: int
    persons: frozenset[str]
    calls: int


def jobs() -> st.SearchStrategy[list[Job]]:
    drawn = st.tuples(st.frozensets(st.sampled_from("abcdefgh"), max_size=2), st.integers(0, 3))
    return st.lists(drawn, max_size=8).map(
        lambda some: [Job(number, *each) for number, each in enumerate(some)]
    )


class Anybody:
    """Answers every call with nothing."""

    def question(self) -> None:
        """Nothing."""


far, near = (asks(side, Anybody.question) for side in (Side.TALENT, Side.POWERPRO))
ANYBODY: Any = Anybody()


@LAW
@given(jobs=jobs(), width=st.integers(1, 4))
def test_one_persons_flows_never_overlap_and_keep_their_order(jobs: list[Job], width: int) -> None:
    """Records of one person, linked directly or through a third record, take turns."""
    under_way: list[Job] = []
    ended: list[Job] = []

    def flow(job: Job) -> Flow[None]:
        theirs = [each for each in jobs if of_one_person(each, job, jobs)]
        assert not [each for each in under_way if each in theirs]
        assert not [each for each in theirs if each.number > job.number and each in ended]
        under_way.append(job)
        for _ in range(job.calls):
            yield from far()
            yield from near()
        under_way.remove(job)
        ended.append(job)

    def start(job: Job) -> tuple[Flow[None], Sides]:
        return flow(job), Sides(ANYBODY, ANYBODY, ANYBODY)

    lanes = in_turn(jobs, lambda job: job.persons)
    with CallPool(width) as pool:
        for _ in run_overlapping(
            lanes,
            start,
            pool=pool.threads,
            width=width,
            clock=lambda: STARTED,
            stopping=lambda: False,
        ):
            assert len(under_way) <= width
    assert sorted(ended, key=lambda job: job.number) == jobs


def of_one_person(one: Job, other: Job, jobs: list[Job]) -> bool:
    known: frozenset[Hashable] = one.persons
    for _ in jobs:
        known = known.union(*(each.persons for each in jobs if each.persons & known))
    return bool(known & other.persons)


@LAW
@given(world=worlds())
def test_enrolments_of_one_person_are_in_one_lane(world: World) -> None:
    """Records with the same client, stored id or e-mail may be of one person."""
    due = [Due(each, TODAY) for each in world.powerpro().enrolments]
    tasks = [
        Task(StageName.PROVISIONING, each.enrolment, partial(provision, each, RULES))
        for each in due
    ]
    lanes = in_turn(tasks, lambda task: task.persons)
    lane_of = {task.key: place for place, lane in enumerate(lanes) for task in lane}
    for one, other in combinations(tasks, 2):
        a, b = one.enrolment.client, other.enrolment.client
        if (
            a.code == b.code
            or (number(a.secondary_id) and number(a.secondary_id) == number(b.secondary_id))
            or (a.email.strip() and alike(a.email, b.email))
        ):
            assert lane_of[one.key] == lane_of[other.key]


# --- without in_turn -------------------------------------------------------------

THAT_MATTER = (
    "user_by_id",
    "user_by_email",
    "create_user",
    "clients_linked_to",
    "clients_with_email",
    "set_secondary_id",
    "enrol",
    "add_contact_log",
)
"""The calls that matter. A flow that finds nobody makes seven: it looks up an id or an e-mail."""

RULES = rules()

Order: TypeAlias = tuple[int, ...]
"""The flow to step at each turn."""

Flows: TypeAlias = list[Stepped[Provisioned | NoLongerDue]]


class Bypassed:
    """Due enrolments of one client, each with its own flow, without `in_turn`."""

    def __init__(self, count: int, known: Callable[[MemoryTalent], TalentSide]) -> None:
        course = evolve(COURSE, talent_group_key="")
        self.powerpro = MemoryPowerPro(enrolment(str(n), course=course) for n in range(count))
        self.talent = portal()
        sides = Sides(known(self.talent), self.powerpro, MemoryJournal())
        self.flows: Flows = [
            Stepped(provision(Due(each, TODAY), RULES), sides, lambda: STARTED)
            for each in self.powerpro.enrolments
        ]

    def take(self, order: Order) -> None:
        """Step one flow for each turn, up to its next call that matters. Ended flows do nothing."""
        for turn in order:
            self.flows[turn].run_to(*THAT_MATTER)
            self.flows[turn].step()

    def finish(self) -> None:
        for flow in self.flows:
            flow.run_to()

    def turns(self) -> list[int]:
        """The flows that may be next. Those that have not begun are alike and begin in order."""
        begun = sum(bool(flow.heard) for flow in self.flows)
        return [turn for turn, flow in enumerate(self.flows[: begun + 1]) if flow.next_call]

    def one_user_and_none_lost(self) -> bool:
        """Enrolments whose flow ended in a fault are checked after one more run."""
        if any(flow.fault for flow in self.flows):
            Agent(self.powerpro, self.talent, timezone=PERTH, clock=lambda: STARTED).run()
        (user,) = self.talent.users.values()
        return self.talent.enrolled.keys() == {(user.id, "126")} and all(
            each.client.secondary_id == user.id and len(each.contact_logs) == 1
            for each in self.powerpro.enrolments
        )

    def state(self) -> Hashable:
        """Everything that decides what happens next: both systems, and what each flow knows."""
        return (
            tuple(
                (each.client.secondary_id, each.contact_logs) for each in self.powerpro.enrolments
            ),
            tuple(self.talent.users),
            tuple(self.talent.enrolled),
            tuple(tuple(map(known_from, flow.heard)) for flow in self.flows),
        )


def known_from(answer: object) -> Hashable:
    """The part of an answer that decides the next calls. A user's courses only lead to remarks."""
    match answer:
        case TalentUser(id=user_id):
            return user_id
        case Enrolment(client=client):
            return client.secondary_id
        case Absent() | TalentPowerProError():
            return type(answer).__name__
        case _:
            return None


def straight(talent: MemoryTalent) -> TalentSide:
    return talent


KNOWN = pytest.mark.parametrize("known", [straight, TalentCache])
"""TalentLMS itself, and TalentLMS behind the cache of a run."""


@one_in(11)
@KNOWN
def test_two_enrolments_of_one_client_by_all_orders_make_one_user_and_lose_none(
    known: Callable[[MemoryTalent], TalentSide], one_in: int
) -> None:
    """Without `in_turn`: two enrolments of one client, in all 3,432 orders of the seven calls that
    matter, lead to one Talent user, and none is lost."""
    orders = list(combinations(range(14), 7))
    assert len(orders) == 3_432
    tried = Counter[int]()
    for firsts in orders[::one_in]:
        both = Bypassed(2, known)
        both.take(tuple(0 if turn in firsts else 1 for turn in range(14)))
        both.finish()
        assert both.one_user_and_none_lost(), firsts
        tried[sum(len(flow.asked) for flow in both.flows)] += 1
    assert len(tried) > 1  # different orders make different calls


@nightly
def test_three_enrolments_of_one_client_in_every_state_make_one_user_and_lose_none() -> None:
    """Without `in_turn`: three enrolments of one client, through every distinct state that an
    order can reach, lead to one Talent user, and none is lost."""
    seen: set[Hashable] = set()
    waiting: deque[Order] = deque([()])
    while waiting:
        order = waiting.popleft()
        three = Bypassed(3, straight)
        three.take(order)
        state = three.state()
        if state in seen:
            continue
        seen.add(state)
        assert len(three.talent.users) <= 1
        turns = three.turns()
        waiting.extend((*order, turn) for turn in turns)
        if not turns:
            assert three.one_user_and_none_lost(), order
    assert len(seen) > 1_000
