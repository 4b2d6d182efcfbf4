"""Every code block of the README and the docs, and every example in a docstring, is a test.

And a profile of Hypothesis: how many examples the laws are tried with at night.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Before the options are read: how many examples each law is tried with at night.
settings.register_profile("laws_nightly", max_examples=10_000)

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
)
_docstrings = Sybil(parsers=[DocTestParser()], patterns=["src/*.py", "src/**/*.py"])

pytest_collect_file = (_pages + _docstrings).pytest()


class PagesWhole(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """One worker has all blocks of a page: a later one uses what an earlier one defined."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path.endswith(".md") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> PagesWhole:
    return PagesWhole(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half characters that a test logged are shown as escapes: xdist's workers send UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
