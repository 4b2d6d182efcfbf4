"""The tests on which a mutant is tried first."""

from __future__ import annotations

import ast

from mutation.changes import changes
from mutation.near_tests import NearTests, distance
from mutation.reached_lines import Reach


class Reached:
    """All tests reach each line of every module."""

    def __init__(self, *tests: str) -> None:
        self.tests = list(tests)

    def reach(self, module: str) -> Reach:
        return Reach({1: self.tests})

    def sizes(self) -> dict[str, int]:
        return dict.fromkeys(self.tests, 1) | {"tests/cli/test_cli_other.py::all": 9}


def test_nearest_tests_are_tried_first_and_then_the_cheapest_of_each_file() -> None:
    seconds = {
        "tests/cli/test_cli_far.py::slow": 0.4,
        "tests/cli/test_cli_far.py::fast": 0.1,
        "tests/cli/test_cli_other.py::slower": 0.5,
        "tests/cli/test_cli_other.py::all": 0.1,
        "tests/run/test_stage.py::slowest": 0.9,
    }
    change = changes(ast.parse("def told(): return 1"))[0]
    near = NearTests(Reached(*seconds), seconds, {})  # type: ignore[arg-type]
    assert near.of("run/stage.py", change) == [
        "tests/run/test_stage.py::slowest",
        "tests/cli/test_cli_far.py::fast",
        "tests/cli/test_cli_other.py::slower",
        "tests/cli/test_cli_far.py::slow",
        "tests/cli/test_cli_other.py::all",
    ]


def test_a_module_s_own_test_of_a_table_is_among_the_first() -> None:
    """It reaches no line of the module: the table is there before any test runs."""
    own, far = "tests/run/test_stage.py::table", "tests/cli/test_cli_far.py::t"
    near = NearTests(Reached(far), {own: 0.1, far: 0.1}, {})  # type: ignore[arg-type]
    change = changes(ast.parse("TABLE = (1, 2)"))[0]
    assert near.of("run/stage.py", change) == [own, far]


def test_the_own_tests_of_who_uses_a_table_are_among_them() -> None:
    tests = dict.fromkeys(("tests/cli/test_commands.py::t", "tests/run/test_stage.py::t"), 0.1)
    uses = {"TABLE": {"cli/commands/run.py": {2}}}
    near = NearTests(Reached(), tests, uses)  # type: ignore[arg-type]
    change = changes(ast.parse("TABLE = (1, 2)"))[0]
    assert near.of("cli/options.py", change) == ["tests/cli/test_commands.py::t"]


def test_a_contract_suite_is_as_near_to_an_adapter_as_its_folder_of_tests() -> None:
    suite, own = "tests/testing/test_contract_holds.py::t", "tests/adapters/sql/test_sql_x.py::t"
    assert distance("adapters/sql/holds.py", suite) == 1
    assert distance("adapters/sql/looks.py", suite) == distance("adapters/sql/looks.py", own) == 2
    assert distance("run/stage.py", suite) == 3
    assert distance("records/reasons/held.py", "tests/records/test_reasons.py::test_any") == 0
    assert distance("run/stage.py", "tests/run/test_run.py::test_any") == 2
