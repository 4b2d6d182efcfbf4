"""The command ``talent-powerpro fleet report``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from talent_powerpro.cli.commands.fleet_status import overview_now
from talent_powerpro.cli.commands.report import days_option, report_of
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.fleet_options import fleet_option, fleet_settings
from talent_powerpro.cli.options import json_option
from talent_powerpro.cli.own_files import own_files, refuse_one_of
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import Opened, open_settings
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.fleet.overview_page import RtoPage, overview_page
from talent_powerpro.fleet.registry import settings_files
from talent_powerpro.private_files import make_private_folder, write_whole
from talent_powerpro.services.office_report import OfficeReport
from talent_powerpro.views.html_report import office_page

PAGES = "rtos"
"""The folder of the RTOs' pages, beside the page of all."""


@click.command()
@click.option(
    "--html",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="Write the pages into the folder DIR. Existing pages are replaced.",
)
@days_option
@fleet_option
@json_option
def report(*, folder: Path, days: int, fleet_file: Path, as_json: bool) -> Exit:
    """Write a page for all RTOs, with the office's page of each behind it.

    DIR/index.html has every RTO, worst first, and leads to DIR/rtos/RTO.html, which is the page
    of `talent-powerpro report`. An RTO whose page cannot be made, or not as a whole, is on the
    first page with the reason, and the exit code is 1. Only your account may read the pages.

    \b
    Example:
      talent-powerpro fleet report --html /var/lib/talent-powerpro/pages
    """
    now = datetime.now(UTC)
    settings = fleet_settings(fleet_file)
    overview = overview_now(settings)
    files = dict(settings_files(settings.rtos))
    opened = {each.rto: _opened(files.get(each.rto)) for each in overview.rtos}
    index, pages = folder / "index.html", {rto: folder / PAGES / f"{rto}.html" for rto in opened}
    own = [fleet_file, settings.folder / settings.section.password_file, *_own(files, opened)]
    for file in (index, *pages.values()):
        refuse_one_of(file, own)
    try:
        for each in (folder, folder / PAGES):
            make_private_folder(each)
        made = {rto: _page(opened[rto], page, now, days) for rto, page in pages.items()}
        write_whole(index, overview_page(overview, made, now.astimezone()))
    except OSError as error:
        raise SettingsFault(
            f"--html: {folder} cannot be written ({error.strerror}).",
            remedy="Choose another folder.",
        ) from error
    faulty = {rto: page.faults for rto, page in made.items() if page.faults}
    for rto, faults in faulty.items():
        warn(f"{rto}: {' '.join(faults)}")
    if as_json:
        show_values(file=str(index), pages=sum(bool(each.page) for each in made.values()))
    else:
        screen().line(f"{index}: {count(len(overview.rtos), 'RTO')}, {overview.late} late.")
    return Exit.ATTENTION if faulty else Exit.DONE


def _opened(file: Path | None) -> Opened | RtoPage:
    if file is None:
        return RtoPage(faults=("Its settings are not in the folder [fleet] rtos of this machine.",))
    try:
        return open_settings(file)
    except SettingsFault as fault:
        return RtoPage(faults=tuple(fault.faults))


def _own(files: Mapping[str, Path], opened: Mapping[str, Opened | RtoPage]) -> list[Path]:
    """The files of all RTOs that no page may replace."""
    found = list(files.values())
    for rto, each in opened.items():
        if isinstance(each, Opened):
            found += own_files(each, files[rto])
    return found


def _page(opened: Opened | RtoPage, file: Path, now: datetime, days: int) -> RtoPage:
    """Write the page of one RTO, and return what the page of all says of it.

    A page of an earlier report that is not replaced is removed: it would look like today's.
    """
    if isinstance(opened, RtoPage):
        file.unlink(missing_ok=True)
        return opened
    zone = opened.settings.rto.timezone
    try:
        found: OfficeReport = report_of(opened, now, days)
    except RunFault as fault:
        file.unlink(missing_ok=True)
        said = fault.faults if isinstance(fault, SettingsFault) else (fault.message,)
        return RtoPage(zone=zone, faults=tuple(said))
    write_whole(file, office_page(found))
    lost = len(found.unreadable)
    faults = (f"{count(lost, 'row')} of its store cannot be read: see its page.",) if lost else ()
    return RtoPage(zone=zone, page=f"{PAGES}/{file.name}", faults=faults)
