"""The table shows medians with their spread, and marks what is beyond its limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import saved
from benchmarks.page import BEGIN, END, plots, table, write_page


def measured(limits: dict[str, float], agent: dict[str, list[float]], **rest: Any) -> Any:
    there = {"commit": "0123456789", "scale": 1.0, "cores": 2, "python": "3.13.0"}
    return {**there, "limits": limits, "agent": agent, **rest}


def row(ours: Any, before: Any = None, *, case: str = "idle") -> list[str]:
    """The cells of a case's first row, without its title."""
    line = table({case: ours} if ours else {}, {case: before} if before else {}).splitlines()[2]
    return line.strip("| ").split(" | ")[1:]


def test_calls_are_whole_numbers_beside_each_other() -> None:
    ours = measured({"calls": 60}, {"calls": [60, 60]}, literal={"calls": [2000]})
    before = measured({"calls": 60}, {"calls": [2000]})
    assert row(ours, before) == ["2,000", "2,000", "60", "60"]


def test_a_figure_that_varies_has_its_least_and_greatest() -> None:
    ours = measured({"bound": 1.03}, {"bound": [1.01, 1.034, 1.0]})
    assert row(ours, case="pace") == ["–", "–", "1.01x (1.00x to 1.03x)", "1.03x"]


@pytest.mark.parametrize(
    ("case", "figure", "limit", "found", "missed"),
    [
        ("idle", "calls", 60, 61, True),
        ("idle", "calls", 60, 59, False),
        ("pace", "bound", 1.03, 1.034, False),
        ("pace", "bound", 1.03, 1.036, True),
        ("quota", "written", 50, 49, True),
        ("quota", "written", 50, 50, False),
        ("width", "speed-up", 7.5, 7.4, True),
    ],
)
def test_a_figure_beyond_its_limit_is_marked(
    case: str, figure: str, limit: float, found: float, missed: bool
) -> None:
    limits = {figure: limit, "bound": limit}
    *_, now, _ = row(measured(limits, {figure: [found]}), case=case)
    assert now.endswith(", **missed**") == missed


def test_what_could_not_be_measured_says_why() -> None:
    before = measured({"calls": 1005}, {}, missing="no such setting")
    assert row(None, before, case="group-at-signup")[1] == "no such setting"


def test_plots_go_through_medians_in_the_order_of_size() -> None:
    figures = {"first@500": [515.0], "first@60": [62.0, 64.0, 63.0], "idle@60": [2.0]}
    ours = measured({}, figures, literal={"idle@60": [60.0]})
    pictures = plots({"calls-by-size": ours}, {})
    assert list(pictures) == ["calls.svg"]
    assert "first run: 63 at 60, 515 at 500;" in pictures["calls.svg"]


def test_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    figures = {"first@500": [515.0], "idle@500": [16.0]}
    ours = measured({}, figures, literal={"idle@500": [500.0]})
    saved(kept := tmp_path / "ours.json", {"calls-by-size": ours})
    write_page(page, tmp_path / "plots", kept, tmp_path / "nothing.json")
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n\n| what was measured |")
    assert "*Now* is commit 0123456789" in text
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert [path.name for path in (tmp_path / "plots").iterdir()] == ["calls.svg"]
