"""Intervals of repeated runs, such as ``30s``, ``10m`` or ``2h``."""

from __future__ import annotations

import re
from typing import Any

SECONDS = {"s": 1, "m": 60, "h": 3600}
SHORTEST = 10
LONGEST = 24 * 3600
"""Seconds of a day, because an enrolment is due on the day of its export date alone."""


def seconds_of(text: str) -> int:
    """Seconds of an interval. Raises `ValueError` with the end of a sentence about *text*."""
    found = re.fullmatch(r"([0-9]{1,6})([smh])", text.strip().lower())
    seconds = int(found[1]) * SECONDS[found[2]] if found else 0
    if not SHORTEST <= seconds <= LONGEST:
        raise ValueError(
            "is not an interval from 10s to 24h. Write a number and s, m or h, such as 10m"
        )
    return seconds


def interval(_: Any, __: Any, text: str) -> None:
    """Validate a setting with an interval."""
    seconds_of(text)
