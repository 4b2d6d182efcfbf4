"""The counts of the reliability page: functions, cases of a function, and generated cases."""

from __future__ import annotations

from pathlib import Path

from reliability.counts import Counts, collected, table

TESTS = """
import pytest
from hypothesis import given, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, rule

def test_one(): ...

@pytest.mark.parametrize("number", range(5))
def test_rows(number): ...

class TestInAClass:
    def test_one(self): ...

@given(strategies.integers())
@settings(max_examples=30)
def test_law(number): ...

@pytest.mark.parametrize("way", "ab")
@given(number=strategies.integers())
@settings(max_examples=7)
def test_law_in_two_ways(way, number): ...

class Machine(RuleBasedStateMachine):
    @rule()
    def nothing(self): ...

TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=11)
"""


def test_functions_cases_laws_and_generated_cases_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    assert collected(folder=tmp_path) == Counts(
        examples=3, cases=7, laws=3, law_cases=4, generated=30 + 2 * 7 + 11, blocks=0
    )


def test_the_table_has_a_row_for_each_count() -> None:
    day, night = Counts(1, 2, 3, 4, 5, 6), Counts(10, 20, 30, 40, 50_000, 60)
    lines = table(day, night, "0123456789").splitlines()
    assert [line.split(" | ")[1:] for line in lines[2:-2]] == [
        ["1", "10 |"],
        ["2", "20 |"],
        ["3", "30 |"],
        ["4", "40 |"],
        ["5", "50,000 |"],
        ["6", "60 |"],
    ]
    assert lines[-1] == "Counted at commit 0123456789 by `nox -s counts -- --write`."
