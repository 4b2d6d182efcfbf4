"""The commands ``missed``, ``closed``, ``unmatched``, ``not-started`` and ``withdrawn``."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.work_lists import (
    show_dismissals,
    show_how_to_dismiss,
    show_rows,
    show_why_empty,
)
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.counting import Steps
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.services.work_lists import dismissed

dismissed_option = click.option(
    "--dismissed", "with_dismissed", is_flag=True, help="Show dismissed rows as well, with why."
)


@click.command()
@dismissed_option
@settings_option
@json_option
def missed(with_dismissed: bool, settings_file: Path, as_json: bool) -> Exit:
    """List enrolments whose export date has passed, or is missing.

    Every other condition is met, or the export box is ticked without a date. To provision one,
    set its export date anew.

    \b
    Example:
      talent-powerpro missed
    """
    return show_list(ListName.MISSED, settings_file, with_dismissed, as_json=as_json)


@click.command()
@dismissed_option
@settings_option
@json_option
def closed(with_dismissed: bool, settings_file: Path, as_json: bool) -> Exit:
    """List units completed before the enrolment was closed, without a result.

    Enter the results by hand, if they are right.

    \b
    Example:
      talent-powerpro closed
    """
    return show_list(ListName.CLOSED, settings_file, with_dismissed, as_json=as_json)


@click.command()
@dismissed_option
@settings_option
@json_option
def unmatched(with_dismissed: bool, settings_file: Path, as_json: bool) -> Exit:
    """List completed Talent units that no unit of the enrolment matches.

    \b
    Example:
      talent-powerpro unmatched
    """
    return show_list(ListName.UNMATCHED, settings_file, with_dismissed, as_json=as_json)


@click.command("not-started")
@dismissed_option
@settings_option
@json_option
def not_started(with_dismissed: bool, settings_file: Path, as_json: bool) -> Exit:
    """List students who have completed nothing for some time.

    They were provisioned at least [policy] not_started_days ago. Progress is that of the Talent
    courses' rosters, as the last runs read them.

    \b
    Example:
      talent-powerpro not-started
    """
    return show_list(ListName.NOT_STARTED, settings_file, with_dismissed, as_json=as_json)


@click.command()
@dismissed_option
@settings_option
@json_option
def withdrawn(with_dismissed: bool, settings_file: Path, as_json: bool) -> Exit:
    """List withdrawn students who may still have access to their Talent course.

    Only where [policy] on_withdrawal is "report". Those withdrawn in the last [policy] missed_days
    days are listed.

    \b
    Example:
      talent-powerpro withdrawn
    """
    return show_list(ListName.WITHDRAWN, settings_file, with_dismissed, as_json=as_json)


def show_list(name: ListName, settings_file: Path, with_dismissed: bool, *, as_json: bool) -> Exit:
    """Print a list. Exit code 1 says that rows of the agent's memory cannot be read."""
    opened = open_settings(settings_file)
    with opened.store() as store:
        lists = opened.lists(store, now_utc())
        with progress() as update:
            reads = 2 if name is ListName.MISSED else 1
            steps = Steps(reads, partial(update, "reading"))
            rows = steps.did(lists.rows(name))
            beside = steps.did(lists.no_export_date()) if name is ListName.MISSED else ()
        gone = dismissed(name, lists) if with_dismissed else ()
        named = [(each, store.enrolment(each.enrolment_id)) for each in gone]
        code = say_left_out(store)
    if as_json:
        values: dict[str, object] = {"list": name, "rows": rows}
        values |= {"no_export_date": beside} if name is ListName.MISSED else {}
        show_values(**values, **({"dismissed": gone} if with_dismissed else {}))
        return code
    shown_on = screen()
    show_rows(shown_on, name, rows)
    if name is ListName.WITHDRAWN:
        show_why_empty(shown_on, opened.settings.policy.on_withdrawal)
    if rows:
        show_how_to_dismiss(shown_on, name)
    if beside:
        show_rows(shown_on, "no-export-date", beside)
    show_dismissals(shown_on, named, opened.settings.rto.timezone)
    return code


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
