"""A chart of bars by day as an SVG that keeps its text readable at every width.

Places and widths are per cent of the chart's width, heights are pixels: so the bars follow the
page, and no text is scaled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

from attrs import frozen

TOP, AXIS, HEIGHT = 22, 148, 172
"""Pixels from the top: of the highest bar, of the axis, and of the whole chart."""
LABELS, LABELS_ON_A_PHONE = 24, 8
"""The most dates below the axis, on a screen and on a phone."""
ALL_VALUES, SOME_VALUES = 14, 45
"""The most days of a chart that shows all its values, and of one that does not on a phone."""


@frozen
class Bar:
    """One day of a chart."""

    on: date
    count: int
    left: str
    """In per cent, as the next two."""
    middle: str
    width: str
    top: int
    """In pixels, as the next one."""
    height: int
    has_label: bool
    label_is_rare: bool
    """Whether a phone leaves the date out."""


@frozen
class Chart:
    """A chart of bars, oldest day first."""

    bars: tuple[Bar, ...]
    has_values: bool
    values_are_rare: bool
    """Whether a phone leaves the numbers above the bars out."""
    axis: int = AXIS
    height: int = HEIGHT


def chart(counts: Sequence[tuple[date, int]]) -> Chart:
    """Return the chart of these days, oldest first: one at least.

    The highest bar takes the whole height.
    """
    most = max(count for _, count in counts)
    slot = 100 / len(counts)
    step = ceil(len(counts) / LABELS)
    rare_step = step * ceil(len(counts) / (step * LABELS_ON_A_PHONE))
    bars = []
    for number, (on, count) in enumerate(counts):
        # A single result beside hundreds still shows.
        height = max(2, round(count / most * (AXIS - TOP))) if count else 0
        from_last = len(counts) - 1 - number  # The last day always has its date.
        bars.append(
            Bar(
                on,
                count,
                left=_per_cent((number + 0.2) * slot),
                middle=_per_cent((number + 0.5) * slot),
                width=_per_cent(0.6 * slot),
                top=AXIS - height,
                height=height,
                has_label=from_last % step == 0,
                label_is_rare=from_last % rare_step != 0,
            )
        )
    return Chart(tuple(bars), len(counts) <= SOME_VALUES, len(counts) > ALL_VALUES)


def _per_cent(share: float) -> str:
    return f"{round(share, 3):g}%"
