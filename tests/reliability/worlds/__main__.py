"""Worlds: the real command works through random worlds of trouble, and witnesses look on.

    nox -s worlds -- --number 200 --seed 1

World number N has the seed N, counted from ``--seed``. With ``--log FILE`` each world's result is
appended to the file, and worlds that it already has are not played again, so that a long session
can be interrupted. A world that fails prints its seed, its findings and its steps;
``--number 1 --seed N --shrink`` leaves out the steps that it does not need to fail, and
``--without`` plays it so again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from attrs import asdict

from reliability.figures import Figure, print_now, write
from reliability.session_log import Line, SessionLog, totals
from reliability.worlds.making import world
from reliability.worlds.playing import Place, Played, place, play, shrunk

LONGEST = 1000
"""Characters of one finding that are printed. The log has all."""


def main() -> int:
    options = argparse.ArgumentParser(description="Play random worlds, and see how they end.")
    options.add_argument("--number", type=int, default=200, help="how many worlds")
    options.add_argument("--seed", type=int, default=1, help="of the first world")
    options.add_argument("--log", type=Path, help="results, one a line; resumes what it has")
    options.add_argument("--without", default="", help="numbers of steps, with commas between")
    options.add_argument("--shrink", action="store_true", help="find the steps that it needs")
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked = options.parse_args()
    without = {int(number) for number in asked.without.split(",") if number}
    log, seeds = SessionLog(asked.log), range(asked.seed, asked.seed + asked.number)
    with tempfile.TemporaryDirectory() as folder, place() as at:
        lines = [
            log.line(seed, lambda n: line_of(n, Path(folder), at, without, shrink=asked.shrink))
            for seed in seeds
        ]
    figure = figure_of(lines, asked.seed, log.commit)
    print_now(figure.row)
    if asked.write:
        write(figure)
    return 1 if figure.findings.texts else 0


def line_of(seed: int, folder: Path, at: Place, without: set[int], *, shrink: bool) -> Line:
    """Play one world; print it if it fails. Returns what its line of the log has."""
    began, made = time.monotonic(), world(seed)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        played = play(made, Path(own), at, without=without)
    seconds = time.monotonic() - began
    found = played.findings
    print_now(f"world {seed}: {len(made.clients)} clients, {len(found.texts)} findings")
    if found.texts:
        if shrink:
            without, played = shrunk(made, folder, at, played)
        print_now(story(made.seed, played, without))
    return {"seconds": seconds, "counted": played.counted, "findings": asdict(found)}


def story(seed: int, played: Played, without: set[int]) -> str:
    """What to read about a world that failed, and how to play it again."""
    left_out = f" --without {','.join(map(str, sorted(without)))}" if without else ""
    findings = (f"  !! {text[:LONGEST]}" for text in played.findings.texts)
    again = f"  again with: nox -s worlds -- --number 1 --seed {seed}{left_out}"
    return "\n".join((*played.story, *findings, again))


def figure_of(lines: list[Line], seed: int, here: str) -> Figure:
    counted, found = totals(lines)
    commands = counted.pop("commands", 0)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counted.items()))
    return Figure(
        "Worlds",
        f"{len(lines)} random worlds of 30 to 100 clients, {commands:,} commands; {kinds}",
        tried=counted.total(),
        findings=found,
        seed=seed,
        seconds=sum(line["seconds"] for line in lines),
        command=f"nox -s worlds -- --number {len(lines)} --seed {seed}",
        commit=here,
    )


if __name__ == "__main__":
    sys.exit(main())
