"""The command ``talent-powerpro plugins``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import Screen, screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.plugins.discovery import FoundPlugin, installed_plugins


@click.command()
@settings_option
@json_option
def plugins(settings_file: Path, as_json: bool) -> Exit:
    """List installed plugins, and whether runs use them.

    \b
    Example:
      talent-powerpro plugins
    """
    used = open_settings(settings_file).settings.plugins.find
    found = installed_plugins()
    if as_json:
        show_values(used=used, plugins=found)
    else:
        show_plugins(screen(), found, used=used)
    return Exit.DONE


def show_plugins(shown_on: Screen, found: tuple[FoundPlugin, ...], *, used: bool) -> None:
    shown_on.table(
        ("Plugin", "Distribution", "Hooks"),
        [(each.name, each.distribution, ", ".join(each.hooks)) for each in found],
    )
    if not found:
        shown_on.line("No installed package offers a plugin.")
    shown_on.line(
        "Runs use the installed plugins."
        if used
        else "Runs use no plugins. To use them, set find = true under [plugins] in the settings."
    )
