"""The scores of a finished mutation run, a row for each module; fails below 95 percent.

A script of `nox -s mutants`: it reads what mutmut left in ``mutants/``. The rows are those of
``docs/explanation/the-tests-are-tested.md``. A mutant that ran out of time counts as killed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

LEAST = 95.0
KILLED, TIMED_OUT = frozenset({1, 3}), frozenset({36, -24, 24, 152, 255})
"""Exit codes of a mutant's tests, as mutmut notes them."""


@frozen
class Score:
    """What became of one module's mutants."""

    module: str
    killed: int
    timeouts: int
    survivors: tuple[str, ...]
    """Neither killed nor out of time: survived, without a test, or not tried."""

    @property
    def mutants(self) -> int:
        return self.killed + self.timeouts + len(self.survivors)

    @property
    def percent(self) -> float:
        return 100 * (self.killed + self.timeouts) / self.mutants

    @property
    def row(self) -> str:
        return (
            f"| `{self.module}` | {self.mutants} | {self.killed} | {self.timeouts} "
            f"| {len(self.survivors)} | {self.percent:.1f} |"
        )


def score(notes: Path, source: Path) -> Score:
    """The score of one module, from mutmut's *notes* on it."""
    codes = json.loads(notes.read_text(encoding="utf-8"))["exit_code_by_key"]
    module = notes.relative_to(source).as_posix().removesuffix(".meta")
    return Score(
        module,
        killed=sum(code in KILLED for code in codes.values()),
        timeouts=sum(code in TIMED_OUT for code in codes.values()),
        survivors=tuple(name for name, code in codes.items() if code not in KILLED | TIMED_OUT),
    )


def scores(source: Path) -> Iterator[Score]:
    """The scores of all modules that have mutants, by name."""
    for notes in sorted(source.rglob("*.meta")):
        if json.loads(notes.read_text(encoding="utf-8"))["exit_code_by_key"]:
            yield score(notes, source)


def told(found: Iterable[Score]) -> tuple[list[str], bool]:
    """What is printed, and whether every module's score is enough."""
    found = list(found)
    lines = [
        "| module | mutants | killed | out of time | survived | score |",
        "| --- | --- | --- | --- | --- | --- |",
        *(each.row for each in found),
        *(f"survived: {name}" for each in found for name in each.survivors),
    ]
    return lines, bool(found) and all(each.percent >= LEAST for each in found)


def main() -> int:
    lines, enough = told(scores(Path("mutants/src/talent_powerpro")))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
