"""Options that several commands share."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click

from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.records.record import StageName


def day(text: str) -> date:
    """A date as PowerPro shows it, or as ISO writes it."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a date alone
    raise click.BadParameter(f"{text!r} is not a date; write dd/mm/yyyy or yyyy-mm-dd")


settings_option = click.option(
    "--settings",
    "settings_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path(SETTINGS_FILE),
    help=f"The settings; {SETTINGS_FILE} in the working folder unless told otherwise.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Show JSON, for programs.")
only_option = click.option(
    "--only", type=click.Choice([str(stage) for stage in StageName]), help="One of the two stages."
)
date_option = click.option(
    "--date",
    "day",
    metavar="D",
    type=day,
    help="Take the export dates of D (dd/mm/yyyy or yyyy-mm-dd) for today's.",
)
