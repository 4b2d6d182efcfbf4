"""What became of each module's mutants, in a file for each module.

A result holds as long as the module is the same, and, of a killed mutant, the file of the test that
noticed it; of one that survived, all tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from attrs import asdict, define, field, frozen

from mutation.reached_lines import ROOT

KEPT = ROOT / ".mutants"
"""What a session keeps for the next one."""
Ended = Literal["killed", "out of time", "survived", "not reached"]


@frozen
class Result:
    """What became of one mutant."""

    line: int
    ended: Ended
    by: str = ""
    """The test that noticed."""
    tests: str = ""
    """The hash of that test's file, or of all that were tried."""
    tried: int = 0
    """How many tests were run."""
    untried: int = 0
    """How many more reach the change."""


@define
class Results:
    """What became of one module's mutants."""

    module: str
    source: str
    """The module's hash."""
    commit: str
    mutants: int
    """All that the module has; those below are a sample."""
    sampled: int
    sample: str = ""
    """The hash of the sampled mutants' names."""
    results: dict[str, Result] = field(factory=dict)

    @property
    def survivors(self) -> dict[str, Result]:
        ends = ("survived", "not reached")
        return {key: each for key, each in self.results.items() if each.ended in ends}

    def count(self, ended: Ended) -> int:
        return sum(each.ended == ended for each in self.results.values())

    @property
    def percent(self) -> float:
        tried = len(self.results)
        return 100 * (tried - len(self.survivors)) / tried if tried else 100.0

    @property
    def said(self) -> str:
        return (
            f"{self.module}: {len(self.results)} of {self.sampled} mutants, "
            f"{len(self.survivors)} survived, {self.percent:.1f} percent"
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = place(folder, self.module)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")
        part.replace(path)


def sample_of(keys: Iterable[str]) -> str:
    """The hash of a sample of mutants."""
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()[:16]


def place(folder: Path, module: str) -> Path:
    return folder / f"{module.removesuffix('.py').replace('/', '.')}.json"


def loaded(path: Path) -> Results:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    results = {key: Result(**each) for key, each in kept.pop("results").items()}
    return Results(**kept, results=results)


def all_results(folder: Path) -> Iterator[Results]:
    for path in sorted(folder.glob("*.json")):
        yield loaded(path)


def kept_results(module: str, source: str) -> dict[str, Result]:
    """The results of a module's mutants, where the module is still the same."""
    path = place(KEPT / "results", module)
    kept = loaded(path) if path.is_file() else None
    return kept.results if kept and kept.source == source else {}
