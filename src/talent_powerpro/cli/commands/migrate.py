"""``talent-powerpro migrate``"""

from __future__ import annotations

from pathlib import Path

import click
from attrs import asdict

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings


@click.command()
@settings_option
@json_option
def migrate(settings_file: Path, as_json: bool) -> Exit:
    """Bring the store to the schema of this version.

    A new file is written, checked and put in the old one's place. The old one is kept beside
    it. A store that has this schema already is left as it is.

    \b
    Example:
      talent-powerpro migrate
    """
    # Alembic takes a second to load, and no other command needs it.
    from talent_powerpro.adapters.sql.migrate import SCHEMA
    from talent_powerpro.adapters.sql.migrate import migrate as migrate_store

    opened = open_settings(settings_file)
    today = now_utc().astimezone(opened.settings.rto.timezone).date()
    migrated = migrate_store(opened.store_url, today=today)
    if as_json:
        show_values(migrated=migrated and asdict(migrated))
    elif migrated is None:
        screen().line(f"The store has schema {SCHEMA} already. Nothing to do.")
    else:
        screen().line(
            f"The store has schema {migrated.after} now. "
            f"All {migrated.rows} rows of schema {migrated.before} are in it."
        )
        screen().line(f"The old store is kept as {migrated.kept}.")
    return Exit.DONE
