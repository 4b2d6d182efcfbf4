"""The command ``talent-powerpro copy-store``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import asdict

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.interruption import stopping
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import Screen, screen, show_values, warn
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.secrets import STORE_PASSWORD
from talent_powerpro.config.stores import has_password
from talent_powerpro.errors import SettingsFault

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql.copy_store import Copied, Moved

UNDOING = "Undoing the copy."
PASSWORD_SHOWN = (
    "An address has a password in it, and every process of this machine can read a command line. "
    "Put it into the file that password_file names under [powerpro], or into "
    f"{STORE_PASSWORD.variable}, and give the user another one."
)


@click.command("copy-store")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="[TO]", default="")
@click.option("--replace", is_flag=True, help="Delete other rows of the RTO that TO has.")
@click.option(
    "--reopen", is_flag=True, help="Let FROM, which was moved, be used again. Copies nothing."
)
@settings_option
@json_option
def copy_store_command(
    source: str, target: str, replace: bool, reopen: bool, settings_file: Path, as_json: bool
) -> Exit:
    """Move the RTO's rows from the store FROM to the store TO.

    FROM and TO are addresses, as store under [powerpro] in the settings. Every row is compared
    before TO is used. FROM keeps its rows, and a mark that it was moved: no run uses it any
    more. Refused while a run is in progress, and where TO has other rows of the RTO.

    \b
    Example:
      talent-powerpro copy-store sqlite:///powerpro.db postgresql+psycopg://powerpro@db/powerpro
    """
    from talent_powerpro.adapters.sql.copy_store import copy_store
    from talent_powerpro.adapters.sql.copy_store import reopen as reopen_store

    if reopen == bool(target) or (reopen and replace):
        raise SettingsFault("Give FROM and TO to copy, or FROM and --reopen alone.")
    opened = open_settings(settings_file)
    here = opened.place_of(source)
    if has_password(source) or (target and has_password(target)):
        warn(PASSWORD_SHOWN)
    if reopen:
        move = reopen_store(here.url, rto=here.rto)
        if as_json:
            show_values(reopened=asdict(move))
        else:
            show_reopened(screen(), here.name, move)
        return Exit.DONE
    there = opened.place_of(target)
    with progress() as update, stopping(lambda: None, lambda _: warn(UNDOING)) as interruption:

        def told(what: str, done: int, total: int | None) -> None:
            # Between two pages: in the middle of a query, SQLAlchemy would log its own fault.
            if interruption.requested:
                raise KeyboardInterrupt
            update(what, done, total)

        copied = copy_store(
            here.url, there.url, rto=here.rto or there.rto, replace=replace, progress=told
        )
    if as_json:
        show_values(copied=asdict(copied))
    else:
        show_copied(screen(), copied, settings_file)
    return Exit.DONE


def show_copied(shown_on: Screen, copied: Copied, settings_file: Path) -> None:
    if copied.was_there:
        shown_on.line(f"{copied.target} had all rows of {copied.source} already.")
    if copied.replaced:
        shown_on.line(f"The earlier rows of the RTO in {copied.target} were deleted.")
    shown_on.table(
        ("Table", "Rows"), [(name, f"{rows:,}") for name, rows in copied.rows.items() if rows]
    )
    total = sum(copied.rows.values())
    shown_on.line(f"All {total:,} rows were compared, and are the same in {copied.target}.")
    shown_on.line(f"{copied.source} is marked as moved. No run uses it any more.")
    shown_on.line(
        f"Next: write TO's address as store under [powerpro] in {settings_file}, on every machine "
        "that runs the agent. Then see what a run would do: `talent-powerpro plan`."
    )


def show_reopened(shown_on: Screen, name: str, move: Moved) -> None:
    shown_on.line(f"{name} can be used again.")
    shown_on.line(
        f"It lacks what was written to {move.store} since {move.day}. Use one of the two only."
    )
