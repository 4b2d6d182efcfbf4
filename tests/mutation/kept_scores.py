"""Scores of modules, kept with the program: a later session measures what has changed since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from attrs import asdict, frozen

from mutation.reached_lines import SOURCE, hash_of
from mutation.results import Result, Results, sample_of

SCORES = Path(__file__).with_name("scores.json")
LEAST = 95.0
"""The percentage that each module should reach."""


@frozen
class Score:
    """What became of a module's mutants, all that were to be tried."""

    module: str
    source: str
    """The module's hash."""
    commit: str
    mutants: int
    """All that the module has."""
    killed: int
    late: int
    """Those that ran out of time."""
    survivors: Mapping[str, int]
    """Those that no test noticed, with the line of each."""
    sample: str = ""
    """The hash of the names of those that were tried."""

    @property
    def tried(self) -> int:
        return self.killed + self.late + len(self.survivors)

    @property
    def percent(self) -> float:
        return 100 * (self.killed + self.late) / self.tried if self.tried else 100.0

    @property
    def holds(self) -> bool:
        """Whether the module is still the same."""
        return hash_of(SOURCE / self.module) == self.source

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to be tried again."""
        return self.holds and self.percent >= LEAST


def score_of(results: Results) -> Score | None:
    """The score of one module; none while mutants are left to be tried."""
    if len(results.results) < results.sampled:
        return None
    return Score(
        results.module,
        results.source,
        results.commit,
        results.mutants,
        results.count("killed"),
        results.count("out of time"),
        {key: each.line for key, each in sorted(results.survivors.items())},
        results.sample,
    )


def noticed_earlier(score: Score | None, keys: Collection[str]) -> dict[str, Result]:
    """The mutants of *keys* that an earlier session noticed, so that only survivors are left.

    None where the module has changed, or its mutants are others now.
    """
    if score is None or not score.holds or score.sample != sample_of(keys):
        return {}
    return {key: Result(0, "killed") for key in keys if key not in score.survivors}


def kept_scores(file: Path = SCORES) -> dict[str, Score]:
    """The scores of modules that still exist, by module."""
    kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    scores = (Score(**each) for each in kept)
    return {each.module: each for each in scores if (SOURCE / each.module).is_file()}


def merged(kept: Mapping[str, Score], found: Iterable[Results]) -> dict[str, Score]:
    """The scores with those of *found* in the place of older ones."""
    new = {each.module: each for each in map(score_of, found) if each}
    return dict(sorted((dict(kept) | new).items()))


def keep(scores: Mapping[str, Score], file: Path = SCORES) -> None:
    """Write a line for each module."""
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in scores.values())
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
