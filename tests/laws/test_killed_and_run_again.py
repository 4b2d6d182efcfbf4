"""Law 1. The agent is killed at any call and run again: the end is the same."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import POWERPRO_WRITES, Disturbance, Disturbed, Fate, disturbances
from support.edits import Later, histories, learnings
from support.laws.examples import LAW, POLICIES
from support.laws.killing import KILLS, RIGHT_AWAY, crashes, end_alike, killed_and_run_again
from support.laws.late_endings import LateEndings
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners
from talent_powerpro import Policy
from talent_powerpro.testing import CrashAt

CRASHES = st.sampled_from((CrashAt, LateEndings))

STORED = (*POWERPRO_WRITES * 3, "enrolment", "begin", "end", "remember_result", "last_result")
LOST = (Fate.UNUSABLE, Fate.ANSWER_LOST)

AFTER_MIDNIGHT = Later(24, ())


@LAW
@given(world=worlds(), policy=POLICIES, kills=KILLS, history=histories(), crash=CRASHES)
def test_killed_before_or_after_any_call_and_run_again_it_ends_as_if_never_killed(
    world: World,
    policy: Policy,
    kills: list[tuple[int, int, bool]],
    history: tuple[Later, ...],
    crash: type[CrashAt],
) -> None:
    """After crashes before or after any call and another run, the end state is the same as
    without crashes. The same is true of every later run, with any edits by people in between,
    and where the crashes lose endings that waited for the next write."""
    killed_and_run_again(world, policy, kills, history, crash)


@LAW
@given(
    world=worlds_of_learners(),
    policy=POLICIES,
    kills=KILLS,
    history=learnings(),
    crash=CRASHES,
)
def test_killed_at_a_result_and_run_again_it_still_knows_what_it_wrote(
    world: World,
    policy: Policy,
    kills: list[tuple[int, int, bool]],
    history: tuple[Later, ...],
    crash: type[CrashAt],
) -> None:
    """The end state after a crash and another run is the same as without the crash. It is the
    same when a result's date changes later and the agent must tell its date from a person's."""
    killed_and_run_again(world, policy, kills, history, crash)


@LAW
@given(
    world=worlds_of_learners(),
    policy=POLICIES,
    troubles=st.lists(disturbances(of=STORED, fates=LOST), min_size=1, max_size=2),
    history=learnings(),
)
def test_after_a_store_that_failed_it_still_knows_what_it_wrote(
    world: World, policy: Policy, troubles: list[Disturbance], history: tuple[Later, ...]
) -> None:
    """A store that fails before or after any call leads to the same end as a crash."""
    undisturbed, troubled = (Played(world, policy=policy) for _ in range(2))
    undisturbed.run()
    for trouble in troubles:
        troubled.run(Disturbed(trouble))
    for later in (RIGHT_AWAY, *history):
        end_alike(undisturbed, troubled, later)


@LAW
@given(
    world=worlds().map(lambda each: without_ends_to_come(each)),
    policy=POLICIES,
    kills=KILLS,
    crash=CRASHES,
)
def test_killed_and_run_again_after_midnight_it_ends_as_if_never_killed(
    world: World, policy: Policy, kills: list[tuple[int, int, bool]], crash: type[CrashAt]
) -> None:
    """The end state after a crash and a run after midnight is the same as without the crash. A
    run that was killed before it found anyone due does not count as a run."""
    undisturbed, killed = (Played(world, policy=policy) for _ in range(2))
    counted = CrashAt()
    Played(world, policy=policy).run(counted)
    before_midnight = crashes(counted, kills, crash)
    for each in before_midnight:
        killed.run(each)
    if any("mark_due" in each.done for each in before_midnight):
        undisturbed.run()
    end_alike(undisturbed, killed, AFTER_MIDNIGHT)


def without_ends_to_come(world: World) -> World:
    """The world with enrolments that end after today made open-ended: midnight would close them."""
    today = world.now.astimezone(world.zone).date()

    def past(day: date | None) -> date | None:
        return day if day and day <= today else None

    return evolve(
        world,
        enrolments=tuple(
            evolve(
                each,
                withdrawal_date=past(each.withdrawal_date),
                completion_date=past(each.completion_date),
            )
            for each in world.enrolments
        ),
    )
