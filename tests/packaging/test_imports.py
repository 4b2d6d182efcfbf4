"""Import rules for single modules, beside those for folders in ``pyproject.toml``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "talent_powerpro"

IMPORTERS = {
    "httpx": {"adapters/talentlms/transport.py"},
    "jinja2": {"views/html_templates.py"},
    "keyring": {"config/keyrings.py"},
    "markupsafe": {"views/html_templates.py"},
    "tomli_w": {"sandbox/portal/writing.py"},
}
"""Libraries that only one module may import."""

MODULES = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
"""The text of each module."""


@cache
def imported(path: Path) -> frozenset[str]:
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[path])):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module)):
                yield module


def importers_of(name: str) -> set[str]:
    """The modules that import *name* or something inside it, by their paths."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path, text in MODULES.items()
        if name in text  # else it need not be parsed
        and any(each == name or each.startswith(f"{name}.") for each in imported(path))
    }


@pytest.mark.parametrize("library", IMPORTERS)
def test_a_library_of_an_adapter_is_imported_in_one_place(library: str) -> None:
    assert importers_of(library) == IMPORTERS[library]


def test_alembic_is_imported_by_migrate_and_its_scripts_alone() -> None:
    assert importers_of("alembic") == {
        path for path in importers_of("alembic") if path.startswith("adapters/sql/migrat")
    }


def test_the_sandbox_is_known_to_the_commands_demo_and_sandbox_alone() -> None:
    outside = {
        path for path in importers_of("talent_powerpro.sandbox") if not path.startswith("sandbox/")
    }
    assert outside
    assert all("demo" in path or "sandbox" in path for path in outside)


def test_the_model_and_the_errors_import_nothing_of_ours() -> None:
    for path in (SOURCE / "errors.py", *(SOURCE / "model").glob("*.py")):
        ours = {each for each in imported(path) if each.startswith("talent_powerpro")}
        assert all(each.startswith("talent_powerpro.model") for each in ours)
