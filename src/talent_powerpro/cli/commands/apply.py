"""The command ``talent-powerpro apply``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.commands.run import carry_out, release_option, show_report
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.config.bootstrap import open_to_write
from talent_powerpro.services.plan_files import read_plan


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@release_option
@settings_option
@json_option
def apply(file: Path, release: tuple[str, ...], settings_file: Path, as_json: bool) -> Exit:
    """Run, but write only what the plan in FILE says.

    `plan --out FILE` makes that file. Everything is rehearsed afresh. Records that have changed
    since the plan are deferred.

    \b
    Example:
      talent-powerpro apply plan.json
    """
    opened = open_to_write(settings_file)
    plan = read_plan(file, rto=opened.settings.rto.name, portal=opened.portal_name)
    show = partial(show_report, opened, as_json=as_json)
    report, interrupted = carry_out(
        opened, show, lambda agent, deliver: agent.apply(plan, release=release, deliver=deliver)
    )
    return of_report(report, interrupted=interrupted)
