"""The scores of a mutation session, and the page that tells of them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

import mutation.kept_scores
from mutation.kept_scores import Score, keep, kept_scores, merged, noticed_earlier, score_of
from mutation.reached_lines import SOURCE, hash_of
from mutation.results import Result, Results, all_results, sample_of
from mutation.scores import BEGIN, END, HARM, PAGE, UNEXPLAINED, replaced, tables

TEXT = PAGE.read_text(encoding="utf-8")
SCORE = re.compile(r"^\| `([\w/]+\.py)`((?: \| \d+){5}) \| ([\d.]+) \| \w+\+? \|$", re.M)
SURVIVOR = re.compile(r"^\| `([\w/]+\.py):\d+` \| `.+` \| .+ \|$", re.M)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """The results of a module in a program of two."""
    monkeypatch.setattr(mutation.kept_scores, "SOURCE", tmp_path)
    (tmp_path / "run").mkdir()
    for name in ("brakes", "tides"):
        (tmp_path / "run" / f"{name}.py").write_text("HIGH = 1\n")
    return Results(
        "run/tides.py",
        hash_of(tmp_path / "run/tides.py"),
        "abc1234",
        mutants=99,
        sampled=64,
        results={
            "rise: 1 → 2": Result(3, "killed", "tests/run/test_tides.py::test_it", "hash", 1),
            "rise: x → y": Result(4, "out of time", "tests/run/test_tides.py::test_it", "hash", 1),
            "fall: a | b → a": Result(8, "survived", tried=7),
            "fall: c → d": Result(9, "not reached"),
            **{f"flow: {each} → {each + 1}": Result(12, "killed") for each in range(60)},
        },
    )


def score(results: Results) -> Score:
    found = score_of(results)
    assert found
    return found


def tables_of(found: Results, harm: Mapping[str, Mapping[str, str]]) -> str:
    return tables(merged({}, [found]), harm)


def test_what_failed_or_ran_out_of_time_is_killed_and_the_rest_survived(module: Results) -> None:
    told = tables_of(module, {"run/tides.py": {"fall: c → d": "None: nobody sees it."}})
    assert "| `run/tides.py` | 99 | 64 | 61 | 1 | 2 | 96.9 | abc1234 |" in told
    assert "| `run/tides.py:9` | `fall: c → d` | None: nobody sees it. |" in told
    assert "0 modules are begun" in told
    assert "Begun" not in told


def test_a_survivor_without_a_reason_is_shown_as_such(module: Results) -> None:
    told = tables_of(module, {})
    assert f"| `run/tides.py:8` | `fall: a \\| b → a` | {UNEXPLAINED} |" in told


def test_results_are_kept_in_a_file_for_each_module(tmp_path: Path, module: Results) -> None:
    folder = tmp_path / "results"
    module.save(folder)
    assert list(all_results(folder)) == [module]
    assert [each.name for each in folder.iterdir()] == ["run.tides.json"]


def test_scores_are_kept_with_those_of_earlier_sessions(tmp_path: Path, module: Results) -> None:
    earlier = evolve(score(module), module="run/brakes.py")
    keep(merged({"run/brakes.py": earlier}, [module]), tmp_path / "scores.json")
    assert kept_scores(tmp_path / "scores.json") == {
        "run/brakes.py": earlier,
        "run/tides.py": score(module),
    }


def test_the_score_of_a_module_that_is_gone_is_not_kept(tmp_path: Path, module: Results) -> None:
    keep({"run/gone.py": evolve(score(module), module="run/gone.py")}, tmp_path / "scores.json")
    assert kept_scores(tmp_path / "scores.json") == {}


def test_a_module_that_is_as_it_was_and_scored_well_is_not_tried_again(module: Results) -> None:
    well = score(module)
    low = evolve(well, killed=1)
    changed = evolve(well, source="another")
    assert [each.is_settled for each in (low, well, changed)] == [False, True, False]


def test_a_module_that_changed_since_is_marked_so(module: Results) -> None:
    changed = evolve(score(module), source="another")
    assert "| abc1234+ |" in tables({"run/tides.py": changed}, {})


def test_a_module_below_95_percent_is_begun_and_its_survivors_are_left_for_later(
    module: Results,
) -> None:
    told = tables({"run/tides.py": evolve(score(module), killed=30)}, {})
    assert told.endswith(
        "### Begun\n\n| module | tried | survived so far | score so far |\n"
        "| --- | --- | --- | --- |\n| `run/tides.py` | 33 | 2 | 93.9 |"
    )
    assert "fall: c → d" not in told
    assert "1 modules are begun" in told


def test_what_an_earlier_session_noticed_is_not_tried_again(module: Results) -> None:
    module.sample = sample_of(module.results)
    kept = score(module)
    noticed = noticed_earlier(kept, module.results)
    assert noticed.keys() == module.results.keys() - kept.survivors.keys()
    assert {each.ended for each in noticed.values()} == {"killed"}


def test_of_a_module_or_mutants_that_changed_nothing_is_known(module: Results) -> None:
    module.sample = sample_of(module.results)
    kept = score(module)
    assert noticed_earlier(None, module.results) == {}
    assert noticed_earlier(evolve(kept, source="another"), module.results) == {}
    assert noticed_earlier(kept, ["rise: 1 → 2", "rise: another"]) == {}


def test_a_module_with_mutants_left_has_no_score_yet(module: Results) -> None:
    module.sampled = 65
    assert merged({}, [module]) == {}


def test_only_what_is_between_the_marks_is_written_again() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


# --- the page ---------------------------------------------------------------------


def test_the_page_has_scores_of_modules_that_are_there() -> None:
    named = [row[0] for row in SCORE.findall(TEXT)]
    assert named
    assert [module for module in named if not (SOURCE / module).is_file()] == []


def test_each_row_adds_up() -> None:
    for row in SCORE.findall(TEXT):
        mutants, tried, killed, late, survived = map(int, re.findall(r"\d+", row[1]))
        assert killed + late + survived == tried <= mutants, row
        assert row[2] == f"{100 * (killed + late) / tried:.1f}", row


def test_each_survivor_is_named() -> None:
    survived = {row[0]: int(re.findall(r"\d+", row[1])[4]) for row in SCORE.findall(TEXT)}
    assert Counter(SURVIVOR.findall(TEXT)) == Counter(survived)


def test_each_reason_is_that_of_a_module() -> None:
    reasons = tomllib.loads(HARM.read_text(encoding="utf-8"))
    assert [module for module in reasons if not (SOURCE / module).is_file()] == []
