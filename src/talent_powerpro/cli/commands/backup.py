"""The command ``talent-powerpro backup``."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import asdict

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@settings_option
@json_option
def backup(file: Path, force: bool, settings_file: Path, as_json: bool) -> Exit:
    """Back up the store to FILE, also during a run.

    The back-up is one complete file that only your account can read. It is checked before it
    gets its name. Copying powerpro.db by hand misses what is only in the file powerpro.db-wal.

    \b
    Example:
      talent-powerpro backup back-ups/monday.db
    """
    from talent_powerpro.adapters.sql.backup import backup as back_up_store

    opened = open_settings(settings_file)
    refuse_own(file, opened, settings_file)
    done = back_up_store(opened.place.url, file, replace=force)
    if as_json:
        show_values(backed_up=asdict(done))
    else:
        screen().line(f"The back-up {done.file} is complete and checked ({done.size:,} bytes).")
    return Exit.DONE
