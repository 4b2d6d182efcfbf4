"""Options that several commands share."""

from __future__ import annotations

import getpass
import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

import click

from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.records.record import StageName


def day(text: str) -> date:
    """A date from ``dd/mm/yyyy``, as PowerPro shows it, or from ISO's ``yyyy-mm-dd``."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a date alone
    raise click.BadParameter(f"{text!r} is not a date. Write dd/mm/yyyy or yyyy-mm-dd.")


def within(text: str) -> timedelta:
    """A length of time, such as ``90m``, ``2h`` or ``7d``."""
    found = re.fullmatch(r"([0-9]{1,6})([mhd])", text.strip().lower())
    if not found or not int(found[1]):
        raise click.BadParameter(
            f"{text!r} is not a length of time. Write a number and m, h or d, such as 2h."
        )
    return timedelta(**{UNITS_OF_TIME[found[2]]: int(found[1])})


def since(text: str) -> datetime | timedelta:
    """A date as the start of that day, without a zone; or a length of time such as ``7d``."""
    if re.fullmatch(r"[0-9]+[mhd]", text.strip().lower()):
        length = within(text)
        if length > LONGEST_SINCE:
            raise click.BadParameter(f"{text!r} is more than a century. Write a shorter time.")
        return length
    try:
        return datetime.combine(day(text), time())
    except click.BadParameter as error:
        raise click.BadParameter(
            f"{error.message.removesuffix('.')}, or a number of days such as 30d."
        ) from None


def start_of(wanted: datetime | timedelta | None, now: datetime, zone: tzinfo) -> datetime | None:
    """The first moment that `since` means in *zone*, at *now* (aware); ``None``: of all times.

    A length of time begins with the start of its first day.
    """
    if isinstance(wanted, timedelta):
        return datetime.combine((now.astimezone(zone) - wanted).date(), time(), zone)
    return wanted.replace(tzinfo=zone) if wanted else None


LONGEST_SINCE = timedelta(days=36_500)
"""A longer time would reach back to before the first year of the calendar."""
UNITS_OF_TIME = {"m": "minutes", "h": "hours", "d": "days"}

settings_option = click.option(
    "--settings",
    "settings_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path(SETTINGS_FILE),
    help=f"Settings file. Default: {SETTINGS_FILE} in the current folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
search_option = click.option(
    "--search",
    "searched",
    metavar="TEXT",
    default="",
    help="Show only what contains TEXT, in upper or lower case.",
)
why_option = click.option(
    "--why", required=True, metavar="REASON", help="Reason for the decision. It is recorded."
)
who_option = click.option(
    "--who", metavar="NAME", help="Person who decides. Default: your user name on this machine."
)
only_option = click.option(
    "--only", type=click.Choice([str(stage) for stage in StageName]), help="Run this stage only."
)
date_option = click.option(
    "--date",
    "day",
    metavar="D",
    type=day,
    help="Use D (dd/mm/yyyy or yyyy-mm-dd) instead of today to find due export dates.",
)


def account() -> str:
    """The user name of the person at this machine; blank if the system has none."""
    try:
        return getpass.getuser()
    # Before Python 3.13: KeyError for a user id without a name, ImportError on Windows.
    except (OSError, KeyError, ImportError):
        return ""
