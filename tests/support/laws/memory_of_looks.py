"""Runs with and without the memory of looks, beside the literal oracle in the same world.

What the agent remembers of its looks saves calls. Whether it is whole, of another day or gone, the
end is that of the guide's own loops once a sweep and `retry_held` have fallen due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zlib import crc32

from attrs import evolve, field, frozen, mutable

from support.edits import Later
from support.oracle import Oracle
from support.playing import Played
from support.worlds import World
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import MemoryLooks
from talent_powerpro.rules.policy import SharedTalentUser
from talent_powerpro.rules.saving import NO_SAVING, Saving


class Memory(StrEnum):
    """What becomes of the memory of looks between two runs."""

    OFF = "off"
    """Nothing is saved: ``[results] rosters = false``."""
    ON = "on"
    STALE = "stale"
    """An older one is restored once people have edited either system, as from a backup."""
    LOST = "lost"
    PARTLY_LOST = "partly lost"


@frozen
class Way:
    """A way in which an agent plays a world."""

    memory: Memory
    width: int = 1


EVERY_WAY = (
    Way(Memory.OFF),
    *(Way(memory, width) for memory in (Memory.ON, Memory.STALE) for width in (1, 3)),
    Way(Memory.LOST, 3),
    Way(Memory.PARTLY_LOST),
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SWEEPS = (HOUR, DAY)
"""Intervals of the sweep."""


def guide(links: bool = False) -> Policy:
    return evolve(
        Policy.guide(),
        shared_talent_user=SharedTalentUser.LINK if links else SharedTalentUser.HOLD,
    )


@mutable
class Remembered:
    """One way's agent, and the snapshots of its memory after each run."""

    way: Way
    played: Played
    snapshots: list[dict[str, Any]] = field(factory=list)
    spoiled: int = 0
    """How often the memory was replaced by another one."""

    @classmethod
    def of(cls, way: Way, world: World, sweep: timedelta, *, links: bool = False) -> Remembered:
        saving = Saving(sweep=sweep, retry_held=min(sweep / 2, HOUR))
        is_off = way.memory is Memory.OFF
        return cls(
            way,
            Played(
                world,
                width=way.width,
                policy=guide(links),
                saving=NO_SAVING if is_off else saving,
            ),
        )

    def run(self, later: Later) -> None:
        """One run some time later, with the memory as this way has it."""
        self._spoil(later)
        self.played.wait(later)
        self.played.agent.run()
        self.snapshots.append(deepcopy(vars(self.played.asked)))

    def _spoil(self, later: Later) -> None:
        """Replace the memory. An older one comes back after edits alone: else a sweep would be
        due at each run, and find at once what the memory hides."""
        if not self.snapshots:
            return
        now, number = vars(self.played.asked), len(self.snapshots)
        match self.way.memory:
            case Memory.LOST:
                left = vars(MemoryLooks())
            case Memory.PARTLY_LOST:
                left = _part_of(now, number)
            case Memory.STALE if later.edits:
                left = deepcopy(self.snapshots[number // 2])
            case _:
                return
        self.spoiled += left != now
        now.update(left)


def _part_of(kept: dict[str, Any], number: int) -> dict[str, Any]:
    """About half of the looks and waits. Which half depends on the number of the run."""
    return {
        "_looks": {each: look for each, look in kept["_looks"].items() if _stays(each, number)},
        "_waits": {
            stage: {each: wait for each, wait in waits.items() if _stays(each, number)}
            for stage, waits in kept["_waits"].items()
        },
    }


def _stays(enrolment_id: str, number: int) -> bool:
    return crc32(f"{enrolment_id} {number}".encode()) % 2 == 0


class Difference(AssertionError):
    """The end state of a way that is not the oracle's."""

    def __init__(self, way: Way, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.way, self.ours, self.theirs = way, ours, theirs
        parts = [
            f"{part}: {ours[part]} instead of {theirs[part]}"
            for part in ours
            if ours[part] != theirs[part]
        ]
        super().__init__("\n".join((f"Memory {way.memory}, width {way.width}", *parts)))


def compare(
    world: World, history: Sequence[Later], ways: Iterable[Way], sweep: timedelta
) -> Counter[str]:
    """Play the world in each of these ways. Raises `Difference` where an end is not the oracle's.

    The ends are compared one interval of the sweep after each set of edits. Returns counts of
    the comparisons, of runs, and of the times that a memory was spoiled.
    """
    theirs = Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone)
    ours = [Remembered.of(way, world, sweep) for way in ways]
    counted: Counter[str] = Counter()
    pause = Later(max(1, round(sweep / HOUR / 2)), ())
    pauses = -(-round(sweep / HOUR) // pause.hours)
    for later in (Later(0, ()), *history):
        edited_on = None
        for step in (later, *[pause] * pauses):
            theirs.wait(step)
            oracle.run(theirs.now)
            edited_on = edited_on or theirs.today
            for each in ours:
                each.run(step)
        if _leaves_meanwhile(theirs, edited_on):
            # Its last results come with the sweep, on a day on which they are out of scope.
            break
        for each in ours:
            end, expected = each.played.end_state(), theirs.end_state()
            if end != expected:
                raise Difference(each.way, end, expected)
            counted["comparisons"] += 1
    counted["runs"] += sum(len(each.snapshots) for each in ours)
    counted["spoiled"] += sum(each.spoiled for each in ours)
    return counted


def _leaves_meanwhile(theirs: Played, edited_on: date | None) -> bool:
    """Whether an enrolment leaves the scope between the edits and the sweep."""
    days = {
        day
        for each in theirs.powerpro.enrolments
        for day in (each.withdrawal_date, each.completion_date)
    }
    return any(day and edited_on and edited_on < day <= theirs.today for day in days)
