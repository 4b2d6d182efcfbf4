"""The scores of a mutation session, and the page that tells of them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mutation.reached_lines import SOURCE
from mutation.results import Result, Results, all_results
from mutation.scores import BEGIN, END, HARM, PAGE, UNEXPLAINED, replaced, tables

TEXT = PAGE.read_text(encoding="utf-8")
SCORE = re.compile(r"^\| `([\w/]+\.py)`((?: \| \d+){5}) \| ([\d.]+) \|$", re.M)
SURVIVOR = re.compile(r"^\| `([\w/]+\.py):\d+` \| `.+` \| .+ \|$", re.M)

FOUND = Results(
    "run/tides.py",
    "hash",
    "abc1234",
    mutants=9,
    sampled=4,
    results={
        "rise: 1 → 2": Result(3, "killed", "tests/run/test_tides.py::test_it", "hash", 1),
        "rise: x → y": Result(4, "out of time", "tests/run/test_tides.py::test_it", "hash", 1),
        "fall: a | b → a": Result(8, "survived", tried=7),
        "fall: c → d": Result(9, "not reached"),
    },
)


def test_what_failed_or_ran_out_of_time_is_killed_and_the_rest_survived() -> None:
    told = tables([FOUND], {"run/tides.py": {"fall: c → d": "None: nobody sees it."}})
    assert "| `run/tides.py` | 9 | 4 | 1 | 1 | 2 | 50.0 |" in told
    assert "| `run/tides.py:9` | `fall: c → d` | None: nobody sees it. |" in told
    assert "1 modules are below 95 percent" in told


def test_a_survivor_without_a_reason_is_shown_as_such() -> None:
    told = tables([FOUND], {})
    assert f"| `run/tides.py:8` | `fall: a \\| b → a` | {UNEXPLAINED} |" in told


def test_results_are_kept_in_a_file_for_each_module(tmp_path: Path) -> None:
    FOUND.save(tmp_path)
    assert list(all_results(tmp_path)) == [FOUND]
    assert [each.name for each in tmp_path.iterdir()] == ["run.tides.json"]


def test_only_what_is_between_the_marks_is_written_again() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


# --- the page ---------------------------------------------------------------------


def test_the_page_has_scores_of_modules_that_are_there() -> None:
    named = [row[0] for row in SCORE.findall(TEXT)]
    assert named
    assert [module for module in named if not (SOURCE / module).is_file()] == []


@pytest.mark.parametrize("row", SCORE.findall(TEXT), ids=lambda row: row[0])
def test_a_row_adds_up(row: tuple[str, ...]) -> None:
    mutants, tried, killed, late, survived = map(int, re.findall(r"\d+", row[1]))
    assert killed + late + survived == tried <= mutants
    assert row[2] == f"{100 * (killed + late) / tried:.1f}"


def test_each_survivor_is_named() -> None:
    survived = {row[0]: int(re.findall(r"\d+", row[1])[4]) for row in SCORE.findall(TEXT)}
    assert Counter(SURVIVOR.findall(TEXT)) == Counter(survived)


def test_each_reason_is_that_of_a_module() -> None:
    reasons = tomllib.loads(HARM.read_text(encoding="utf-8"))
    assert [module for module in reasons if not (SOURCE / module).is_file()] == []
