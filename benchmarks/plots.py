"""Line charts as SVG, without a library: readable on light and dark pages, and by a screen reader.

The colours follow the reader's own choice of light or dark. A line is named at its end, not by
colour alone, and each has a dash pattern of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from attrs import frozen

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 76, 190, 62, 54
LABEL_HEIGHT = 18.0
EDGE = 20
MANY_FACTORS = 300
"""From this ratio on, a log axis has ticks at powers of ten only."""

STYLE = """
.ground { fill: #ffffff; stroke: #d4d8dd; }
text { font-family: system-ui, -apple-system, "Segoe UI", Arial, sans-serif; fill: #24292f; }
.title { font-size: 16px; font-weight: 600; }
.axis, .tick { font-size: 12px; fill: #57606a; }
.name { font-size: 13px; font-weight: 600; }
.grid { stroke: #e4e7eb; stroke-width: 1; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.c0 { stroke: #0969da; } .f0 { fill: #0969da; }
.c1 { stroke: #bc4c00; } .f1 { fill: #bc4c00; }
.c2 { stroke: #1a7f37; } .f2 { fill: #1a7f37; }
.c3 { stroke: #8250df; } .f3 { fill: #8250df; }
@media (prefers-color-scheme: dark) {
.ground { fill: #16191d; stroke: #3d444d; }
text { fill: #e6edf3; }
.axis, .tick { fill: #9da7b3; }
.grid { stroke: #2d333b; }
.c0 { stroke: #58a6ff; } .f0 { fill: #58a6ff; }
.c1 { stroke: #f0883e; } .f1 { fill: #f0883e; }
.c2 { stroke: #56d364; } .f2 { fill: #56d364; }
.c3 { stroke: #d2a8ff; } .f3 { fill: #d2a8ff; }
}
"""
DASHES = ("", "7 4", "2 4", "10 4 2 4")


@frozen
class Line:
    """A named line through points, in the order of x."""

    name: str
    points: tuple[tuple[float, float], ...]


@frozen
class Scale:
    """A range of values, drawn from one pixel to another: even steps, or even factors if *log*."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, value = (log10(v) if self.log else v for v in (self.low, self.high, value))
        return self.start + (value - low) / (high - low) * (self.end - self.start)


def chart(
    title: str,
    x_name: str,
    y_name: str,
    lines: Sequence[Line],
    *,
    log_x: bool = False,
    log_y: bool = False,
) -> str:
    """A chart of all lines. On a *log* axis, even factors are even steps."""
    xs = sorted({x for line in lines for x, _ in line.points})
    ys = [y for line in lines for _, y in line.points]
    y_ticks = _factors(min(ys), max(ys)) if log_y else _steps(max(ys))
    x_ticks = xs if log_x else _steps(xs[-1])
    across = Scale(x_ticks[0], max(xs[-1], x_ticks[-1]), LEFT, WIDTH - RIGHT, log_x)
    up = Scale(y_ticks[0], y_ticks[-1], HEIGHT - BOTTOM, TOP, log_y)
    said = "; ".join(f"{line.name}: {_said(line)}" for line in lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(f"{y_name} against {x_name}. {said}.")}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8"/>',
        _text("title", EDGE, 30, title),
        _text("axis", EDGE, 50, y_name),
        _text("axis", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_name, anchor="middle"),
        *_grid(across, x_ticks, up, y_ticks),
        *_drawn(lines, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(
    across: Scale, x_ticks: Sequence[float], up: Scale, y_ticks: Sequence[float]
) -> list[str]:
    parts = []
    for value in y_ticks:
        y = up(value)
        parts.append(
            f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
        )
        parts.append(_text("tick", LEFT - 8, y + 4, shown(value), anchor="end"))
    for value in x_ticks:
        place = across(value)
        parts.append(_text("tick", place, HEIGHT - BOTTOM + 18, shown(value), anchor="middle"))
    return parts


def _drawn(lines: Sequence[Line], across: Scale, up: Scale) -> list[str]:
    parts = []
    ends = _apart([up(line.points[-1][1]) for line in lines])
    for number, (line, end) in enumerate(zip(lines, ends, strict=True)):
        places = [(across(x), up(y)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
        parts.append(f'<polyline class="line c{number}"{dash} points="{path}"/>')
        parts += [
            f'<circle class="f{number}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places
        ]
        parts.append(_text(f"name f{number}", places[-1][0] + 12, end + 4, line.name))
    return parts


def _apart(places: Sequence[float]) -> list[float]:
    """The places of labels, moved up or down so far that none covers another."""
    moved = dict.fromkeys(range(len(places)), 0.0)
    last = -LABEL_HEIGHT
    for number in sorted(moved, key=lambda each: places[each]):
        last = moved[number] = max(places[number], last + LABEL_HEIGHT)
    over = max(0.0, last - (HEIGHT - BOTTOM))
    return [moved[number] - over for number in range(len(places))]


def _text(kind: str, x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _said(line: Line) -> str:
    return ", ".join(f"{shown(y)} at {shown(x)}" for x, y in line.points)


def shown(value: float) -> str:
    """A number as people write it: 12,000, 4.5, 0.03."""
    if value >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def _steps(high: float) -> tuple[float, ...]:
    """Zero and even steps beyond *high*: 1, 2 or 5 of a power of ten, about five of them."""
    power = 10.0 ** floor(log10(high / 5))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= high / 5)
    return tuple(step * number for number in range(ceil(high / step - 1e-9) + 1))


def _factors(low: float, high: float) -> tuple[float, ...]:
    """1, 2 and 5 of each power of ten, or the powers alone, that enclose the range."""
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    digits = (1, 2, 5) if high / low < MANY_FACTORS else (1,)
    ticks = [digit * 10.0**power for power in powers for digit in digits]
    first = max(each for each in ticks if each <= low)
    last = min(each for each in ticks if each >= high)
    return tuple(each for each in ticks if first <= each <= last)
