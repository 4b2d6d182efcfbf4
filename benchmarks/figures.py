"""Measured figures, kept as JSON: for each case whose they are, at which commit and scale."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.bench import Bench, NotMeasured
from benchmarks.cases import CASES, Case, Figures

RESULTS = Path(__file__).parent / "results"
OURS, BEFORE = RESULTS / "ours.json", RESULTS / "before.json"

Measured = dict[str, Any]
"""Of one case: ``commit``, ``scale``, ``limits``, and the figures of ``agent`` and ``literal``."""


def loaded(file: Path) -> dict[str, Measured]:
    """The measured cases of a file; none where there is no file."""
    if not file.exists():
        return {}
    return dict(json.loads(file.read_text(encoding="utf-8"))["cases"])


def saved(file: Path, cases: dict[str, Measured]) -> None:
    """Write the cases, in the order of the table."""
    ordered = {name: cases[name] for name in CASES if name in cases}
    text = json.dumps({"schema": 1, "cases": ordered}, indent=1)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")


def measure(
    name: str, bench: Bench, *, repeats: int, literal: bool, tell: Callable[[str], None]
) -> Measured:
    """Measure one case: the guide's own loops and the agent in turn, so many times."""
    case = CASES[name]
    compared = literal and case.literal
    measured: Measured = {
        "commit": commit_of(bench.source),
        "scale": bench.scale,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "limits": {row.figure: row.limit(bench) for row in case.rows},
    }
    agent: dict[str, list[float]] = {}
    guide: dict[str, list[float]] = {}
    for number in range(min(repeats, case.repeats)):
        if compared and not number:  # alike each time, and slow
            _gather(guide, _once(case, bench, literal=True))
        try:
            _gather(agent, _once(case, bench, literal=False))
        except NotMeasured as reason:
            return {**measured, "missing": str(reason)}
        tell(f"{name}: {number + 1} of {min(repeats, case.repeats)}")
    return {**measured, "agent": agent, **({"literal": guide} if guide else {})}


def _once(case: Case, bench: Bench, *, literal: bool) -> Figures:
    bench.literal = literal
    return case.measure(bench)


def _gather(into: dict[str, list[float]], figures: Figures) -> None:
    for name, value in figures.items():
        into.setdefault(name, []).append(round(value, 4))


def commit_of(source: Path) -> str:
    """The commit of the package that is measured; a plus if its files have changed since."""
    git = ("git", "-C", str(source))
    head = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True)
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", "."], capture_output=True)
    return head.stdout.strip() + ("+" if changed.returncode else "")


def measure_all(
    names: Iterable[str],
    file: Path,
    *,
    source: Path,
    scale: float,
    repeats: int,
    literal: bool,
    tell: Callable[[str], None],
) -> dict[str, Measured]:
    """Measure cases and write each to the file as soon as it is done; return them."""
    done = {}
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), scale, source)
        for name in names:
            done[name] = measure(name, bench, repeats=repeats, literal=literal, tell=tell)
            saved(file, {**loaded(file), **done})
    return done
