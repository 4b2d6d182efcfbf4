"""The command ``talent-powerpro set-export``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve, frozen

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.asking import can_ask
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import day, json_option, settings_option
from talent_powerpro.cli.pages.export_dates import show_changes, show_enrolled, show_preview
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.cli.targets import found_in
from talent_powerpro.cli.unreadable import say_unreadable
from talent_powerpro.config.bootstrap import Opened, open_agent, open_settings, open_to_read
from talent_powerpro.errors import EditedMeanwhile, PluginFault, RunFault, SettingsFault
from talent_powerpro.model import ClientCode, CourseCode, Enrolment
from talent_powerpro.ports import ExportDates
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.services.export_dates import (
    EnrolledClient,
    ExportChange,
    clear_exports,
    enrolled_clients,
    planned_clearing,
    planned_exports,
    set_export,
)
from talent_powerpro.services.export_preview import ExportPreview, preview_of

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


TODAY = "today"
"""The word for the date in the RTO's zone, which may be another one than this machine's."""


@click.command("set-export")
@click.argument("course_code")
@click.option(
    "--client",
    "clients",
    metavar="CODE",
    multiple=True,
    help="Set the date for this client, by code, e-mail or name. May be given several times.",
)
@click.option("--all", "all_clients", is_flag=True, help="Set the date for all enrolled clients.")
@click.option(
    "--date",
    "wanted",
    metavar="D",
    type=lambda text: TODAY if text.strip().lower() == TODAY else day(text),
    help="Export date to set (dd/mm/yyyy or yyyy-mm-dd), or today: the date in the RTO's zone.",
)
@click.option(
    "--dry-run", is_flag=True, help="Show who will be enrolled and who will not. Sets nothing."
)
@click.option("--yes", is_flag=True, help="Set several clients without asking.")
@click.option("--clear", is_flag=True, help="Untick the export box instead. The date stays.")
@settings_option
@json_option
def set_export_command(
    course_code: str,
    clients: tuple[str, ...],
    all_clients: bool,
    wanted: date | str | None,
    dry_run: bool,
    yes: bool,
    clear: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Tick the export box and set the export date of clients.

    Without --client or --all, lists the course's enrolled clients and sets nothing. Says who will
    be enrolled on that date and who will not, with the reason. --all leaves out who is already
    provisioned, withdrawn or completed. On a terminal it shows this and asks before it sets more
    than one. With --clear, unticks the box: the client is then not provisioned, and stays enrolled
    if they already are.

    \b
    Examples:
      talent-powerpro set-export ICT30120-A --client 2021000017 --date 02/06/2022
      talent-powerpro set-export ICT30120-A --all --date 02/06/2022 --dry-run
      talent-powerpro set-export ICT30120-A --all --clear
    """
    chosen = choice(clients, all_clients, dated=wanted is not None, clear=clear, dry_run=dry_run)
    opened = open_settings(settings_file)
    chosen = found(chosen, opened)
    on = date_of(wanted, opened)
    course = CourseCode(course_code.strip())
    with opened.store() as store:
        enrolled = enrolled_clients(course, store)
        if on is None and not clear:
            report_enrolled(course, enrolled, as_json=as_json)
            return say_unreadable(chain.from_iterable(each.unreadable for each in enrolled))
        asks = not (dry_run or yes) and can_ask(as_json=as_json)
        if dry_run or asks:
            seen = previewed(course, chosen, on, store, opened, settings_file)
            if dry_run or seen.several:
                report_changes(course, enrolled, seen, as_json=as_json)
            if dry_run:
                return Exit.DONE
            if seen.several and not click.confirm(seen.question):
                screen().line("Nothing was set.")
                return Exit.DONE
        try:
            with store.lock.hold("set-export"):
                done = changed(course, chosen, on, store, opened)
        except PluginFault as fault:
            raise nothing_set(fault) from fault
        except EditedMeanwhile as fault:
            warn(f"{fault.message} Some clients may be set already. Run the command again.")
            return Exit.ATTENTION
    report_changes(course, enrolled, done, as_json=as_json)
    left = any(each.client.unreadable for each in done.changes)
    return Exit.ATTENTION if left else Exit.DONE


def found(chosen: frozenset[str] | None, opened: Opened) -> frozenset[str] | None:
    """The codes of those whom a person chose by code, e-mail or name; ``None`` stays: all."""
    if not chosen:
        return chosen
    names = RunTargets(clients=tuple(map(ClientCode, sorted(chosen))))
    return frozenset(found_in(opened, names).clients)


def date_of(wanted: date | str | None, opened: Opened) -> date | None:
    """The date itself in place of the word `TODAY`."""
    if isinstance(wanted, str):
        return now_utc().astimezone(opened.settings.rto.timezone).date()
    return wanted


