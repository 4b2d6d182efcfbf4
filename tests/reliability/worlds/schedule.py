"""What happens in a world, step by step, as data: so a failing world can do without some steps."""

from __future__ import annotations

import random
from enum import StrEnum

from attrs import frozen

from reliability.worlds.making import World


class What(StrEnum):
    """What one step does beside starting its command."""

    RUN = "a run"
    PLAN = "a plan"
    FAULTS = "a run while calls fail"
    OUTAGE = "a run during an outage"
    KILL_AT_CALL = "a run killed at a call"
    KILL_AT_TIME = "a run killed after some milliseconds"
    STOPPED = "a run asked to stop"
    ANOTHER_DAY = "a run for an earlier day"
    FULL = "a run on a disk that gets full"
    TWO = "two runs started at once"
    TWO_ONE_KILLED = "two runs started at once, one of them killed"
    EDITS = "a run while people edit rows"
    JUMP = "a run while the clock jumps"
    MOVED = "a run while the store is moved away and back"
    GONE = "a run while the store is away"
    LOCKED = "a run while another program writes in the store"
    SWAPPED = "runs while the settings name another portal"
    IMPORT = "the same files imported again"
    EXPORT = "an export"
    SET_EXPORT = "an export date set for a course"
    ANSWER = "a hold answered"
    TAB = "a tab shown"
    PURGE = "a purge"
    BACKUP = "a backup"
    RESTORE = "a restore of the last backup"
    FORGET = "a client forgotten"


WEIGHTS = {
    What.RUN: 6,
    What.PLAN: 2,
    What.FAULTS: 8,
    What.OUTAGE: 3,
    What.KILL_AT_CALL: 10,
    What.KILL_AT_TIME: 5,
    What.STOPPED: 2,
    What.ANOTHER_DAY: 2,
    What.FULL: 4,
    What.TWO: 4,
    What.TWO_ONE_KILLED: 3,
    What.EDITS: 8,
    What.JUMP: 3,
    What.MOVED: 3,
    What.GONE: 1,
    What.LOCKED: 1,
    What.SWAPPED: 2,
    What.IMPORT: 2,
    What.EXPORT: 1,
    What.SET_EXPORT: 3,
    What.ANSWER: 3,
    What.TAB: 1,
    What.PURGE: 2,
    What.BACKUP: 2,
    What.RESTORE: 2,
    What.FORGET: 2,
}


@frozen
class Step:
    number: int
    day: int
    hour: int
    minute: int
    what: What
    only: str
    """``provisioning`` or ``results`` for a run of one stage; blank for both."""
    with_faults: bool
    """True: single calls fail meanwhile."""

    def rng(self, world: World) -> random.Random:
        """The chances of this step, whichever steps come before it."""
        return random.Random(f"step {world.seed} {self.number}")


def schedule(world: World) -> tuple[Step, ...]:
    """The steps of the days of trouble, in their order."""
    rng = random.Random(f"schedule {world.seed}")
    steps: list[Step] = []
    for day in range(world.days):
        hours = sorted(rng.sample(range(24), rng.randint(2, 4)))
        for hour in hours:
            (what,) = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
            steps.append(
                Step(
                    number=len(steps) + 1,
                    day=day,
                    hour=hour,
                    minute=rng.choice((0, 29, 59)),
                    what=what,
                    only=rng.choice(("", "", "", "", "provisioning", "results")),
                    with_faults=rng.random() < 0.25,
                )
            )
    return tuple(steps)
