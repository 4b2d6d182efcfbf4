"""Benchmark of the memory that a run and a plan take over enrolments that have nothing new.

    nox -s memory
    nox -s memory -- --profile

The law: a stage is a stream, and memory grows with what a run writes or names. So the peak over
10,000 idle enrolments of 100 Talent courses is at most 1.3 times the peak over 1,000 idle
enrolments of 10 of those courses. Peaks are those of `tracemalloc`, because the resident size of
the process hides the difference; both repositories make each row when it is asked for and keep
none (`benchmarks.idle_college`), and what the agent remembers of each enrolment between runs is
kept elsewhere, so what is traced is the run's own.

Measures `Agent.run` and `Agent.plan`, with one call to TalentLMS at a time and with four, over a
PowerPro repository that has the required port alone and over one that also answers for single
courses. Exits 1 if a ratio is above the limit. The CPU seconds are for information; they are
measured over the larger college without tracing.

``--profile`` prints the ten lines of code that hold most memory halfway through the larger
college's results, and how much each has grown since a tenth of the way. A line of a repository
is named with the line of the package that asked for it.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

import talent_powerpro
from benchmarks.college import College
from benchmarks.idle_college import (
    AllLinked,
    IdleTalent,
    StreamingPowerPro,
    StreamingPowerProByCourse,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.state import MemoryLastLooks, MemoryLooks, MemoryTries
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.look import Look

SMALL, LARGE = College(1_000, 10), College(10_000, 100)
WARM_UP = College(20, 2)
LIMIT = 1.3
"""Of the larger college's peak, as a multiple of the smaller one's."""
WIDTHS = (1, 4)
POWERPROS = (StreamingPowerPro, StreamingPowerProByCourse)
NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
PROFILED_LINES = 10
FRAMES = 12
"""So many callers are traced: enough to get from a repository's row to whom it was made for."""
PACKAGE = str(Path(talent_powerpro.__file__).parent)


class LooksElsewhere(MemoryLooks):
    """A memory of looks that takes no memory, as one in a database. It forgets them."""

    def remember_looks(self, looks: Collection[Look]) -> None:
        pass


class LastLooksElsewhere(MemoryLastLooks):
    """Last looks that take no memory, as those in a database. It forgets them."""

    def remember(self, looks: Collection[LastLook]) -> None:
        pass


class TriesElsewhere(MemoryTries):
    """Tries that take no memory, as those in a database. It forgets them."""

    def mark(self, kind: str, ids: Collection[str], at: datetime) -> None:
        pass


@frozen
class Case:
    """One way to look at a whole college."""

    powerpro: type[StreamingPowerPro]
    look: Callable[[Agent], None]
    width: int

    def __str__(self) -> str:
        return f"{self.powerpro.__name__:26} {self.look.__name__:5} width {self.width}"

    def over(
        self, college: College, at_progress: Callable[[int], None] = lambda number: None
    ) -> None:
        """Look at *college* once, with a new agent.

        Raises `AssertionError` unless the progress of each enrolment was asked for once.
        """
        talent = IdleTalent(at_progress)
        agent = Agent(
            self.powerpro(college),
            talent,
            timezone="Australia/Perth",
            clock=lambda: NOW,
            width=self.width,
            state=AgentState(
                links=AllLinked(college),
                looks=LooksElsewhere(),
                last_looks=LastLooksElsewhere(),
                tries=TriesElsewhere(),
            ),
        )
        self.look(agent)
        assert talent.asked == college.enrolments


def run(agent: Agent) -> None:
    """A run that writes nothing."""
    report = agent.run()
    assert (report.stopped, report.wrote, len(report.needing_attention)) == (None, 0, 0)


def plan(agent: Agent) -> None:
    """A plan to write nothing."""
    assert not agent.plan().writing


CASES = tuple(
    Case(powerpro, look, width)
    for powerpro in POWERPROS
    for look in (run, plan)
    for width in WIDTHS
)


def peak(case: Case, college: College) -> int:
    """The most that was allocated at one time, in bytes, beyond what was there before."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        case.over(college)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def cpu_seconds(case: Case, college: College) -> float:
    """What a thousand enrolments of *college* take, on all threads."""
    began = time.process_time()
    case.over(college)
    return (time.process_time() - began) * 1_000 / college.enrolments


def profile(case: Case, college: College) -> list[str]:
    """The lines of code with most memory halfway through the results, largest first."""
    early, half = college.enrolments // 10, college.enrolments // 2
    held: dict[int, Counter[str]] = {}

    def take(number: int) -> None:
        if number in (early, half):
            gc.collect()
            held[number] = by_line(tracemalloc.take_snapshot())

    gc.collect()
    tracemalloc.start(FRAMES)
    try:
        case.over(college, take)
    finally:
        tracemalloc.stop()
    first, second = held[early], held[half]
    return [
        f"  {size / 1e3:9,.0f} kB  {(size - first[line]) / 1e3:+9,.0f} kB  {line}"
        for line, size in second.most_common(PROFILED_LINES)
    ]


def by_line(snapshot: tracemalloc.Snapshot) -> Counter[str]:
    """Bytes by the line that allocated them, and the line of the package that asked for it.

    A row is made in the repository; what keeps it is nearer to the line that read it.
    """
    sizes: Counter[str] = Counter()
    for each in snapshot.statistics("traceback"):
        newest, *callers = [
            f"{frame.filename}:{frame.lineno}" for frame in reversed(each.traceback)
        ]
        asked = next((line for line in callers if line.startswith(PACKAGE)), "")
        inside = newest.startswith(PACKAGE) or not asked
        sizes[newest if inside else f"{newest}  asked at {asked}"] += each.size
    return sizes


def compare(case: Case) -> bool:
    """Print the two peaks of a case; whether their ratio is within the limit."""
    case.over(WARM_UP)  # imports and caches count for neither
    small, large = peak(case, SMALL), peak(case, LARGE)
    ratio = large / small
    each = (large - small) / (LARGE.enrolments - SMALL.enrolments)
    print_now(
        f"{case}  {small / 1e6:6.2f} MB  {large / 1e6:6.2f} MB  ratio {ratio:5.2f}"
        f"  {each:6,.0f} bytes each  {cpu_seconds(case, LARGE):5.2f} s CPU per 1,000"
        f"{'' if ratio <= LIMIT else '  ABOVE THE LIMIT'}"
    )
    return ratio <= LIMIT


def main() -> int:
    options = argparse.ArgumentParser(description="Memory over idle enrolments.")
    options.add_argument("--profile", action="store_true", help="which lines of code hold it")
    profiling = options.parse_args().profile
    print_now(f"Measured: {PACKAGE}")  # a checkout installed elsewhere would be taken unnoticed
    if profiling:
        for case in (each for each in CASES if each.width == 1):
            print_now(f"{case}: halfway, and since a tenth of the results")
            case.over(WARM_UP)
            print_now("\n".join(profile(case, LARGE)))
        return 0
    print_now(
        f"Peaks over {SMALL.enrolments:,} and {LARGE.enrolments:,} idle enrolments; "
        f"the limit is {LIMIT}"
    )
    within = [compare(case) for case in CASES]
    return 0 if all(within) else 1


def print_now(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
