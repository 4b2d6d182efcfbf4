"""Law 1. Kill the agent anywhere, run again: the same end."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import POWERPRO_WRITES, Disturbance, Disturbed, Fate, disturbances
from support.edits import Later, histories, learnings
from support.laws.examples import LAW, POLICIES
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners
from talent_powerpro import Policy
from talent_powerpro.testing import CrashAt

KILLS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 10), st.booleans()), min_size=1, max_size=3
)
"""At which method's calls and at which of these, counted round among those there are, and
whether before it or after it."""

STORED = (*POWERPRO_WRITES * 3, "enrolment", "begin", "end", "remember_result", "last_result")
LOST = (Fate.UNUSABLE, Fate.ANSWER_LOST)

RIGHT_AWAY, AFTER_MIDNIGHT = Later(0, ()), Later(24, ())


@LAW
@given(world=worlds(), policy=POLICIES, kills=KILLS, history=histories())
def test_killed_before_or_after_any_call_and_run_again_it_ends_as_if_never_killed(
    world: World, policy: Policy, kills: list[tuple[int, int, bool]], history: tuple[Later, ...]
) -> None:
    """Crash before or after any call, any number of times, run again: the same end state as
    without the crash; and so does every later run, whatever people did meanwhile."""
    killed_and_run_again(world, policy, kills, history)


@LAW
@given(world=worlds_of_learners(), policy=POLICIES, kills=KILLS, history=learnings())
def test_killed_at_a_result_and_run_again_it_still_knows_what_it_wrote(
    world: World, policy: Policy, kills: list[tuple[int, int, bool]], history: tuple[Later, ...]
) -> None:
    """Crash before or after any call, run again: the same end state as without the crash, also
    when a result's date changes later, and the agent has to tell its own date from a person's."""
    killed_and_run_again(world, policy, kills, history)


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
    """A store that cannot be used before or after any call is no other end than a crash."""
    undisturbed, troubled = (Played(world, policy=policy) for _ in range(2))
    undisturbed.run()
    for trouble in troubles:
        troubled.run(Disturbed(trouble))
    for later in (RIGHT_AWAY, *history):
        end_alike(undisturbed, troubled, later)


@LAW
@given(world=worlds().map(lambda each: without_ends_to_come(each)), policy=POLICIES, kills=KILLS)
def test_killed_and_run_again_after_midnight_it_ends_as_if_never_killed(
    world: World, policy: Policy, kills: list[tuple[int, int, bool]]
) -> None:
    """Crash before or after any call, run again after midnight: the same end state as without
    the crash. What was killed before it had found anyone due never was a run."""
    undisturbed, killed = (Played(world, policy=policy) for _ in range(2))
    counted = CrashAt()
    Played(world, policy=policy).run(counted)
    before_midnight = crashes(counted, kills)
    for crash in before_midnight:
        killed.run(crash)
    if any("mark_due" in crash.done for crash in before_midnight):
        undisturbed.run()
    end_alike(undisturbed, killed, AFTER_MIDNIGHT)


def killed_and_run_again(
    world: World, policy: Policy, kills: list[tuple[int, int, bool]], history: tuple[Later, ...]
) -> None:
    undisturbed, killed = (Played(world, policy=policy) for _ in range(2))
    counted = CrashAt()
    undisturbed.run(counted)
    for crash in crashes(counted, kills):
        killed.run(crash)
    for later in (RIGHT_AWAY, *history):
        end_alike(undisturbed, killed, later)


def crashes(counted: CrashAt, kills: list[tuple[int, int, bool]]) -> list[CrashAt]:
    """One for each kill, at a call of those that an undisturbed run makes."""
    made: list[CrashAt] = []
    for method, which, after in kills:
        names = sorted(set(counted.asked))
        name = names[method % len(names)]
        numbers = [number for number, each in enumerate(counted.asked, 1) if each == name]
        made.append(CrashAt(numbers[which % len(numbers)], after=after))
    return made


def end_alike(undisturbed: Played, killed: Played, later: Later) -> None:
    for played in (undisturbed, killed):
        played.wait(later)
        played.run()
    assert killed.end_state() == undisturbed.end_state()


def without_ends_to_come(world: World) -> World:
    """Nobody's enrolment ends at that midnight: whoever left is not provisioned after it."""
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
