"""The public names as lines. Run as a script, it prints the content of ``public_api.txt``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

SNAPSHOT = Path(__file__).with_name("public_api.txt")

TABLES_OF_CONTENTS = (
    "talent_powerpro",
    "talent_powerpro.adapters.csv",
    "talent_powerpro.adapters.memory",
    "talent_powerpro.adapters.sql",
    "talent_powerpro.adapters.talentlms",
    "talent_powerpro.sandbox",
    "talent_powerpro.testing",
)
"""Packages whose ``__all__`` is a promise."""


PORTS = tuple(
    f"talent_powerpro.ports.{name}"
    for name in ("powerpro", "result_scope", "talentlms", "memory_side", "run_journal", "state")
)
VALUES = (
    "talent_powerpro.ports.state",
    "talent_powerpro.model.powerpro",
    "talent_powerpro.model.talentlms",
    "talent_powerpro.records.record",
)
"""Modules whose values hosts read and write."""


def lines() -> Iterator[str]:
    """Names by package; then ports and hooks with their arguments, and values with fields."""
    for name in TABLES_OF_CONTENTS:
        yield f"# {name}"
        yield from (f"{name}.{each}" for each in import_module(name).__all__)
    yield from ports()
    yield from hooks()
    yield from values()
    yield "# faults, each after what it is a sort of"
    for fault in classes_of(import_module("talent_powerpro.errors")):
        yield f"{fault.__bases__[0].__name__} > {fault.__name__}"


def ports() -> Iterator[str]:
    yield "# ports: methods and arguments"
    for name in PORTS:
        for port in classes_of(import_module(name)):
            if getattr(port, "_is_protocol", False):
                yield from (f"{port.__name__}.{method}" for method in methods_of(port))


def hooks() -> Iterator[str]:
    yield "# hooks: arguments"
    for name in ("talent_powerpro.plugins.hooks", "talent_powerpro.plugins.watching"):
        for specification in classes_of(import_module(name)):
            if specification.__name__.endswith("Hooks"):
                yield from (
                    f"{specification.__name__}.{hook}" for hook in methods_of(specification)
                )


def values() -> Iterator[str]:
    yield "# values: fields, in order"
    for name in VALUES:
        for value in filter(attrs.has, classes_of(import_module(name))):
            names = ", ".join(field.name for field in attrs.fields(value))
            yield f"{value.__name__}: {names}"


def classes_of(module: ModuleType) -> list[type[Any]]:
    """The classes that a module defines itself, in order."""
    found = (each for each in vars(module).values() if inspect.isclass(each))
    return [each for each in found if each.__module__ == module.__name__]


def methods_of(port: type) -> Iterator[str]:
    for name, function in vars(port).items():
        if inspect.isfunction(function) and not name.startswith("_"):
            yield f"{name}{inspect.signature(function)}".replace("'", "")


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
