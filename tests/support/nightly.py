"""What is tried in part by day, and whole at night: ``pytest --nightly``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pytest

nightly: Final = pytest.mark.nightly
"""For a test that takes minutes."""


def one_in(few: int) -> pytest.MarkDecorator:
    """Give a test the argument *one_in*: *few* by day, and at night 1 as well."""
    return pytest.mark.parametrize("one_in", [few, pytest.param(1, marks=nightly)])


def in_part(few: int, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The rows of a parametrised test: one in *few* by day, all at night."""
    return [
        pytest.param(*row, marks=nightly if number % few else ()) for number, row in enumerate(rows)
    ]
