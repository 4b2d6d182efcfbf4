"""The scores of a mutation run, and the page that tells of them."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mutation.mutation_scores import LEAST, Score, scores, told

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/the-tests-are-tested.md").read_text(encoding="utf-8")
SOURCE = "src/talent_powerpro/"
MUTATED = [
    name.removeprefix(SOURCE)
    for name in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "mutmut"
    ]["only_mutate"]
]
SCORE = re.compile(r"^\| `([\w/]+\.py)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| ([\d.]+) \|$", re.M)
SURVIVORS = re.compile(r"^\| `([\w/]+\.py)` \| ((?:`\w+`(?:, )?)+) \| .+ \| .+ \|$", re.M)


def notes(folder: Path, module: str, *codes: int | None) -> None:
    file = folder / f"{module}.meta"
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = {f"{module}.x_f__mutmut_{number}": code for number, code in enumerate(codes, 1)}
    file.write_text(json.dumps({"exit_code_by_key": keys}), encoding="utf-8")


def test_what_failed_or_ran_out_of_time_is_killed_and_the_rest_survived(tmp_path: Path) -> None:
    notes(tmp_path, "adapters/one.py", 1, 3, -24, 0, 33, None)
    notes(tmp_path, "empty.py")
    (found,) = scores(tmp_path)
    assert found == Score(
        "adapters/one.py",
        killed=2,
        timeouts=1,
        survivors=tuple(f"adapters/one.py.x_f__mutmut_{number}" for number in (4, 5, 6)),
    )
    assert found.row == "| `adapters/one.py` | 6 | 2 | 1 | 3 | 50.0 |"


@pytest.mark.parametrize(("survived", "enough"), [(1, True), (2, False)])
def test_a_module_below_95_percent_is_too_little(survived: int, enough: bool) -> None:
    good = Score("good.py", 20, 0, ())
    other = Score("other.py", 20 - survived, 0, tuple("xy"[:survived]))
    lines, passed = told([good, other])
    assert passed is enough
    assert lines[3].startswith("| `other.py` | 20 |")
    assert lines[-1] == f"survived: {'xy'[survived - 1]}"


def test_a_run_without_any_mutant_is_too_little() -> None:
    assert told([])[1] is False


# --- the page ---------------------------------------------------------------------


def test_the_page_has_a_row_for_each_module_of_the_session() -> None:
    assert [row[0] for row in SCORE.findall(PAGE)] == sorted(MUTATED)


@pytest.mark.parametrize("row", SCORE.findall(PAGE), ids=lambda row: row[0])
def test_a_row_adds_up_to_a_score_that_is_enough(row: tuple[str, ...]) -> None:
    mutants, killed, timeouts, survived = map(int, row[1:5])
    assert killed + timeouts + survived == mutants
    assert row[5] == f"{100 * (killed + timeouts) / mutants:.1f}"
    assert float(row[5]) >= LEAST


def test_each_survivor_is_named_with_its_reason() -> None:
    named: Counter[str] = Counter()
    for module, mutants in SURVIVORS.findall(PAGE):
        named[module] += len(mutants.split(", "))
    assert named == Counter({row[0]: int(row[4]) for row in SCORE.findall(PAGE) if row[4] != "0"})
