"""The command ``talent-powerpro restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import asdict

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import Screen, screen, show_values
from talent_powerpro.config.bootstrap import Opened, open_settings

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql.backup import Restored


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@settings_option
@json_option
def restore(file: Path, settings_file: Path, as_json: bool) -> Exit:
    """Put the back-up FILE in the place of the store.

    Checks FILE first and does not change it. The present store is kept beside the new one, also
    if it is damaged. Refused while a run is in progress.

    \b
    Example:
      talent-powerpro restore back-ups/monday.db
    """
    done = restored(open_settings(settings_file), file)
    if as_json:
        show_values(restored=asdict(done))
    else:
        show_restored(screen(), done)
    return Exit.DONE


def restored(opened: Opened, file: Path) -> Restored:
    from talent_powerpro.adapters.sql.backup import restore as restore_store

    today = now_utc().astimezone(opened.settings.rto.timezone).date()
    return restore_store(opened.place.url, file, today=today)


def show_restored(shown_on: Screen, done: Restored) -> None:
    from talent_powerpro.adapters.sql import SCHEMA

    shown_on.line(f"The store is now the back-up {done.file}.")
    if done.kept:
        shown_on.line(f"The replaced store is kept at {', '.join(done.kept)}.")
    if done.schema != SCHEMA:
        shown_on.line(
            f"It has schema {done.schema}, but this version needs schema {SCHEMA}. "
            "Migrate it with `talent-powerpro migrate`."
        )
    shown_on.line("Before the next run, see what it would do: `talent-powerpro plan`.")
