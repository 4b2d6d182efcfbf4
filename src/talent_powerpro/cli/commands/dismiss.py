"""The command ``talent-powerpro dismiss``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import (
    account,
    json_option,
    settings_option,
    who_option,
)
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.services.finding import find_enrolment
from talent_powerpro.services.work_lists import dismiss as dismiss_rows
from talent_powerpro.services.work_lists import list_again


@click.command()
@click.argument("name", metavar="LIST", type=click.Choice([str(each) for each in ListName]))
@click.argument("wanted", metavar="ENROLMENT...", nargs=-1, required=True)
@click.option(
    "--why", metavar="REASON", default="", help="Reason for the dismissal. It is recorded."
)
@who_option
@click.option("--again", is_flag=True, help="List rows again that were dismissed.")
@settings_option
@json_option
def dismiss(
    name: str,
    wanted: tuple[str, ...],
    why: str,
    who: str | None,
    again: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Take rows off the list missed, closed, unmatched, not-started or withdrawn.

    ENROLMENT is an enrolment id, or the code, e-mail or name of its client. Runs no longer list or
    count a dismissed row, until its facts change: a new export date, another completion.

    \b
    Example:
      talent-powerpro dismiss missed gomez --why "withdrew by phone"
    """
    opened, now = open_settings(settings_file), now_utc()
    named = ListName(name)
    with opened.store() as store:
        ids = [find_enrolment(each, store).id for each in wanted]
        lists = opened.lists(store, now)
        if again:
            forgotten = list_again(named, ids, lists)
            if as_json:
                show_values(listed_again=forgotten)
            else:
                screen().line(f"{count(len(forgotten), 'dismissal')} forgotten.")
            return Exit.DONE
        who = account() if who is None else who
        rows = dismiss_rows(named, ids, lists, who=who, why=why, now=now)
    if as_json:
        show_values(dismissed=rows)
        return Exit.DONE
    for row in rows:
        screen().line(
            f"{row.client_name} ({row.client_code}), enrolment {row.enrolment_id}: off the list "
            f"{name}."
        )
    return Exit.DONE


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
