"""Pytest configuration: code blocks of the README and docs, and docstring examples, are tests.

Also the Hypothesis profile for the nightly run of the laws.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Registered at import: pytest reads --hypothesis-profile before any hook of ours runs.
settings.register_profile("laws_nightly", max_examples=10_000)

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


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> PagesWhole:
    return PagesWhole(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape lone surrogates that a test logged: xdist's workers send reports as UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
