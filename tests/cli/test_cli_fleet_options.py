"""The fleet file of the commands `fleet ...`: its option, and what is said without the extra."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from talent_powerpro.cli.fleet_options import fleet_option, fleet_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.settings import read_fleet_settings

DATABASE = '[fleet]\ndatabase = "postgresql://fleet@127.0.0.1/fleet"\n'


@pytest.mark.parametrize(
    ("words", "file"), [((), Path("fleet.toml")), (("--fleet", "my.toml"), Path("my.toml"))]
)
def test_the_fleet_file_is_that_of_the_folder_or_the_one_that_is_named(
    words: tuple[str, ...], file: Path
) -> None:
    seen: dict[str, object] = {}
    command = click.command()(fleet_option(lambda **given: seen.update(given)))
    assert CliRunner().invoke(command, words).exit_code == 0
    assert seen == {"fleet_file": file}
    assert isinstance(seen["fleet_file"], Path)


def test_the_settings_are_those_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEET_DATABASE_PASSWORD", "any")
    file = tmp_path / "my.toml"
    file.write_text(DATABASE, "utf-8")
    found = fleet_settings(file)
    assert (found.section, found.folder) == (read_fleet_settings(file).section, tmp_path)
    assert found.password.reveal() == "any"


@pytest.mark.parametrize("missing", ["psycopg", "procrastinate"])
def test_a_missing_library_of_the_extra_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in list(sys.modules):
        if name.startswith("talent_powerpro.fleet."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(SettingsFault) as fault:
        fleet_settings(tmp_path / "fleet.toml")
    assert fault.value.message == f"The package {missing} is not installed."
    assert fault.value.remedy == 'Install it with: pip install "talent-powerpro[fleet]"'
    assert isinstance(fault.value.__cause__, ModuleNotFoundError)
