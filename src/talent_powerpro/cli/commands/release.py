"""The command ``talent-powerpro release``."""

from __future__ import annotations

from itertools import chain
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
from talent_powerpro.services.holds import release_holds


@click.command()
@click.argument("holds", metavar="HOLD...", nargs=-1, required=True)
@why_option
@who_option
@click.option(
    "--both",
    nargs=2,
    multiple=True,
    metavar="CODE CODE",
    help="For a hold about one Talent user for two clients: the codes of both clients. "
    "For three clients, repeat it until all are named.",
)
@settings_option
@json_option
def release(
    holds: tuple[str, ...],
    why: str,
    who: str | None,
    both: tuple[tuple[str, str], ...],
    settings_file: Path,
    *,
    as_json: bool,
) -> Exit:
    """Release held records. A release lapses when the facts change.

    HOLD is an id that `holds` lists. The next run writes the released record. If the facts of
    the hold have changed by then, the run holds the record again.

    \b
    Example:
      talent-powerpro release 3f2a9c1b --why "assessed on paper on 20/05/2022"
    """
    decided_by = account() if who is None else who
    with open_settings(settings_file).store() as store:
        released = release_holds(
            holds,
            store.holds,
            who=decided_by,
            why=why,
            now=now_utc(),
            both=tuple(chain.from_iterable(both)),
        )
        code = say_left_out(store)
    if as_json:
        show_values(released=[{"id": each.id, "hold": each} for each in released])
        return code
    shown_on = screen()
    for hold in released:
        shown_on.line(f"{hold.id} released by {decided_by.strip()}: {hold.message}")
    return code
