"""Mutants of tables: what a mutation tester of functions leaves as it is.

A rule that stands in a table, a default or a constant is made before any test runs. So each
entry is taken away, or given its neighbour's place, while the process runs, and the examples that
should notice are called, one by one, until one fails. Where none does, the mutant survived.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from itertools import pairwise, product
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import pytest
from attrs import evolve, frozen

Key = TypeVar("Key")
Value = TypeVar("Value")

TESTS = f"{Path(__file__).parents[1]}{os.sep}"


@frozen
class Mutant:
    """One change to a table, made for as long as the context lasts."""

    name: str
    changed: Callable[[], AbstractContextManager[None]]


@frozen
class Example:
    """One example test, called with the arguments of one of its rows."""

    name: str
    call: Callable[[], object]

    def fails(self) -> bool:
        try:
            self.call()
        except (Exception, pytest.fail.Exception):
            return True
        return False


def killer(mutant: Mutant, examples: Iterable[Example]) -> str:
    """The first example that fails where the table is changed; blank: the mutant survived."""
    with mutant.changed():
        return next((example.name for example in examples if example.fails()), "")


# --- examples ---------------------------------------------------------------------


def examples(*modules: ModuleType) -> tuple[Example, ...]:
    """The example tests of modules that need nothing but their parametrised arguments."""
    return tuple(
        example
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_") and isinstance(test, FunctionType)
        for example in examples_of(test)
    )


def examples_of(test: Callable[..., object]) -> Iterator[Example]:
    """A test function's examples, a row each; none for one that wants fixtures or is a law."""
    name = getattr(test, "__name__", "example")
    if hasattr(test, "hypothesis"):
        return
    marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
    for rows in product(*(_arguments(mark) for mark in marks)):
        given = {key: value for row in rows for key, value in row.items()}
        if given.keys() == inspect.signature(test).parameters.keys():
            yield Example(f"{name} {given or ''}".strip(), lambda given=given: test(**given))  # type: ignore[misc]


def _arguments(mark: pytest.Mark) -> list[dict[str, Any]]:
    """The rows of one parametrisation, by argument."""
    names, rows = mark.args[:2]
    keys = [key.strip() for key in names.split(",")] if isinstance(names, str) else list(names)
    values = [row.values if hasattr(row, "marks") else row for row in rows]
    several = [
        row if len(keys) > 1 or hasattr(given, "marks") else (row,)
        for row, given in zip(values, rows, strict=True)
    ]
    return [dict(zip(keys, row, strict=True)) for row in several]


# --- where a table is held --------------------------------------------------------


def ours() -> list[ModuleType]:
    """The package's modules and the tests' own."""
    return [
        module
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").partition(".")[0] == "talent_powerpro"
        or (getattr(module, "__file__", None) or "").startswith(TESTS)
    ]


@contextmanager
def replaced(table: object, by: object) -> Iterator[None]:
    """*by* in the place of *table*, wherever a module or a default argument holds that very one."""
    with pytest.MonkeyPatch.context() as patch:
        places = 0
        for module in ours():
            for name, value in list(vars(module).items()):
                if value is table:
                    patch.setattr(module, name, by)
                    places += 1
                elif isinstance(value, FunctionType) and _is_default(table, value):
                    given = value.__defaults__ or ()
                    now = tuple(by if each is table else each for each in given)
                    patch.setattr(value, "__defaults__", now)
        assert places, "no module holds that table"
        yield


def _is_default(table: object, function: FunctionType) -> bool:
    return any(each is table for each in function.__defaults__ or ())


@contextmanager
def field_changed(value: object, name: str, to: object) -> Iterator[None]:
    """A frozen value's field changed where it stands, so that all who hold the value see it."""
    was = getattr(value, name)
    object.__setattr__(value, name, to)
    try:
        yield
    finally:
        object.__setattr__(value, name, was)


# --- the mutants of a table -------------------------------------------------------


def in_place_of(table: object, name: str, by: object) -> Mutant:
    return Mutant(name, lambda: replaced(table, by))


