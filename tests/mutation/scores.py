"""The page of scores: ``python -m mutation.scores --write``.

It adds what the mutation session found to the scores of earlier ones, and reads `harm.toml`, in
which a person says for each survivor what harm such a fault would do. Without ``--write`` it prints
the tables.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mutation.kept_scores import LEAST, Score, keep, kept_scores, merged
from mutation.reached_lines import ROOT
from mutation.results import KEPT, all_results

PAGE = ROOT / "docs/explanation/the-tests-are-tested.md"
HARM = Path(__file__).with_name("harm.toml")
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
UNEXPLAINED = "**Not explained yet.**"


def row(score: Score) -> str:
    counts = (score.mutants, score.tried, score.killed, score.late, len(score.survivors))
    told = " | ".join(map(str, counts))
    commit = score.commit + ("" if score.holds else "+")
    return f"| `{score.module}` | {told} | {score.percent:.1f} | {commit} |"


def survivor_rows(score: Score, harm: Mapping[str, str]) -> Iterator[str]:
    for key, line in score.survivors.items():
        shown = key.replace("|", "\\|").replace("`", "'")
        said = harm.get(key, UNEXPLAINED)
        yield f"| `{score.module}:{line}` | `{shown}` | {said} |"


def tables(scores: Mapping[str, Score], harm: Mapping[str, Mapping[str, str]]) -> str:
    """The tables of the page, and a sentence that adds them up."""
    done = [each for each in scores.values() if each.percent >= LEAST]
    begun = [each for each in scores.values() if each.percent < LEAST]
    survived = sum(len(each.survivors) for each in done)
    killed, late = (sum(getattr(each, name) for each in done) for name in ("killed", "late"))
    lines = [
        f"{len(done)} modules with {sum(each.mutants for each in done):,} mutants, of which "
        f"{killed + late + survived:,} were tried: {killed:,} killed, {late:,} out of time, "
        f"{survived:,} survived. {len(begun)} modules are begun.",
        "",
        "| module | mutants | tried | killed | out of time | survived | score | commit |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *map(row, done),
        "",
        "### Survivors",
        "",
        "| line | change | harm |",
        "| --- | --- | --- |",
    ]
    for each in done:
        lines += survivor_rows(each, harm.get(each.module, {}))
    return "\n".join([*lines, *(begun_table(begun) if begun else ())])


def begun_table(begun: Iterable[Score]) -> Iterator[str]:
    """The modules that are below the least score so far."""
    yield from ("", "### Begun", "", "| module | tried | survived so far | score so far |")
    yield "| --- | --- | --- | --- |"
    for each in begun:
        yield f"| `{each.module}` | {each.tried} | {len(each.survivors)} | {each.percent:.1f} |"


def replaced(page: str, by: str) -> str:
    """The page with other tables between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{by}\n{END}{after}"


def main() -> int:
    scores = merged(kept_scores(), all_results(KEPT / "results"))
    harm = tomllib.loads(HARM.read_text(encoding="utf-8"))
    told = tables(scores, harm)
    if "--write" in sys.argv[1:]:
        keep(scores)
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
    else:
        sys.stdout.write(told + "\n")
    return 0 if scores and all(each.percent >= LEAST for each in scores.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
