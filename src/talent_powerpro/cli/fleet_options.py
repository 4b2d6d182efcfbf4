"""The fleet file of the commands ``talent-powerpro fleet ...``, and the settings in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from talent_powerpro.errors import SettingsFault

if TYPE_CHECKING:
    from talent_powerpro.fleet.settings import FleetSettings

fleet_option = click.option(
    "--fleet",
    "fleet_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("fleet.toml"),
    help="Fleet file. Default: fleet.toml in the current folder.",
)


def fleet_settings(fleet_file: Path) -> FleetSettings:
    """The fleet's settings. Raises `SettingsFault`, also where the extra is not installed."""
    try:
        import talent_powerpro.fleet.reading  # noqa: F401  # needs all libraries of the extra
        from talent_powerpro.fleet.settings import read_fleet_settings
    except ModuleNotFoundError as error:
        raise SettingsFault(
            f"The package {error.name} is not installed.",
            remedy='Install it with: pip install "talent-powerpro[fleet]"',
        ) from error
    return read_fleet_settings(fleet_file)
