"""The command ``talent-powerpro migrate``."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import asdict

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_unreadable
from talent_powerpro.config.bootstrap import open_settings


@click.command()
@settings_option
@json_option
def migrate(settings_file: Path, as_json: bool) -> Exit:
    """Migrate the store to the schema of this version.

    Writes and checks a new file, then puts it in place of the old one. The old file is kept
    beside it. A store that already has this schema is not changed.

    \b
    Example:
      talent-powerpro migrate
    """
    # Imported here, because Alembic takes a second to load and no other command needs it.
    from talent_powerpro.adapters.sql.migrate import SCHEMA
    from talent_powerpro.adapters.sql.migrate import migrate as migrate_store

    opened = open_settings(settings_file)
    today = now_utc().astimezone(opened.settings.rto.timezone).date()
    migrated = migrate_store(opened.place.url, today=today)
    if as_json:
        show_values(migrated=migrated and asdict(migrated))
    elif migrated is None:
        screen().line(f"The store already has schema {SCHEMA}. Nothing to do.")
    else:
        screen().line(
            f"The store now has schema {migrated.after}. "
            f"All {migrated.rows} rows were copied from schema {migrated.before}."
        )
        screen().line(f"The old store is kept at {migrated.kept}.")
    return say_unreadable(migrated.unreadable if migrated else ())
