"""The mutation session: `nox -s mutants`. See docs/explanation/the-tests-are-tested.md.

It goes on where it was ended. `--help` lists its options.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest
from attrs import field, frozen

from mutation.forked_tests import UNEXPLAINED
from mutation.kept_scores import kept_scores
from mutation.modules import (
    all_modules,
    caches_by_file,
    functions_by_file,
    import_everything,
    wanted,
)
from mutation.near_tests import NearTests
from mutation.reached_lines import ROOT, SOURCE, ReachedLines, hash_of
from mutation.results import KEPT
from mutation.trying import FreshImports, Trying

TESTS_LEFT_OUT = (
    *("mutation", "packaging", "docs", "browser", "benchmarks", "fuzz", "reliability", "laws"),
)
"""Folders of tests that start processes, read the program's text or take generated data."""


@frozen
class Options:
    modules: tuple[str, ...]
    minutes: float
    sample: int
    cap: float
    tests: tuple[str, ...]
    again: bool
    servers: bool


def options(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="mutation", description=__doc__)
    parser.add_argument("--modules", nargs="*", default=(), help="such as run/stage.py 'config/*'")
    parser.add_argument("--budget-minutes", type=float, default=0, dest="minutes")
    parser.add_argument("--sample", type=int, default=200, help="mutants of a module at most")
    parser.add_argument(
        "--cap-seconds",
        type=float,
        default=6.0,
        dest="cap",
        help="CPU seconds of tests that a mutant has to survive",
    )
    parser.add_argument("--tests", nargs="*", default=(), help="folders or files of tests")
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument(
        "--servers", action="store_true", help="with the tests that need database servers"
    )
    given = parser.parse_args(arguments)
    return Options(
        tuple(given.modules),
        given.minutes,
        given.sample,
        given.cap,
        tuple(given.tests),
        given.again,
        given.servers,
    )


@frozen
class Session:
    """A pytest plugin that mutates modules in the place of running the tests once."""

    options: Options
    fresh: FreshImports
    reached: ReachedLines
    _ended: list[bool] = field(factory=list)
    commit: str = field(
        factory=lambda: subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
    )

    @property
    def over(self) -> bool:
        return bool(self._ended)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("the tests could not be collected")
        if self.options.minutes:
            signal.signal(signal.SIGALRM, lambda *_: self._ended.append(True))
            signal.setitimer(signal.ITIMER_REAL, 60 * self.options.minutes)
        items = {item.nodeid: item for item in session.items}
        import_everything()
        functions, caches = functions_by_file(), caches_by_file()
        gc.collect()
        gc.freeze()
        self._measure(session.items, [clear for each in caches.values() for clear in each])
        # Others are kept of earlier sessions, and of tests that are gone.
        seconds = {name: took for name, took in self.reached.seconds().items() if name in items}
        tests = NearTests(self.reached, seconds)
        given = self.options
        trying = Trying(self.fresh, items, functions, caches, tests, given.cap, given.again)
        kept = {} if self.options.modules or self.options.again else kept_scores()
        for module in wanted(self.options.modules):
            if self.over:
                break
            if module in kept and kept[module].is_settled:
                continue
            told = trying.module(module, self.options.sample, self.commit, lambda: self.over)
            if told:
                tell(told)
        return True

    def _measure(
        self, items: Sequence[pytest.Item], clear_caches: Sequence[Callable[[], None]]
    ) -> None:
        by_file: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            by_file[item.nodeid.partition("::")[0]].append(item)
        hashes = {module: hash_of(SOURCE / module) for module in all_modules()}
        stale = self.reached.stale(by_file)
        self.reached.keep_sources(hashes)
        for number, file in enumerate(stale, 1):
            if self.over:
                return
            tell(f"measuring {number} of {len(stale)}: {file}")
            for clear in clear_caches:  # What was found while tests were collected reaches no line.
                clear()
            self.reached.measure(file, by_file[file], hashes)
        for name in self.reached.failing():
            if name.partition("::")[0] in stale:
                tell(f"fails in a fork, and is left out: {name}")


def tell(line: str) -> None:
    sys.__stdout__.write(f"{time.strftime('%H:%M:%S')} {line}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def main() -> int:
    os.nice(19)
    os.chdir(ROOT)
    KEPT.mkdir(exist_ok=True)
    given = options()
    fresh = FreshImports()
    left_out = [f"--ignore=tests/{each}" for each in TESTS_LEFT_OUT]
    quiet = ("-q", *UNEXPLAINED, "-p", "no:cacheprovider", "-p", "no:faulthandler")
    # With servers, a file has more tests, and some reach more.
    reached = ReachedLines(KEPT / ("reached-with-servers.db" if given.servers else "reached.db"))
    chosen = (*(["--servers"] if given.servers else []), *(given.tests or ("tests",)))
    try:
        code = pytest.main(
            [*quiet, "-m", "not hypothesis", *left_out, *chosen],
            plugins=[Session(given, fresh, reached)],
        )
    finally:
        fresh.close()
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
