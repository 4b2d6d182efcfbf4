"""The laws with all their examples, in parts: ``nox -s laws_nightly -- --minutes 60 --write``.

All together take some six hours of one core. So what held is kept in ``laws.json``, and a
session goes on where the last one ended: first the laws that were never tried with as many
examples, the cheapest of them first, and then those whose trial is the oldest.

``--by-day`` tries 25 examples of each in a minute or two, which tells what each law costs. Other
options are pytest's, such as ``-k NAME``.

pytest runs in a process of its own, and this file is the plugin that chooses what it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from attrs import asdict, field, frozen
from hypothesis import is_hypothesis_test

from reliability.counts import limit
from reliability.figures import PAGE, ROOT, commit, duration, print_now, write_between

KEPT = Path(__file__).with_name("laws.json")
BEGIN, END = "<!-- laws: begin -->", "<!-- laws: end -->"
FILE, COMMIT, MINUTES = "LAWS_FILE", "LAWS_COMMIT", "LAWS_MINUTES"
EXAMPLES = "examples"
AT_NIGHT = "laws_nightly"
"""The profile of Hypothesis, registered in conftest.py."""


@frozen
class Tried:
    """A case of a law that held."""

    examples: int
    """The limit. Hypothesis stops earlier where there are not that many different ones."""
    seconds: float
    commit: str
    at: int
    """Seconds since 1970."""
    at_night: bool
    """With as many examples as at night."""


def kept(file: Path = KEPT) -> dict[str, Tried]:
    """What held, by the test's name."""
    lines = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {law: Tried(**values) for law, values in lines.items()}


def keep(tried: Mapping[str, Tried], file: Path = KEPT) -> None:
    lines = {law: asdict(each) for law, each in sorted(tried.items())}
    file.write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8", newline="\n")


# --- the plugin -------------------------------------------------------------------


@frozen(eq=False)  # pytest keeps plugins in sets
class Laws:
    """Leaves all but laws out of a collection, and keeps each law that holds."""

    file: Path
    commit: str
    at_night: bool
    _over: list[bool] = field(factory=list)

    def end_after(self, minutes: float) -> None:
        """Begin no law after these minutes."""
        signal.signal(signal.SIGALRM, lambda *_: self._over.append(True))
        signal.setitimer(signal.ITIMER_REAL, 60 * minutes)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        known, chosen = kept(self.file), list[tuple[tuple[float, ...], pytest.Item]]()
        for item in items:
            if not isinstance(item, pytest.Function) or not is_hypothesis_test(item.obj):
                continue
            most, tried = limit(item), known.get(item.nodeid)
            item.user_properties.append((EXAMPLES, most))
            if tried is None or tried.examples < most or tried.at_night < self.at_night:
                chosen.append(((0, most * tried.seconds / tried.examples if tried else 0), item))
            elif tried.commit != self.commit:
                chosen.append(((1, tried.at), item))
        chosen.sort(key=lambda each: each[0])
        left_out = set(items) - {item for _, item in chosen}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for _, item in chosen]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A worker of xdist makes reports, too. The main process gets all of them.
        if report.when != "call" or "PYTEST_XDIST_WORKER" in os.environ:
            return
        held = kept(self.file)
        if not report.passed:  # What it was tried with earlier says nothing any more.
            keep({law: tried for law, tried in held.items() if law != report.nodeid}, self.file)
            return
        examples = int(str(dict(report.user_properties)[EXAMPLES]))
        tried = Tried(
            examples, round(report.duration, 3), self.commit, round(report.start), self.at_night
        )
        keep(held | {report.nodeid: tried}, self.file)
        print_now(f"{report.nodeid}: {examples:,} examples in {duration(report.duration)}")

    def pytest_runtest_logfinish(self) -> None:
        if self._over:
            pytest.exit("the time is over", returncode=0)


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin with what the environment names."""
    told, at_night = os.environ, config.getoption("--hypothesis-profile") == AT_NIGHT
    laws = Laws(Path(told[FILE]), told[COMMIT], at_night)
    if told[MINUTES] and "PYTEST_XDIST_WORKER" not in told:
        laws.end_after(float(told[MINUTES]))
    config.pluginmanager.register(laws)


def run(
    options: Sequence[str],
    file: Path = KEPT,
    at: str = "",
    minutes: float | None = None,
    folder: Path = ROOT,
) -> int:
    """Run the laws of *folder*. Returns pytest's exit code; 0 where none is left to be tried."""
    path = (str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")]))
    told = {FILE: str(file), COMMIT: at or commit(), MINUTES: str(minutes or "")}
    # A worker that runs this is no worker of that process.
    around = {name: value for name, value in os.environ.items() if "PYTEST_XDIST" not in name}
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--timeout=0", "-m", "hypothesis"),
            *("-p", "no:cacheprovider", "-p", "reliability.laws", *options),
        ],
        cwd=folder,
        env={**around, **told, "PYTHONPATH": os.pathsep.join(path)},
        check=False,
    )
    return 0 if ended.returncode == pytest.ExitCode.NO_TESTS_COLLECTED else ended.returncode


# --- the page ---------------------------------------------------------------------


def said(tried: Mapping[str, Tried]) -> str:
    """What was tried with as many examples as at night."""
    whole = [each for each in tried.values() if each.at_night]
    if not whole:
        return "No law was tried with all examples yet."
    examples, seconds = sum(e.examples for e in whole), sum(e.seconds for e in whole)
    oldest, newest = min(whole, key=lambda e: e.at), max(whole, key=lambda e: e.at)
    return (
        f"{len(whole)} of the {len(tried)} cases of laws were tried with up to "
        f"{max(e.examples for e in whole):,} examples each, {examples:,} together, in "
        f"{duration(seconds)}: the oldest at commit {oldest.commit}, the newest at "
        f"{newest.commit}. All held. `nox -s laws_nightly -- --write` goes on."
    )


def write(text: str, page: Path = PAGE) -> None:
    """Write the sentence into the page, in the place of the previous one."""
    write_between(BEGIN, END, text, page)


def main() -> int:
    options = argparse.ArgumentParser(description="Try the laws with all their examples, in parts.")
    options.add_argument("--minutes", type=float, help="then begin no more")
    options.add_argument("--by-day", action="store_true", help="25 examples of each")
    options.add_argument("--write", action="store_true", help="into the reliability page")
    asked, others = options.parse_known_args()
    profile = [] if asked.by_day else [f"--hypothesis-profile={AT_NIGHT}"]
    code = run(["-n", "auto", *profile, *others], minutes=asked.minutes)
    text = said(kept())
    print_now(text)
    if asked.write:
        write(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
