"""Law 10 at length: runs with and without the memory of looks end like the guide's own loops.

    nox -s oracle -- --number 2000 --seed 1

Each world is played by the literal oracle and in each of `EVERY_WAY`. Hypothesis generates the
worlds in batches of 50; batch number N has the seed N, counted from ``--seed``. With ``--log
FILE`` the counts of each batch are appended to the file, and batches that it already has are not
played again, so that a session can be interrupted. A world that ends differently is printed in its
smallest form.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from attrs import asdict
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from reliability.figures import Figure, print_now, write
from reliability.findings import Facts, Findings, differences
from reliability.session_log import Line, SessionLog, totals
from support.edits import Later, histories, quiet_histories
from support.laws.memory_of_looks import EVERY_WAY, SWEEPS, Difference, compare
from support.worlds import World, worlds, worlds_of_classmates

BATCH = 50
"""Worlds with one seed."""

KINDS = {
    "secondary ids": "links",
    "users": "talent users",
    "enrolled": "talent enrolments",
    "units": "units",
    "members": "members",
    "contact logs": "contact logs",
}
"""What the findings call the parts of an end state."""


def main() -> int:
    options = argparse.ArgumentParser(description="Compare runs with the guide's own loops.")
    options.add_argument("--number", type=int, default=2000, help="how many worlds")
    options.add_argument("--seed", type=int, default=1, help="of the first batch of 50 worlds")
    options.add_argument("--log", type=Path, help="counts of each batch; resumes what it has")
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked = options.parse_args()
    log, lines = SessionLog(asked.log), list[Line]()
    for number in range(asked.seed, asked.seed + -(-asked.number // BATCH)):
        lines.append(log.line(number, line_of))
        print_now(f"batch {number}: {len(lines[-1]['findings']['texts'])} findings")
    figure = figure_of(lines, asked.seed, log.commit)
    print_now(figure.row)
    if asked.write:
        write(figure)
    return 1 if figure.findings.texts else 0


def line_of(number: int, worlds_of_batch: int = BATCH, *, shrink: bool = True) -> Line:
    """Play one batch. Returns what its line of the log has."""
    began, counted, found = time.monotonic(), Counter[str](), Findings()
    try:
        play(number, worlds_of_batch, counted, shrink=shrink)
    except Difference as difference:
        found = differences(facts(difference.theirs), facts(difference.ours))
        print_now(f"{difference}\n" + "\n".join(getattr(difference, "__notes__", ())))
    return {
        "seconds": time.monotonic() - began,
        "counted": counted,
        "findings": asdict(found),
    }


def play(number: int, worlds_of_batch: int, counted: Counter[str], *, shrink: bool) -> None:
    """Play the worlds of a batch, and add up what `compare` counts; the first `Difference` ends
    it."""

    # One more: the first example of Hypothesis is always the simplest, the same in each batch.
    @seed(number)
    @settings(
        max_examples=worlds_of_batch + 1,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=tuple(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(
        world=worlds() | worlds_of_classmates(),
        history=histories() | quiet_histories(),
        sweep=st.sampled_from(SWEEPS),
    )
    def one_world(world: World, history: Sequence[Later], sweep: timedelta) -> None:
        counted.update(compare(world, history, EVERY_WAY, sweep), worlds=1)

    one_world()
    counted["worlds"] -= 1


def facts(state: dict[str, Any]) -> Facts:
    """An end state as facts by kind. The first item of a fact is its subject."""
    return {kind: Counter(_facts(state[part])) for part, kind in KINDS.items()}


def _facts(part: Any) -> list[tuple[object, ...]]:
    if not isinstance(part, dict):
        return list(part)
    return [
        (subject, each)
        for subject, values in part.items()
        for each in (sorted(values) if isinstance(values, set) else [repr(values)])
    ]


def figure_of(lines: list[Line], seed_of_first: int, here: str) -> Figure:
    counted, found = totals(lines)
    worlds_played, ways = counted["worlds"], len(EVERY_WAY)
    return Figure(
        "Oracle",
        f"{worlds_played:,} random worlds, each played by the guide's own loops and in {ways} ways "
        "with the memory of looks off, on, stale, lost and partly lost; "
        f"{counted['runs']:,} runs, {counted['comparisons']:,} ends compared",
        tried=counted["spoiled"],
        findings=found,
        seed=seed_of_first,
        seconds=sum(line["seconds"] for line in lines),
        command=f"nox -s oracle -- --number {len(lines) * BATCH} --seed {seed_of_first}",
        commit=here,
    )


if __name__ == "__main__":
    sys.exit(main())
