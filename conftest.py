"""Every code block of the README and the docs, and every example in a docstring, is a test.

And a profile of Hypothesis: how many examples the laws are tried with at night.
"""

from __future__ import annotations

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
)
_docstrings = Sybil(parsers=[DocTestParser()], patterns=["src/*.py", "src/**/*.py"])

pytest_collect_file = (_pages + _docstrings).pytest()

settings.register_profile("laws_nightly", max_examples=10_000)
