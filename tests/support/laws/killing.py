"""A world in which the agent is killed and run again, beside the same one undisturbed."""

from __future__ import annotations

from hypothesis import strategies as st

from support.edits import Later
from support.playing import Played
from support.worlds import World
from talent_powerpro import Policy
from talent_powerpro.model import UnitRowId
from talent_powerpro.testing import CrashAt

KILLS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 10), st.booleans()), min_size=1, max_size=3
)
"""Kills: the number of a method, the number of its call, and whether the kill comes after the call.
Numbers wrap round."""

RIGHT_AWAY = Later(0, ())


def killed_and_run_again(
    world: World,
    policy: Policy,
    kills: list[tuple[int, int, bool]],
    history: tuple[Later, ...],
    crash: type[CrashAt],
    *,
    before: tuple[Later, ...] = (),
) -> None:
    """*before*: both worlds run undisturbed through this first.

    Who comes back then has results in the next run alone, so there is one run more.
    """
    undisturbed, killed = (Played(world, policy=policy) for _ in range(2))
    for later in before:
        for played in (undisturbed, killed):
            played.run()
            played.wait(later)
    counted = CrashAt()
    undisturbed.run(counted)
    for each in crashes(counted, kills, crash):
        killed.run(each)
    if before:
        for played in (undisturbed, killed):
            played.run()
    for later in (RIGHT_AWAY, *history):
        end_alike(undisturbed, killed, later)


def crashes(
    counted: CrashAt, kills: list[tuple[int, int, bool]], kind: type[CrashAt]
) -> list[CrashAt]:
    """A crash for each kill, at a call that an undisturbed run makes."""
    made: list[CrashAt] = []
    for method, which, after in kills:
        names = sorted(set(counted.asked))
        name = names[method % len(names)]
        numbers = [number for number, each in enumerate(counted.asked, 1) if each == name]
        made.append(kind(numbers[which % len(numbers)], after=after))
    return made


def end_alike(undisturbed: Played, killed: Played, later: Later) -> None:
    for played in (undisturbed, killed):
        played.wait(later)
        played.run()
        assert without_evidence(played) == []
    assert killed.end_state() == undisturbed.end_state()


def without_evidence(played: Played) -> list[UnitRowId]:
    """The units that still have what the agent last wrote, and have no evidence of it."""
    units = [unit for each in played.powerpro.enrolments for unit in each.units]
    last = played.journal.last_results([unit.id for unit in units])
    kept = {
        (each.unit_id, each.outcome, each.outcome_date)
        for each in played.evidence.of_units([unit.id for unit in units])
    }
    return [
        unit.id
        for unit in units
        if last.get(unit.id) == unit.result
        and (unit.id, unit.outcome, unit.outcome_date) not in kept
    ]
