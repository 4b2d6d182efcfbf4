"""What is tried in part by day, and whole at night: ``pytest --nightly``."""

from __future__ import annotations

from typing import Final

import pytest

nightly: Final = pytest.mark.nightly
"""For a test that takes minutes."""


def one_in(few: int) -> pytest.MarkDecorator:
    """Give a test the argument *one_in*: *few* by day, and at night 1 as well."""
    return pytest.mark.parametrize("one_in", [few, pytest.param(1, marks=nightly)])
