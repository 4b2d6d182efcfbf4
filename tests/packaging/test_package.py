"""The installed package: its public names, and the libraries that an import loads."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata, resources

import pytest

import talent_powerpro

PROMISED = ("Agent", "Plan", "Policy", "PowerProRepository", "RunReport", "TalentRepository")
NOT_LOADED = ("httpx", "sqlalchemy", "rich", "click", "filelock", "jinja2")


def by_kind_then_name(name: str) -> tuple[bool, bool, str]:
    """Constants, then classes, then functions: the order in which ruff sorts `__all__`."""
    return not name.isupper(), not name[0].isupper(), name


@pytest.mark.parametrize("name", PROMISED)
def test_a_name_that_hosts_rely_on_is_public(name: str) -> None:
    assert name in talent_powerpro.__all__


def test_the_public_names_are_sorted_and_unique() -> None:
    names = list(talent_powerpro.__all__)
    assert names == sorted(set(names), key=by_kind_then_name)


@pytest.mark.parametrize("name", sorted(talent_powerpro.__all__))
def test_a_public_name_is_there(name: str) -> None:
    assert hasattr(talent_powerpro, name)


def test_importing_the_package_loads_no_adapter_s_library() -> None:
    asked = f"import sys, talent_powerpro; print([n for n in {NOT_LOADED!r} if n in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_the_package_says_that_it_is_typed() -> None:
    assert (resources.files("talent_powerpro") / "py.typed").is_file()


def test_the_command_is_installed_with_the_package() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="talent-powerpro")
    assert command.value == "talent_powerpro.cli:main"


def test_the_command_s_entry_is_callable() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="talent-powerpro")
    assert callable(command.load())
