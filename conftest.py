"""Pytest configuration: code blocks of the README and docs, and docstring examples, are tests.

Also the Hypothesis profiles, and the mark of tests that run only at night.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from support.http_proxy import NOBODY
from support.sql.speed import speed_up

speed_up()

# One authority in place of the machine's hundred: to read those takes longer than most tests, here
# and in each process that a test starts. No test calls a portal elsewhere.
os.environ["SSL_CERT_FILE"] = str(NOBODY)

# Registered at import: pytest reads --hypothesis-profile before any hook of ours runs. No profile
# fails a test for being slow, because that depends on the machine.
for _name, _examples in (("by_day", 25), ("laws_nightly", 10_000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
# In CI the same examples each time, so that a change fails by its own fault alone. New ones are
# tried on developers' machines and at night.
settings.register_profile("ci", settings.get_profile("by_day"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "by_day")

# A shell's background job ignores Ctrl+C, and so would every process that a test starts and
# interrupts. Such a test would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
)
_docstrings = Sybil(parsers=[DocTestParser()], patterns=["src/*.py", "src/**/*.py"])

pytest_collect_file = (_pages + _docstrings).pytest()


class PagesWhole(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """Gives all blocks of a page to one worker: later blocks use names that earlier ones define."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path.endswith(".md") else nodeid

    def mark_test_complete(self, node: object, item_index: int, duration: float = 0) -> None:
        """Forget what is done. xdist counts what is left after each test, and most scopes are a
        single test here: the count of thousands, thousands of times."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        work = self.assigned_work[node]
        work.setdefault(scope, {})  # a second report of the same test
        super().mark_test_complete(node, item_index, duration)
        if all(work[scope].values()):
            del work[scope]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> PagesWhole:
    return PagesWhole(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run tests marked nightly as well")
    parser.addoption("--browser", action="store_true", help="run tests marked browser as well")
    parser.addoption("--servers", action="store_true", help="run tests marked servers as well")


_writes_bytecode = not sys.dont_write_bytecode
# pytest rewrites each test module, which takes half of the time of a collection, and keeps them as
# bytecode for the next. In CI no test writes bytecode, but the collection may.
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    sys.dont_write_bytecode = not _writes_bytecode


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, and what needs a browser or database servers.

    Not by ``-m`` in addopts: another ``-m`` would undo that.
    """
    unwanted = {each for each in ("nightly", "browser", "servers") if not config.getoption(each)}
    left_out = [item for item in items if unwanted & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape lone surrogates that a test logged: xdist's workers send reports as UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
