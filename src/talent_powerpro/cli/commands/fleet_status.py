"""The command ``talent-powerpro fleet status``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.fleet_options import fleet_option, fleet_settings
from talent_powerpro.cli.options import json_option
from talent_powerpro.cli.pages.fleet import show_overview
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.fleet.overview import Overview, overview_of

if TYPE_CHECKING:
    from talent_powerpro.fleet.settings import FleetSettings


@click.command()
@click.option("--late", "late_only", is_flag=True, help="List only the RTOs that are late.")
@fleet_option
@json_option
def status(*, late_only: bool, fleet_file: Path, as_json: bool) -> Exit:
    """Show each RTO's last and next run, and what needs a person. The worst come first.

    The exit code is 8 when any RTO is late: when it has been due for longer than [fleet]
    late_after. Makes no call to TalentLMS.

    \b
    Examples:
      talent-powerpro fleet status
      talent-powerpro fleet status --late --json
    """
    found = overview_now(fleet_settings(fleet_file))
    if as_json:
        shown = [each for each in found.rtos if each.late or not late_only]
        show_values(fleet=evolve(found, rtos=tuple(shown)))
    else:
        show_overview(screen(), found, late_only=late_only)
    if not any(each.alive for each in found.workers):
        warn("No worker is alive. Start one with `talent-powerpro fleet worker`.")
    return Exit.PROBLEMS if found.late else Exit.DONE


def overview_now(settings: FleetSettings) -> Overview:
    """The fleet as its database knows it now. Raises `FleetUnusable`."""
    from talent_powerpro.fleet.reading import read_fleet  # needs the extra

    return overview_of(read_fleet(settings))
