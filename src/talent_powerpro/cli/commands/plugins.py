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
    opened = open_settings(settings_file)
    find = opened.settings.plugins.find
    found = installed_plugins(opened.plugin_use)
    if as_json:
        show_values(used=find or any(each.used for each in found), plugins=found)
    else:
        show_plugins(screen(), found, find=find)
    return Exit.DONE


def show_plugins(shown_on: Screen, found: tuple[FoundPlugin, ...], *, find: bool) -> None:
    shown_on.table(
        ("Plugin", "Distribution", "Hooks"),
        [(each.name, each.distribution, ", ".join(each.hooks)) for each in found],
    )
    if not found:
        shown_on.line("No installed package offers a plugin.")
    used = [each.name for each in found if each.used]
    if find:
        shown_on.line("Runs use the installed plugins.")
    elif used:
        shown_on.line(f"Runs use these plugins: {', '.join(used)}.")
    else:
        shown_on.line(
            "Runs use no plugins. To use them, set find = true under [plugins] in the settings, "
            'or name some with use = ["NAME"].'
        )
