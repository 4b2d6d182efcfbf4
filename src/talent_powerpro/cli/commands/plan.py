"""``talent-powerpro plan``"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit, of_plan
from talent_powerpro.cli.options import date_option, json_option, only_option, settings_option
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.config.bootstrap import Connected, open_agent, open_to_read
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.plan import Plan


@click.command()
@only_option
@date_option
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the plan there, too, as JSON.",
)
@settings_option
@json_option
def plan(
    only: str | None, day: date | None, out: Path | None, settings_file: Path, as_json: bool
) -> Exit:
    """Show what a run would write now, and write nothing. Exits 7 where there is something.

    \b
    Example:
      talent-powerpro plan --out plan.json
    """
    found = planned(open_to_read(settings_file), only=only, day=day)
    if out is not None:
        write_plan(found, out)
    tell_plan(found, as_json=as_json)
    return of_plan(found)


def planned(opened: Connected, *, only: str | None, day: date | None) -> Plan:
    """Rehearse a run."""
    warn(opened.warning)
    with (
        progress() as tell,
        open_agent(opened, listeners=(ProgressListener(tell),)) as agent,
    ):
        return agent.plan(only=only, date=day)


def tell_plan(found: Plan, *, as_json: bool) -> None:
    if as_json:
        show_json(found.to_json())
    else:
        show_plan(screen(), found)


def write_plan(found: Plan, out: Path) -> None:
    try:
        out.write_text(found.to_json() + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsFault(f"--out: {out} cannot be written ({error.strerror})") from error
