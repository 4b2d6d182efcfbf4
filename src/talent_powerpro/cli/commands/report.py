"""The command ``talent-powerpro report``."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from attrs import evolve

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_rows
from talent_powerpro.config.bootstrap import Opened, open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.private_files import write_whole
from talent_powerpro.services.office_report import DAYS, MOST_LINES, OfficeReport, office_report
from talent_powerpro.views.html_report import office_page

days_option = click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, 366),
    default=DAYS,
    help=f"Report the last N days, today included. Default: {DAYS}.",
)


@click.command()
@click.option(
    "--html",
    "html_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Write the page to FILE. An existing file is replaced.",
)
@days_option
@settings_option
@json_option
def report(*, html_file: Path, days: int, settings_file: Path, as_json: bool) -> Exit:
    """Write a page for the office: what runs did, and what waits for a person.

    One file that any browser opens: who was enrolled, the results fetched by day, what was held,
    missed or not matched and what to do about it, and the E-Learning Sync Log. It can be searched
    and printed. Only your account may read it. Makes no call to TalentLMS.

    \b
    Examples:
      talent-powerpro report --html office.html
      talent-powerpro report --html june.html --days 30
    """
    opened, now = open_settings(settings_file), now_utc()
    refuse_own(html_file, opened, settings_file)
    found = report_of(opened, now, days)
    code = say_rows(found.unreadable)
    page = office_page(found)
    try:
        write_whole(html_file, page)
    except OSError as error:
        raise SettingsFault(
            f"--html: {html_file} cannot be written ({error.strerror}).",
            remedy="Choose another file.",
        ) from error
    if as_json:
        show_values(file=str(html_file), report=found)
        return code
    screen().line(
        f"{html_file}: the last {count(days, 'day')}, {len(found.enrolled)} enrolled, "
        f"{count(len(found.results), 'result')}, {found.waiting} waiting for a person."
    )
    return code


def report_of(opened: Opened, now: datetime, days: int) -> OfficeReport:
    """The report of the last *days* at *now* (aware). Makes no call to TalentLMS."""
    with opened.store() as store, progress() as update:
        found = office_report(
            opened.lists(store, now),
            now=now,
            days=days,
            sync_log=store.sync_log.lines(newest=MOST_LINES + 1),
            rto=opened.settings.rto.name,
            portal=opened.settings.talentlms.url,
            progress=partial(update, "reading"),
        )
        # After all reads: they find the rows that cannot be read.
        return evolve(found, unreadable=tuple(store.journal.take_unreadable()))


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
