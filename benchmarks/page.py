"""The table and the plots of ``docs/explanation/performance.md``, from the measured figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import CASES, Row
from benchmarks.figures import BEFORE, OURS, loaded
from benchmarks.plots import Line, chart
from benchmarks.processes import ROOT

PAGE = ROOT / "docs" / "explanation" / "performance.md"
PLOTS = PAGE.parent / "performance"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEAD = (
    "| what was measured | literal guide | before | now | at most |",
    "| --- | --- | --- | --- | --- |",
)
UNITS = {"MB": " MB", "cores": " cores", "times": "x", "times faster": "x"}
AT_LEAST = ("times faster", "results")
"""Units of which more is better."""
NONE = "–"

Measured = Mapping[str, Any]


def table(ours: Mapping[str, Measured], before: Mapping[str, Measured]) -> str:
    """The table in Markdown: medians, and the least and the most where they differ."""
    rows = (
        _line(row, ours.get(name, {}), before.get(name, {}))
        for name, case in CASES.items()
        if name in {*ours, *before}
        for row in case.rows
    )
    return "\n".join(chain(HEAD, rows))


def _line(row: Row, ours: Measured, before: Measured) -> str:
    limit = (ours or before)["limits"][row.figure]
    least = "at least " if row.unit in AT_LEAST else ""
    cells = (
        row.title,
        _cell(row, ours, "literal") if row.literal else NONE,
        _cell(row, before, "agent"),
        _cell(row, ours, "agent") + _mark(row, ours, limit),
        f"{least}{_number(row, limit)}",
    )
    return f"| {' | '.join(cells)} |"


def _cell(row: Row, measured: Measured, whose: str) -> str:
    if whose == "agent" and "missing" in measured:
        return str(measured["missing"])
    values = measured.get(whose, {}).get(row.figure)
    if not values:
        return NONE
    least, most = _number(row, min(values)), _number(row, max(values))
    spread = f" ({least} to {most})" if least != most else ""
    return f"{_number(row, median(values))}{spread}"


def _mark(row: Row, measured: Measured, limit: float) -> str:
    """A remark on a figure that is beyond its limit."""
    values = measured.get("agent", {}).get(row.figure)
    if not values:
        return ""
    found = float(f"{median(values):.2f}")
    beyond = found < limit if row.unit in AT_LEAST else found > limit
    return ", **missed**" if beyond else ""


def _number(row: Row, value: float) -> str:
    digits = 2 if row.unit.startswith(("times", "cores")) and value < 20 else 0
    return f"{value:,.{digits}f}{UNITS.get(row.unit, '')}"


# --- plots --------------------------------------------------------------------------


def plots(ours: Mapping[str, Measured], before: Mapping[str, Measured]) -> dict[str, str]:
    """The pictures by file name, as far as their cases are measured."""
    found = {}
    if "calls-by-size" in ours:
        found["calls.svg"] = _calls(ours["calls-by-size"])
    if "width" in ours:
        found["width.svg"] = _width(ours["width"], before.get("width", {}))
    if "idle-stage" in {*ours, *before}:
        stage, old = ours.get("idle-stage", {}), before.get("idle-stage", {})
        found["cpu.svg"] = chart(
            "CPU of an idle results stage",
            "enrolments of 10 units",
            "CPU seconds",
            _lines(
                ("before", old, "cpu"),
                ("now", stage, "cpu"),
                ("reading all rows", stage, "read"),
            ),
            log_y=True,
        )
        found["memory.svg"] = chart(
            "Peak memory of an idle results stage",
            "enrolments of 10 units",
            "MB, with the interpreter",
            _lines(("before", old, "peak"), ("now", stage, "peak")),
        )
    return found


def _calls(measured: Measured) -> str:
    literal = {"agent": measured["literal"]}
    return chart(
        "Calls of one run over provisioned enrolments",
        "enrolments, in courses of 33",
        "calls",
        _lines(
            ("literal guide", literal, "idle"),
            ("first run", measured, "first"),
            ("nothing new", measured, "idle"),
        ),
        log_y=True,
    )


def _width(measured: Measured, before: Measured) -> str:
    calls, widest = median(measured["agent"]["calls"]), (1, 2, 4, 8, 16)
    bound = tuple((float(width), calls * 0.25 / width) for width in widest)
    lines = _lines(("before", before, "seconds"), ("now", measured, "seconds"))
    return chart(
        "Time of 100 new students at 250 ms a call",
        "connections",
        "seconds",
        (*lines, Line("calls x latency / width", bound)),
        log_x=True,
        log_y=True,
    )


def _lines(*named: tuple[str, Measured, str]) -> tuple[Line, ...]:
    """Lines through the medians of figures such as ``cpu@10000``."""
    lines = (Line(name, _points(measured.get("agent", {}), what)) for name, measured, what in named)
    return tuple(line for line in lines if line.points)


def _points(figures: Mapping[str, list[float]], what: str) -> tuple[tuple[float, float], ...]:
    named = (each.partition("@") for each in figures)
    places = sorted(int(x) for name, at, x in named if at and name == what)
    return tuple((float(x), median(figures[f"{what}@{x}"])) for x in places)


# --- writing ------------------------------------------------------------------------


def measured_with(ours: Mapping[str, Measured], before: Mapping[str, Measured]) -> str:
    """The sentence below the table: commits, repeats, interpreter and cores."""

    def of(cases: Mapping[str, Measured], what: str) -> str:
        return ", ".join(sorted({str(case[what]) for case in cases.values()}))

    scales = {case["scale"] for case in (*ours.values(), *before.values())}
    scale = "" if scales == {1.0} else " **Not at full size.**"
    return (
        f"*Now* is commit {of(ours, 'commit')}, *before* is commit {of(before, 'commit')}, "
        f"measured with Python {of(ours, 'python')} on {of(ours, 'cores')} shared cores.{scale}"
    )


def contents(ours: Path = OURS, before: Path = BEFORE) -> tuple[str, dict[str, str]]:
    """What the kept figures make of the page's table, and the plots by file name."""
    now, then = loaded(ours), loaded(before)
    return f"{table(now, then)}\n\n{measured_with(now, then)}", plots(now, then)


def write_page(
    page: Path = PAGE, folder: Path = PLOTS, ours: Path = OURS, before: Path = BEFORE
) -> None:
    """Put the kept figures into the page, and write its plots."""
    text, pictures = contents(ours, before)
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    new = f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}"
    page.write_text(new, encoding="utf-8", newline="\n")
    folder.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8", newline="\n")
