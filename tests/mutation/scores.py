"""The page of scores: ``python -m mutation.scores --write``.

It reads the results that the mutation session kept, and `harm.toml`, in which a person says for
each survivor what harm such a fault would do. Without ``--write`` it prints the tables.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mutation.reached_lines import ROOT
from mutation.results import KEPT, Results, all_results

PAGE = ROOT / "docs/explanation/the-tests-are-tested.md"
HARM = Path(__file__).with_name("harm.toml")
LEAST = 95.0
"""The percentage that each module should reach."""
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
UNEXPLAINED = "**Not explained yet.**"


def row(results: Results) -> str:
    killed, late = results.count("killed"), results.count("out of time")
    counts = (results.mutants, len(results.results), killed, late, len(results.survivors))
    told = " | ".join(map(str, counts))
    return f"| `{results.module}` | {told} | {results.percent:.1f} |"


def survivor_rows(results: Results, harm: Mapping[str, str]) -> Iterator[str]:
    for key, each in results.survivors.items():
        shown = key.replace("|", "\\|").replace("`", "'")
        said = harm.get(key, UNEXPLAINED)
        yield f"| `{results.module}:{each.line}` | `{shown}` | {said} |"


def tables(found: Iterable[Results], harm: Mapping[str, Mapping[str, str]]) -> str:
    """The tables of the page, and a sentence that adds them up."""
    found = sorted(found, key=lambda results: results.module)
    tried = sum(len(each.results) for each in found)
    survived = sum(len(each.survivors) for each in found)
    late = sum(each.count("out of time") for each in found)
    commits = sorted({each.commit for each in found})
    below = [each.module for each in found if each.percent < LEAST]
    lines = [
        f"Measured at {', '.join(commits)}: {len(found)} modules with "
        f"{sum(each.mutants for each in found):,} mutants, of which {tried:,} were tried: "
        f"{tried - survived - late:,} killed, {late:,} out of time, {survived:,} survived. "
        f"{len(below)} modules are below {LEAST:.0f} percent.",
        "",
        "| module | mutants | tried | killed | out of time | survived | score |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *map(row, found),
        "",
        "### Survivors",
        "",
        "| line | change | harm |",
        "| --- | --- | --- |",
    ]
    for each in found:
        lines += survivor_rows(each, harm.get(each.module, {}))
    return "\n".join(lines)


def replaced(page: str, by: str) -> str:
    """The page with other tables between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{by}\n{END}{after}"


def main() -> int:
    found = list(all_results(KEPT / "results"))
    harm = tomllib.loads(HARM.read_text(encoding="utf-8"))
    told = tables(found, harm)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
    else:
        sys.stdout.write(told + "\n")
    return 0 if found and all(each.percent >= LEAST for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
