"""The command ``talent-powerpro budget``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.budget import show_budget
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import open_agent, open_to_read


@click.command()
@settings_option
@json_option
def budget(settings_file: Path, as_json: bool) -> Exit:
    """Show how many calls to TalentLMS runs need, by schedule, and what the quota allows.

    Compares the agent with the guide's own algorithm. Uses none of the quota.

    \b
    Example:
      talent-powerpro budget
    """
    opened = open_to_read(settings_file)
    for warning in opened.warnings:
        warn(warning)
    with open_agent(opened) as agent:
        found = agent.budget()
    show_values(budget=found) if as_json else show_budget(screen(), found)
    return Exit.DONE
