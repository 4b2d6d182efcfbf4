"""The command ``talent-powerpro check``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit, of_check
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.check import show_check
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import open_agent, open_to_write


@click.command()
@settings_option
@json_option
def check(settings_file: Path, as_json: bool) -> Exit:
    """Check settings, courses, groups, units and people in both systems.

    Run it before the first run, and at any time. Each cause is shown once, with everybody whom it
    concerns and where to mend it. Writes nothing. Exits 8 for problems, 1 for warnings.

    \b
    Example:
      talent-powerpro check
    """
    opened = open_to_write(settings_file)
    for warning in opened.warnings:
        warn(warning)
    with open_agent(opened) as agent, progress() as update:
        found = agent.check(progress=partial(update, "check"))
    if as_json:
        show_values(check=found)
    else:
        show_check(screen(), found)
    return of_check(found)