def without_each(table: Sequence[Any], label: Callable[[Any], str] = str) -> Iterator[Mutant]:
    """A sequence with one entry dropped, for each entry."""
    for at, entry in enumerate(table):
        left = (*table[:at], *table[at + 1 :])
        yield in_place_of(table, f"without {label(entry)}", left)


def swapped(
    table: Sequence[Any],
    label: Callable[[Any], str] = str,
    matters: Callable[[Any, Any], bool] = lambda one, other: True,
) -> Iterator[Mutant]:
    """A sequence with two neighbours in each other's place, where their order *matters*."""
    for at, (one, other) in enumerate(pairwise(table)):
        if matters(one, other):
            now = (*table[:at], other, one, *table[at + 2 :])
            yield in_place_of(table, f"{label(other)} before {label(one)}", now)


def of_set(
    table: frozenset[Value],
    others: Iterable[Value] = (),
) -> Iterator[Mutant]:
    """A set with one entry dropped, or with one that is none of it."""
    for entry in sorted(table, key=repr):
        yield in_place_of(table, f"without {entry!r}", table - {entry})
    for other in sorted(others, key=repr):
        if other not in table:
            yield in_place_of(table, f"with {other!r}", table | {other})


def of_dict(table: Mapping[Key, Value]) -> Iterator[Mutant]:
    """A dictionary with one entry dropped, or with the next one's value in its place."""
    keys = list(table)
    for key, following in zip(keys, keys[1:] + keys[:1], strict=True):
        yield in_place_of(table, f"without {key!r}", {k: v for k, v in table.items() if k != key})
        if table[key] != table[following]:
            now = {**table, key: table[following]}
            yield in_place_of(table, f"{key!r} with what is {following!r}'s", now)


def of_fields(
    table: Sequence[Any], names: Iterable[str], label: Callable[[Any], str] = str
) -> Iterator[Mutant]:
    """A sequence of frozen values with one field of one of them changed: a truth turned round,
    anything else as the next one has it."""
    for at, entry in enumerate(table):
        for name in names:
            following = getattr(table[(at + 1) % len(table)], name)
            was = getattr(entry, name)
            to = not was if isinstance(was, bool) else following
            if to != was:
                now = (*table[:at], evolve(entry, **{name: to}), *table[at + 1 :])
                shown = getattr(to, "__name__", repr(to))
                yield in_place_of(table, f"{label(entry)}: {name} is {shown:.60}", now)


def of_defaults(kind: type) -> Iterator[Mutant]:
    """A frozen value's fields with another default: what is made without it has that one."""
    make = vars(kind)["__init__"]
    given = make.__defaults__
    named = list(inspect.signature(make).parameters)[-len(given) :]
    for at, (name, was) in enumerate(zip(named, given, strict=True)):
        now = (*given[:at], another(was), *given[at + 1 :])
        yield Mutant(f"{name} is {another(was)!r}", lambda now=now: defaulting(make, now))  # type: ignore[misc]


@contextmanager
def defaulting(make: Callable[..., object], defaults: tuple[object, ...]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "__defaults__", defaults)
        yield


def another(value: object) -> Any:
    """A value that could stand there as well."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(other for other in type(value) if other is not value)
    if isinstance(value, int | float):
        return value + 1
    return f"{value}!" if isinstance(value, str) else 1


# --- a table with its examples ----------------------------------------------------


@frozen
class Table:
    """The mutants of one table, and the examples of which one has to notice each of them."""

    name: str
    mutants: tuple[Mutant, ...]
    examples: tuple[Example, ...]

    @classmethod
    def by(cls, name: str, mutants: Iterable[Mutant], *modules: ModuleType) -> Table:
        return cls(name, tuple(mutants), examples(*modules))

    @property
    def survivors(self) -> list[str]:
        """The mutants that no example notices, and the examples that fail without any."""
        failing = [f"unchanged, {each.name} fails" for each in self.examples if each.fails()]
        return failing + [each.name for each in self.mutants if not killer(each, self.examples)]
