"""The reference pages of the command and its settings are complete."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import attrs
import pytest

from talent_powerpro import Policy
from talent_powerpro.cli.app import app
from talent_powerpro.cli.commands.fleet import fleet
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.settings import SECTIONS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SETTINGS = (REFERENCE / "settings.md").read_text(encoding="utf-8")
COMMAND = (REFERENCE / "command.md").read_text(encoding="utf-8")


def rows(page: str) -> dict[str, list[str]]:
    """The cells of the page's table rows, by the first cell that names a setting."""
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {row[0].strip("` "): [cell.strip("` ") for cell in row[1:]] for row in cells}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_setting_is_described(section: str) -> None:
    names = [field.name for field in attrs.fields(SECTIONS[section])]
    assert [name for name in names if f"`{name}`" not in SETTINGS] == []


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Policy)][1:])
def test_the_page_has_the_values_of_both_profiles(name: str) -> None:
    guide, careful, _ = rows(SETTINGS)[name]
    careful = guide if careful == "the same" else careful
    for text, policy in ((guide, Policy.guide()), (careful, Policy.careful())):
        written = tomllib.loads(f"x = {text}")["x"]
        value = getattr(policy, name)
        assert written == (sorted(value) if isinstance(value, frozenset) else value)


def test_the_pages_settings_file_is_valid(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", SETTINGS, re.DOTALL)
    path = tmp_path / "talent-powerpro.toml"
    path.write_text(block, encoding="utf-8")
    assert open_settings(path).settings.policy.export_window == 7


def test_each_command_and_each_option_is_described() -> None:
    options = {
        name
        for command in (*app.commands.values(), *fleet.commands.values())
        for param in command.params
        for name in param.opts
        if name.startswith("--")
    }
    names = (*app.commands, *(f"fleet {name}" for name in fleet.commands))
    assert [name for name in names if f"| `{name}" not in COMMAND] == []
    assert [name for name in sorted(options) if f"`{name}" not in COMMAND] == []
