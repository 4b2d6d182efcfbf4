"""The map of the guide covers each section and names functions and tests that exist."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

from attrs import frozen

from talent_powerpro.rules.conditions import GUIDE

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "reference" / "the-guide.md"
SECTIONS = [
    "Overview",
    "Information required before installing the Integration Agent",
    "Provisioning (Enrolments flowing from PowerPro to LMS)",
    "Course E-Learning settings",
    "Course E-Learning export flag",
    "Course E-Learning cohort",
    "Talent Group (optional)",
    "Setting the provision date",
    "Bulk setting the provision date",
    "Provisioning Contact Log",
    "PowerPro Client Second ID",
    "Preventing the provision of a specific participant",
    "Provisioning algorithm",
    "Result fetching (from Talent LMS)",
    "Result fetching scope",
    "Result fetching algorithm",
    "The Talent LMS Enrolment tab",
    "Logging",
]
"""The guide's own headings, in its order."""

NO_FUNCTION = ("host screen", "not software")
NAMED_TEST = re.compile(r"`((?:\w+/)*test_\w+\.py)::(test_\w+)`")
NAMED_FUNCTION = re.compile(r"`([a-z_]+(?:\.\w+)+)`")


@frozen
class Row:
    """One row of the map: a sentence of the guide, its function and its tests."""

    sentence: str
    function: str
    shown_by: str


def read(page: str) -> dict[str, list[Row]]:
    """The rows of each part of the page."""
    parts: dict[str, list[Row]] = {}
    for part in page.split("\n## ")[1:]:
        heading, *lines = part.splitlines()
        table = [line for line in lines if line.startswith("|")][2:]
        parts[heading] = [Row(*map(str.strip, line.strip("|").split(" | "))) for line in table]
    return parts


PARTS = read(PAGE.read_text(encoding="utf-8"))
ROWS = [row for rows in PARTS.values() for row in rows]
FUNCTIONS = sorted({name for row in ROWS for name in NAMED_FUNCTION.findall(row.function)})
SHOWN_BY = sorted({named for row in ROWS for named in NAMED_TEST.findall(row.shown_by)})


@cache
def names_in(file: str) -> frozenset[str]:
    """The tests of a file, by its path below `tests`."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def find(name: str) -> object:
    """Import the object with this dotted name below `talent_powerpro`."""
    module, _, rest = name.partition(".")
    found: object = importlib.import_module(f"talent_powerpro.{module}")
    path = f"talent_powerpro.{module}"
    for part in rest.split("."):
        path = f"{path}.{part}"
        found = getattr(found, part) if hasattr(found, part) else importlib.import_module(path)
    return found


def test_each_section_of_the_guide_has_its_part_in_order() -> None:
    assert list(PARTS)[1:] == SECTIONS
    assert all(PARTS.values())


def exists(name: str) -> bool:
    try:
        return find(name) is not None
    except (ImportError, AttributeError):
        return False


def test_each_function_that_the_map_names_exists() -> None:
    assert [name for name in FUNCTIONS if not exists(name)] == []


def test_each_test_that_the_map_names_exists() -> None:
    assert [(file, test) for file, test in SHOWN_BY if test not in names_in(file)] == []


def test_each_sentence_has_a_function_and_a_test_or_the_reason_why_not() -> None:
    for row in ROWS:
        if row.function in NO_FUNCTION:
            assert re.search(r"\w", row.shown_by), row.sentence
        else:
            assert NAMED_FUNCTION.findall(row.function), row.sentence
            assert NAMED_TEST.sub("", row.shown_by).strip(", ") == "", row.sentence
            assert NAMED_TEST.findall(row.shown_by), row.sentence


def test_each_sentence_is_named_by_a_few_of_its_own_words() -> None:
    for row in ROWS:
        quoted = re.findall(r'"(\S.*?\S)"(?=[ ,]|$)', row.sentence)
        assert quoted or row.sentence.startswith("the "), row.sentence
        assert all(len(words) <= 100 for words in quoted), row.sentence


def test_each_of_the_guides_conditions_is_in_the_map() -> None:
    told = [row.sentence for row in PARTS["Provisioning (Enrolments flowing from PowerPro to LMS)"]]
    missing = [each.sentence for each in GUIDE if not any(each.sentence in t for t in told)]
    assert missing == []
