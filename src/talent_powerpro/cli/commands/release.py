"""The command ``talent-powerpro release``."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.holds import release_holds


@click.command()
@click.argument("holds", metavar="HOLD...", nargs=-1, required=True)
@click.option(
    "--why", required=True, metavar="REASON", help="Reason for the release. It is recorded."
)
@click.option(
    "--who", metavar="NAME", help="Person who decides. Default: your user name on this machine."
)
@settings_option
@json_option
def release(
    holds: tuple[str, ...], why: str, who: str | None, settings_file: Path, as_json: bool
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
        released = release_holds(holds, store.holds, who=decided_by, why=why, now=now_utc())
    if as_json:
        show_values(released=[{"id": each.id, "hold": each} for each in released])
        return Exit.DONE
    shown_on = screen()
    for hold in released:
        shown_on.line(f"{hold.id} released by {decided_by.strip()}: {hold.message}")
    return Exit.DONE


def account() -> str:
    """The user name of the person at this machine; blank if the system has none."""
    try:
        return getpass.getuser()
    # Before Python 3.13: KeyError for a user id without a name, ImportError on Windows.
    except (OSError, KeyError, ImportError):
        return ""
