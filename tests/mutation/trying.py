"""Tries the mutants of a module, those that have no result yet."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import FunctionType

import pytest
from attrs import evolve, field, frozen

from mutation.assigned_anew import assigning
from mutation.changes import Change, changes, sample
from mutation.forked_tests import Outcome, tried
from mutation.kept_scores import Score, kept_scores, noticed_earlier
from mutation.modules import replacing
from mutation.near_tests import NearTests
from mutation.reached_lines import ROOT, SOURCE, hash_of
from mutation.results import KEPT, Ended, Result, Results, kept_results, sample_of

AT_FIRST = 0.4
"""Seconds of tests that are tried before others, where the program or more files of tests are
imported anew, which takes longer."""


class FreshImports:
    """The process for mutants that take effect at import."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutation.fresh_imports"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def tried(self, module: str, key: str, tests: Mapping[str, float]) -> Outcome:
        """Try a mutant on *tests*, given with their seconds. A blank *key*: nothing is changed."""
        job = {"module": module, "key": key, "tests": list(tests), "seconds": sum(tests.values())}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


@frozen
class Trying:
    """Tries mutants, with tests that are collected already."""

    fresh: FreshImports
    items: Mapping[str, pytest.Item]
    functions: Mapping[str, Sequence[FunctionType]]
    caches: Mapping[str, Sequence[Callable[[], None]]]
    tests: NearTests
    cap: float
    """Seconds of tests that a mutant has to survive."""
    again: bool
    """Whether survivors are tried again."""
    scores: Mapping[str, Score] = field(factory=kept_scores)
    """Of earlier sessions, by module. What they noticed is not tried again."""
    _noticed: Counter[str] = field(factory=Counter)
    """How many mutants of the module each test noticed."""
    _alone: dict[tuple[str, bool], bool] = field(factory=dict)

    def module(self, module: str, most: int, commit: str, over: Callable[[], bool]) -> str:
        """Try the mutants of one module, until it is *over*. Returns what became of them."""
        tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
        every = changes(tree)
        chosen = {change.key: change for change in sample(every, most)}
        source = hash_of(SOURCE / module)
        results = Results(module, source, commit, len(every), len(chosen), sample_of(chosen))
        earlier = noticed_earlier(self.scores.get(module), chosen)
        results.results = {
            key: result
            for key, result in (earlier | kept_results(module, source)).items()
            if key in chosen and self._holds(result, module, chosen[key])
        }
        self._noticed.clear()
        self._noticed.update(each.by for each in results.results.values())
        left = [change for key, change in chosen.items() if key not in results.results]
        number = 0
        for number, change in enumerate(left, 1):
            if over():
                number -= 1
                break
            results.results[change.key] = self._tried(module, tree, change)
            if number % 25 == 0:
                results.save(KEPT / "results")
        if not chosen:
            return ""
        results.save(KEPT / "results")
        return f"{results.said}; {number} tried now" if number else ""

    def _holds(self, result: Result, module: str, change: Change) -> bool:
        """Whether a result is still that of the tests as they are."""
        if result.ended in ("killed", "out of time"):
            file = ROOT / result.by.partition("::")[0]
            return not file.is_file() or hash_of(file) == result.tests
        return not self.again and self._hash(self.tests.of(module, change)) == result.tests

    def _tried(self, module: str, tree: ast.Module, change: Change) -> Result:
        nearest = self.tests.of(module, change)
        # A test that noticed other mutants of the module is likely to notice this one.
        all_of_them = sorted(nearest, key=lambda test: -self._noticed[test])
        tests = self.tests.within(self.cap, all_of_them)
        line = change.lines.start
        if not tests:
            return Result(line, "not reached", tests=self._hash([]))
        outcome, anew = self._outcome(module, tree, change, tests)
        if outcome.by in self.tests.seconds and not self._passes(outcome.by, anew):
            del self.tests.seconds[outcome.by]
            return self._tried(module, tree, change)
        if not outcome.killed:
            untried = len(all_of_them) - len(tests)
            return Result(line, "survived", "", self._hash(all_of_them), outcome.tests, untried)
        self._noticed[outcome.by] += 1
        ended: Ended = "out of time" if outcome.out_of_time else "killed"
        file = ROOT / outcome.by.partition("::")[0]
        hashed = hash_of(file) if file.is_file() else ""
        return Result(line, ended, outcome.by, hashed, outcome.tests)

    def _outcome(
        self, module: str, tree: ast.Module, change: Change, tests: Sequence[str]
    ) -> tuple[Outcome, bool]:
        """What became of a mutant, and whether the program was imported anew for it."""
        path = str(SOURCE / module)
        with change.made():
            try:
                code = compile(ast.fix_missing_locations(tree), path, "exec")
            except SyntaxError:
                return Outcome(True, by="the compiler"), False
            if change.at_import:
                replace = assigning(module, tree, change.lines.start)
            else:
                replace = replacing(self.functions[path], self.caches[path], code)
        first = self.tests.within(AT_FIRST, tests) if change.at_import else tests
        if replace is not None:
            outcome = self._forked(first, replace)
            if outcome.killed or not change.at_import:
                return outcome, False
        outcome = self.fresh.tried(module, change.key, self._timed(first))
        rest = tests[len(first) :]
        if rest and not outcome.killed:
            last = self.fresh.tried(module, change.key, self._timed(rest))
            outcome = evolve(last, tests=outcome.tests + last.tests)
        return outcome, True

    def _passes(self, test: str, anew: bool) -> bool:
        """Whether a test passes where nothing is changed, and no other runs before it."""
        if (test, anew) not in self._alone:
            if anew:
                unchanged = self.fresh.tried("", "", self._timed([test]))
            else:
                unchanged = self._forked([test], lambda: None)
            self._alone[test, anew] = not unchanged.killed
        return self._alone[test, anew]

    def _forked(self, tests: Sequence[str], prepare: Callable[[], None]) -> Outcome:
        return tried([self.items[test] for test in tests], self.tests.seconds.__getitem__, prepare)

    def _timed(self, tests: Sequence[str]) -> dict[str, float]:
        return {test: self.tests.seconds[test] for test in tests}

    def _hash(self, tests: Sequence[str]) -> str:
        files = sorted({test.partition("::")[0] for test in tests})
        joined = "".join(hash_of(ROOT / file) for file in files)
        return sha256(f"{joined}{self.cap}".encode()).hexdigest()[:16]
