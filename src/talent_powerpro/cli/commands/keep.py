"""The command ``talent-powerpro keep``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import (
    account,
    json_option,
    settings_option,
    who_option,
    why_option,
)
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.holds import keep_holds


@click.command()
@click.argument("holds", metavar="HOLD...", nargs=-1, required=True)
@why_option
@who_option
@settings_option
@json_option
def keep(
    holds: tuple[str, ...], why: str, who: str | None, settings_file: Path, *, as_json: bool
) -> Exit:
    """Keep PowerPro as it is. A keep lapses when the facts change.

    HOLD is an id that `holds` lists, of a hold or of a remark. No run does or reports the same
    again while the facts stand. A student who was not enrolled stays so.

    \b
    Example:
      talent-powerpro keep 3f2a9c1b --why "credit transfer, certificate seen"
    """
    decided_by = account() if who is None else who
    with open_settings(settings_file).store() as store:
        kept = keep_holds(holds, store.holds, who=decided_by, why=why, now=now_utc())
        code = say_left_out(store)
    if as_json:
        show_values(kept=[{"id": each.id, "hold": each} for each in kept])
        return code
    shown_on = screen()
    for hold in kept:
        shown_on.line(f"{hold.id} kept by {decided_by.strip()}: {hold.message}")
    return code
