"""The command ``talent-powerpro set-export``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import chain
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import day, json_option, settings_option
from talent_powerpro.cli.pages.export_dates import show_changes, show_enrolled
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.cli.unreadable import say_unreadable
from talent_powerpro.config.bootstrap import Opened, open_settings
from talent_powerpro.errors import EditedMeanwhile, PluginFault, SettingsFault
from talent_powerpro.model import CourseCode
from talent_powerpro.ports import ExportDates
from talent_powerpro.services.export_dates import (
    EnrolledClient,
    ExportChange,
    clear_exports,
    enrolled_clients,
    set_export,
)


@click.command("set-export")
@click.argument("course_code")
@click.option(
    "--client",
    "clients",
    metavar="CODE",
    multiple=True,
    help="Set the date for this client. May be given several times.",
)
@click.option("--all", "all_clients", is_flag=True, help="Set the date for all enrolled clients.")
@click.option(
    "--date",
    "on",
    metavar="D",
    type=day,
    help="Export date to set (dd/mm/yyyy or yyyy-mm-dd).",
)
@click.option("--clear", is_flag=True, help="Untick the export box instead. The date stays.")
@settings_option
@json_option
def set_export_command(
    course_code: str,
    clients: tuple[str, ...],
    all_clients: bool,
    on: date | None,
    clear: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Tick the export box and set the export date of clients.

    Without --client or --all, lists the course's enrolled clients and sets nothing. Warns about
    each client who cannot be provisioned on that date, with the reason. With --clear, unticks the
    box: the client is then not provisioned, and stays enrolled if they already are.

    \b
    Examples:
      talent-powerpro set-export ICT30120-A --client 2021000017 --date 02/06/2022
      talent-powerpro set-export ICT30120-A --all --clear
    """
    chosen = choice(clients, all_clients, on, clear=clear)
    opened = open_settings(settings_file)
    course = CourseCode(course_code.strip())
    with opened.store() as store:
        enrolled = enrolled_clients(course, store)
        if on is None and not clear:
            report_enrolled(course, enrolled, as_json=as_json)
            return say_unreadable(chain.from_iterable(each.unreadable for each in enrolled))
        try:
            with store.lock.hold("set-export"):
                changes = changed(course, chosen, on, store, opened)
        except PluginFault as fault:
            raise SettingsFault(fault.message, remedy=f"{fault.remedy} Nothing was set.") from fault
        except EditedMeanwhile as fault:
            warn(f"{fault.message} Some clients may be set already. Run the command again.")
            return Exit.ATTENTION
    report_changes(course, enrolled, changes, done="cleared" if clear else "set", as_json=as_json)
    left = any(each.client.unreadable for each in changes)
    return Exit.ATTENTION if left else Exit.DONE


def changed(
    course: CourseCode,
    chosen: frozenset[str] | None,
    on: date | None,
    store: ExportDates,
    opened: Opened,
) -> tuple[ExportChange, ...]:
    """Set the date of the chosen clients; ``None`` clears their boxes instead."""
    if on is None:
        return clear_exports(course, chosen, store)
    today = now_utc().astimezone(opened.settings.rto.timezone).date()
    return set_export(course, chosen, on, store, opened.rules(), today)


def choice(
    clients: Collection[str], all_clients: bool, on: date | None, *, clear: bool
) -> frozenset[str] | None:
    """The chosen client codes; ``None`` means all clients.

    Raises `SettingsFault` if the options contradict each other or leave one out.
    """
    faults = []
    if clients and all_clients:
        faults.append("--client and --all cannot be combined. Leave one out.")
    if clear and on is not None:
        faults.append("--date and --clear cannot be combined. Leave one out.")
    if (clients or all_clients) and on is None and not clear:
        faults.append("--date is missing. Give the export date, such as --date 02/06/2022.")
    if (clear or on is not None) and not (clients or all_clients):
        faults.append(
            "No clients are chosen. Choose them with --client CODE, or all of them with --all."
        )
    if faults:
        raise SettingsFault(faults, remedy="Nothing was set.")
    return None if all_clients else frozenset(code.strip() for code in clients)


def report_enrolled(course: str, enrolled: tuple[EnrolledClient, ...], *, as_json: bool) -> None:
    if as_json:
        show_values(course_code=course, course_name=name_of(enrolled), enrolled=enrolled)
    else:
        show_enrolled(screen(), titled(course, enrolled), enrolled)


def report_changes(
    course: str,
    enrolled: tuple[EnrolledClient, ...],
    changes: tuple[ExportChange, ...],
    *,
    done: str,
    as_json: bool,
) -> None:
    if as_json:
        name = name_of(enrolled)
        show_values(course_code=course, course_name=name, enrolled=enrolled, changes=changes)
    else:
        show_changes(screen(), titled(course, enrolled), enrolled, changes, done=done)


def name_of(enrolled: tuple[EnrolledClient, ...]) -> str:
    """The screen's "Course Name"; blank if the course has no clients."""
    return enrolled[0].course_name if enrolled else ""


def titled(course: str, enrolled: tuple[EnrolledClient, ...]) -> str:
    """Code and name of the course."""
    return f"{course} {name_of(enrolled)}".rstrip()