@frozen
class Outcome:
    """The changes of a command, made or to be made, and what a run on the date would do."""

    changes: tuple[ExportChange, ...]
    preview: ExportPreview | None
    """``None``: boxes are unticked, and nobody will be enrolled by it."""
    is_made: bool

    @property
    def several(self) -> bool:
        """Whether more than one enrolment changes."""
        return sum(each.changes for each in self.changes) > 1

    @property
    def question(self) -> str:
        number = sum(each.changes for each in self.changes)
        if self.preview:
            return f"Set the export date of {number} enrolments?"
        return f"Untick the export boxes of {number} enrolments?"


def nothing_set(fault: PluginFault) -> SettingsFault:
    return SettingsFault(fault.message, remedy=f"{fault.remedy} Nothing was set.")


def previewed(
    course: CourseCode,
    chosen: frozenset[str] | None,
    on: date | None,
    store: SqlPowerPro,
    opened: Opened,
    settings_file: Path,
) -> Outcome:
    """What would be set, and what a run on that day would then do. Sets nothing."""
    if on is None:
        return Outcome(planned_clearing(course, chosen, store), None, is_made=False)
    zone = opened.settings.rto.timezone
    today = now_utc().astimezone(zone).date()
    try:
        planned = planned_exports(course, chosen, on, store, opened.rules(), today)
    except PluginFault as fault:
        raise nothing_set(fault) from fault
    changes = tuple(change for _, change in planned)
    due = [
        evolve(enrolment, export=change.export, export_date=change.export_date)
        for enrolment, change in planned
        if not change.warnings
    ]
    plan, why = rehearsed(due, on, settings_file) if due else (None, "")
    preview = preview_of(changes, on, today=today, zone=zone, plan=plan, not_asked=why)
    return Outcome(changes, preview, is_made=False)


def rehearsed(due: Sequence[Enrolment], on: date, settings_file: Path) -> tuple[Plan | None, str]:
    """The plan of a run on that day, as if they were due; else why TalentLMS was not asked."""
    targets = RunTargets(enrolments=tuple(each.id for each in due))
    try:
        connected = open_to_read(settings_file)
        with (
            progress() as update,
            open_agent(connected, listeners=(ProgressListener(update),)) as agent,
        ):
            return agent.plan(only="provisioning", date=on, targets=targets, as_if=due), ""
    except RunFault as fault:
        # The boxes may be ticked without TalentLMS. So the preview says what PowerPro alone shows.
        return None, str(fault.message)


def changed(
    course: CourseCode,
    chosen: frozenset[str] | None,
    on: date | None,
    store: ExportDates,
    opened: Opened,
) -> Outcome:
    """Set the date of the chosen clients; ``None`` clears their boxes instead."""
    if on is None:
        return Outcome(clear_exports(course, chosen, store), None, is_made=True)
    zone = opened.settings.rto.timezone
    today = now_utc().astimezone(zone).date()
    with progress() as update:
        changes = set_export(
            *(course, chosen, on, store, opened.rules(), today),
            progress=partial(update, "setting"),
        )
    why = "Run it with --dry-run to ask TalentLMS too."
    preview = preview_of(changes, on, today=today, zone=zone, not_asked=why)
    return Outcome(changes, preview, is_made=True)


def choice(
    clients: Collection[str],
    all_clients: bool,
    *,
    dated: bool,
    clear: bool,
    dry_run: bool = False,
) -> frozenset[str] | None:
    """The chosen client codes; ``None`` means all clients.

    Raises `SettingsFault` if the options contradict each other or leave one out.
    """
    faults = []
    if clients and all_clients:
        faults.append("--client and --all cannot be combined. Leave one out.")
    if clear and dated:
        faults.append("--date and --clear cannot be combined. Leave one out.")
    if (clients or all_clients) and not dated and not clear:
        faults.append("--date is missing. Give the export date, such as --date 02/06/2022.")
    if (clear or dry_run or dated) and not (clients or all_clients):
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
    outcome: Outcome,
    *,
    as_json: bool,
) -> None:
    if as_json:
        show_values(
            course_code=course,
            course_name=name_of(enrolled),
            enrolled=enrolled,
            changes=outcome.changes,
            preview=outcome.preview,
            is_made=outcome.is_made,
        )
        return
    on = screen()
    if outcome.preview:
        show_preview(on, outcome.preview, outcome.changes)
    show_changes(
        on,
        titled(course, enrolled),
        enrolled,
        outcome.changes,
        done="set" if outcome.preview else "cleared",
        is_made=outcome.is_made,
    )


def name_of(enrolled: tuple[EnrolledClient, ...]) -> str:
    """The screen's "Course Name"; blank if the course has no clients."""
    return enrolled[0].course_name if enrolled else ""


def titled(course: str, enrolled: tuple[EnrolledClient, ...]) -> str:
    """Code and name of the course."""
    return f"{course} {name_of(enrolled)}".rstrip()
