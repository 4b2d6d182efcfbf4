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

# Before the options are read: how many examples each law is tried with at night.
settings.register_profile("laws_nightly", max_examples=10_000)

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
)
_docstrings = Sybil(parsers=[DocTestParser()], patterns=["src/*.py", "src/**/*.py"])

pytest_collect_file = (_pages + _docstrings).pytest()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half characters that a test logged are shown as escapes: xdist's workers send UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
