"""The command ``talent-powerpro shadow``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit, of_shadowed
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.shadowed import show_shadowed
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import open_agent, open_to_read
from talent_powerpro.services.shadow_files import MEMORY_FILE, read_memory, write_memory


@click.command()
@click.option(
    "--memory",
    "memory_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep what rehearsals remember in FILE. Default: shadow.json beside the settings.",
)
@click.option("--exit-code", is_flag=True, help="Exit 7 if there are differences.")
@settings_option
@json_option
def shadow(
    *, memory_file: Path | None, exit_code: bool, settings_file: Path, as_json: bool
) -> Exit:
    """Compare this agent with another one that is still at work. Writes to neither system.

    Run it once a day, right after an import. It shows what both agents wrote equally, what only
    one of them wrote, and the rule that makes each difference. It rehearses a run, which needs
    calls to TalentLMS, and leaves the reserve of the quota to the other agent.

    \b
    Example:
      talent-powerpro shadow --exit-code
    """
    opened = open_to_read(settings_file)
    for warning in opened.warnings:
        warn(warning)
    file = memory_file or opened.folder / MEMORY_FILE
    memory = read_memory(file, rto=opened.settings.rto.name)
    with (
        progress() as update,
        open_agent(opened, listeners=(ProgressListener(update),)) as agent,
    ):
        shadowed, after = agent.shadow(memory)
    write_memory(after, file)
    if as_json:
        show_values(shadowed=shadowed)
    else:
        show_shadowed(screen(), shadowed)
    return of_shadowed(shadowed, says_differences=exit_code)
