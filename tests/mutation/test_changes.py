"""The mutator changes each part of a module once, names it, and leaves it as it was."""

from __future__ import annotations

import ast
from types import FunctionType

import pytest

from mutation.changes import changes, sample
from mutation.modules import replacing
from mutation.near_tests import distance

SOURCE = '''
"""Tides."""

from __future__ import annotations

LEVELS = ("low", "high")
HEIGHTS: dict[str, int] = {"low": 1, "high": 9}


@frozen
class Tide:
    """One tide."""

    height: int = 3


def rise(tide, by=2):
    """Rise."""
    if tide.height > 4 and by:
        raise ValueError("much too high")
    with quiet():
        tide = moved(tide, by, at=0)
    return tide.height + by
'''


def keys(source: str = SOURCE) -> list[str]:
    return [change.key for change in changes(ast.parse(source))]


@pytest.mark.parametrize(
    "key",
    [
        "LEVELS: 'low' left out of ('low', 'high')",
        "LEVELS: 'high' before 'low'",
        "HEIGHTS: entry 'low' left out",
        "HEIGHTS: entry 'low' with the next value",
        "HEIGHTS: 9 → 10",
        "module: @frozen of Tide left out",
        "Tide.height: 3 → 4",
        "rise: 2 → 3",
        "rise: tide.height > 4 → GtE",
        "rise: tide.height > 4 and by → Or",
        "rise: tide.height > 4 and by → tide.height > 4",
        "rise: raise ValueError('much too high') → pass",
        "rise: 'much too high' → 'XX'",
        "rise: with quiet(): → its body alone",
        "rise: tide = moved(tide, by, at=0) → None",
        "rise: moved: argument 2, by → None",
        "rise: moved: without at",
        "rise: tide.height + by → Sub",
        "rise: return tide.height + by → return None",
    ],
)
def test_each_part_is_changed(key: str) -> None:
    assert keys().count(key) == 1


def test_docstrings_imports_and_types_are_left_as_they_are() -> None:
    assert [key for key in keys() if "Tides" in key or "Rise" in key or "import" in key] == []
    assert keys("X: TypeAlias = Callable[[int], str]\nT = TypeVar('T')\n__all__ = ['X']\n") == []
    assert keys("if TYPE_CHECKING:\n    x = 1\n") == []


def test_what_takes_effect_at_import_is_known() -> None:
    at_import = {change.owner for change in changes(ast.parse(SOURCE)) if change.at_import}
    assert at_import == {"LEVELS", "HEIGHTS", "", "Tide.height", "rise"}
    named = {change.key: change for change in changes(ast.parse(SOURCE))}
    assert named["rise: 2 → 3"].at_import
    assert named["Tide.height: 3 → 4"].uses == {"height"}
    assert not named["rise: tide.height > 4 → GtE"].at_import


def test_a_change_is_made_for_a_while_and_has_a_name_of_its_own() -> None:
    tree = ast.parse(SOURCE)
    before, found = ast.dump(tree), changes(tree)
    assert len({change.key for change in found}) == len(found)
    for change in found:
        with change.made():
            assert ast.dump(tree) != before, change.key
            compile(ast.fix_missing_locations(tree), "tides.py", "exec")
        assert ast.unparse(tree) == ast.unparse(ast.parse(SOURCE))


def test_the_same_words_are_numbered() -> None:
    assert keys("x = (1, 1)\n")[-2:] == ["x: 1 → 2", "x: 1 → 2 (2)"]


def test_a_sample_is_the_same_wherever_else_the_module_changes() -> None:
    found = changes(ast.parse(SOURCE))
    assert sample(found, 99) == found
    few = [change.key for change in sample(found, 9)]
    more = changes(ast.parse(f"{SOURCE}\nMORE = 1\n"))
    ranked = sorted(more, key=lambda change: change.rank)[:9]
    assert {change.key for change in ranked} - {"MORE: 1 → 2"} <= set(few)


def deep(height: int) -> bool:
    return height > 200


def test_a_change_gets_into_functions_that_exist() -> None:
    source = "def deep(height: int) -> bool:\n    return height > 200\n"
    lines = "\n" * (deep.__code__.co_firstlineno - 1)
    assert isinstance(deep, FunctionType)
    was = deep.__code__
    cleared: list[bool] = []
    changed = compile(lines + source.replace("> 2", "<= 2"), "x", "exec")
    replace = replacing([deep], [lambda: cleared.append(True)], changed)
    assert replace
    assert not cleared
    replace()
    assert cleared == [True]
    try:
        assert deep(1)
    finally:
        deep.__code__ = was
    assert not deep(1)


@pytest.mark.parametrize(
    ("test", "far"),
    [
        ("tests/adapters/sql/test_sql_journal.py::test_it", 0),
        ("tests/run/test_journal.py::test_it", 0),
        ("tests/adapters/sql/test_sql_journal_laws.py::test_it", 1),
        ("tests/adapters/sql/test_sql_migrate.py::test_it[a]", 2),
        ("tests/cli/test_cli_story.py::test_it", 3),
    ],
)
def test_a_modules_own_tests_are_the_nearest(test: str, far: int) -> None:
    assert distance("adapters/sql/journal.py", test) == far
