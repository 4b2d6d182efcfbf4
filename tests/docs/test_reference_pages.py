"""The reference pages are complete and have the values of the code."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import attrs
import pytest

import talent_powerpro
from talent_powerpro import Policy, errors, ports
from talent_powerpro.adapters.talentlms import meanings
from talent_powerpro.config import new_folder
from talent_powerpro.plugins.hooks import DecidingHooks, WatchingHooks
from talent_powerpro.ports import run_listener, state
from talent_powerpro.rules.conditions import GUIDE
from talent_powerpro.rules.undo import UNDONE
from talent_powerpro.run.brakes import BRAKES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "talent_powerpro"
CODE = re.compile(r"[a-z]{2,}(?:-[a-z]+)+")
"""The form of a reason: lower-case words with hyphens."""


def page(name: str) -> str:
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")


def rows(name: str) -> dict[str, list[str]]:
    """The other cells of each table row, by each code in its first cell."""
    found: dict[str, list[str]] = {}
    for line in page(name).splitlines():
        if line.startswith("| `"):
            first, *others = (cell.strip() for cell in line.strip("|").split(" | "))
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", first), others)
    return found


@pytest.mark.parametrize("text", [page("settings"), new_folder.SETTINGS])
def test_where_the_sweep_is_set_the_text_says_how_late_results_may_be(text: str) -> None:
    words = " ".join(text.replace("\n# ", " ").split())
    assert (
        "Results may lag by up to the sweep interval for changes the roster cannot show, such as a "
        "corrected completion date" in words
    )


# --- the library ------------------------------------------------------------------


def test_each_public_name_is_on_the_page_of_the_library() -> None:
    assert set(talent_powerpro.__all__) - set(re.findall(r"\w+", page("api"))) == set()


def test_the_pages_of_ports_and_errors_are_made_from_their_modules() -> None:
    assert f"automodule:: {ports.powerpro.__name__}" in page("ports")
    assert f"automodule:: {ports.talentlms.__name__}" in page("ports")
    assert f"automodule:: {state.__name__}" in page("ports")
    assert f"automodule:: {run_listener.__name__}" in page("ports")
    assert f"automodule:: {errors.__name__}" in page("errors")


# --- conditions and policy --------------------------------------------------------


def test_each_condition_is_described() -> None:
    assert {each.name for each in GUIDE} - rows("conditions").keys() == set()


def test_each_field_of_a_policy_has_the_values_of_both_profiles() -> None:
    profiles, described = (Policy.guide(), Policy.careful()), rows("policy")
    names = [field.name for field in attrs.fields(Policy)]
    assert {name: described.get(name) for name in names} == {
        name: [f"`{python(getattr(each, name))}`" for each in profiles] for name in names
    }


def python(value: object) -> str:
    """A value as Python code."""
    if isinstance(value, StrEnum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value)


# --- hooks ------------------------------------------------------------------------

HOOKS = [
    (name, [argument for argument in inspect.signature(hook).parameters if argument != "self"])
    for kind in (DecidingHooks, WatchingHooks)
    for name, hook in vars(kind).items()
    if inspect.isfunction(hook)
]


@pytest.mark.parametrize(("name", "arguments"), HOOKS, ids=[name for name, _ in HOOKS])
def test_each_hook_has_moment_arguments_frequency_and_effect_of_raising(
    name: str, arguments: list[str]
) -> None:
    moment, told, often, raising = rows("hooks")[name]
    assert re.findall(r"`(\w+)`", told) == arguments
    assert all((moment, often, raising))


# --- reasons ----------------------------------------------------------------------


def literals(tree: ast.AST) -> Iterator[str]:
    """The reasons in a module: as an argument, as a class attribute, in a remark."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="reason", value=value):
                yield from texts(value)
            case ast.Assign(targets=[ast.Name(id="reason")], value=value):
                yield from texts(value)
            case ast.Call(func=ast.Name(id="Remark"), args=[reason, *_]):
                yield from texts(reason)


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def trees(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for path in sorted(SOURCE.glob(folder)):
            yield ast.parse(path.read_text(encoding="utf-8"))


CORE = ("model", "records", "ports", "rules", "flows", "plugins", "run", "services", "views")


@cache
def reasons() -> frozenset[str]:
    """All reasons in the code."""
    everywhere = trees("*.py", *(f"{room}/**/*.py" for room in CORE), "adapters/**/*.py")
    of_holds = (
        node.value
        for tree in trees("rules/*_hazards.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    )
    by_meaning = (
        each.reason for each in vars(meanings).values() if isinstance(each, meanings.Meaning)
    )
    given = (reason for tree in everywhere for reason in literals(tree))
    return frozenset((*given, *of_holds, *by_meaning, *BRAKES, UNDONE))


def test_each_reason_has_a_sentence() -> None:
    explained = {reason for reason, (sentence, *_) in rows("reasons").items() if sentence}
    assert sorted(reasons() - explained) == []


def test_each_reason_on_the_page_is_in_the_code() -> None:
    assert sorted(set(rows("reasons")) - reasons()) == []


def of_items(tree: ast.AST) -> Iterator[str]:
    """The reasons of a check's items: the second argument of `CheckItem` and of `listed`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="CheckItem" | "listed"), args=[_, reason, *_]):
                yield from texts(reason)


def test_each_reason_of_a_check_is_on_its_page_with_its_level() -> None:
    found = {r for tree in trees("rules/*.py", "services/*.py") for r in of_items(tree)}
    page = (ROOT / "docs" / "how-to" / "check-the-rto.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| (`.*?) \| (problem|warning|note) \|", page, re.MULTILINE)
    named = {code for cell, _ in shown for code in re.findall(r"`([^`]+)`", cell)}
    assert found
    assert named == found | {"talent-unusable", "quota"}, "and those of a fault that ended it"
