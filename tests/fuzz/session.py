"""Fuzz all targets one after the other: ``nox -s fuzz -- --seconds 600 --write``.

Each target is fuzzed by `fuzz.run` in a process of its own, whose output is shown and read for the
figures.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from fuzz.targets import TARGETS
from reliability.figures import ROOT, Figure, commit, print_now, write
from reliability.findings import Findings

RUN = Path(__file__).with_name("run.py")
FOUND = ROOT / "build" / "fuzz"
FAILED = ("crash-*", "timeout-*", "oom-*", "leak-*")
"""The files in which libFuzzer keeps inputs that failed."""
TRIED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
EDGES = re.compile(r"\bcov: (\d+)")


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="fuzz", description="Fuzz the code that reads bytes.")
    options.add_argument("--seconds", type=int, default=600, help="for each target")
    options.add_argument("--seed", type=int, default=1, help="of libFuzzer")
    options.add_argument("--targets", nargs="*", choices=sorted(TARGETS), default=sorted(TARGETS))
    options.add_argument(
        "--keep", action="store_true", help="fuzz nothing; add what was found to the corpus"
    )
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked = options.parse_args(arguments)
    codes = []
    for target in asked.targets:
        if asked.keep:
            codes.append(subprocess.run([sys.executable, str(RUN), target, "--keep"]).returncode)
            continue
        figure, code = fuzzed(target, asked.seconds, asked.seed)
        codes.append(code)
        print_now(figure.row)
        if asked.write:
            write(figure)
    return max(codes)


def fuzzed(target: str, seconds: int, seed: int) -> tuple[Figure, int]:
    """Fuzz one target. Returns its row of the page, and the exit code of libFuzzer."""
    began, known = time.monotonic(), failed(target)
    asked = (f"-max_total_time={seconds}", f"-seed={seed}")
    lines = []
    with subprocess.Popen(
        [sys.executable, str(RUN), target, *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as fuzzer:
        assert fuzzer.stdout
        for line in fuzzer.stdout:
            sys.stdout.write(line)
            lines.append(line)
    took = time.monotonic() - began
    found = failed(target) - known
    return figure_of(target, lines, found, seconds, seed, took), fuzzer.returncode


def failed(target: str) -> set[str]:
    """The inputs that failed until now."""
    folder = FOUND / target
    return {path.name for kind in FAILED for path in folder.glob(kind)}


def figure_of(
    target: str,
    lines: Iterable[str],
    found: Iterable[str],
    seconds: int,
    seed: int,
    took: float,
) -> Figure:
    """Each input is a fault that was tried, and each that failed differs otherwise."""
    output, texts = "".join(lines), tuple(sorted(found))
    tried, edges = TRIED.findall(output), EDGES.findall(output)
    return Figure(
        f"Fuzzer, `{target}`",
        f"inputs guided by coverage; {int(edges[-1]) if edges else 0:,} edges reached",
        tried=int(tried[-1]) if tried else 0,
        findings=Findings(otherwise_different=len(texts), texts=texts),
        seed=seed,
        seconds=took,
        command=f"nox -s fuzz -- --targets {target} --seconds {seconds} --seed {seed}",
        commit=commit(),
    )


if __name__ == "__main__":
    sys.exit(main())
