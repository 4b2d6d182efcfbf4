"""The command ``talent-powerpro schedule``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from talent_powerpro.cli.every import interval
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import account, json_option, settings_option
from talent_powerpro.cli.screen import show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.schedules import (
    ScheduledRun,
    ScheduleFile,
    Scheduler,
    schedule_files,
)

LOG = "talent-powerpro.log"


@click.command()
@click.argument("scheduler", type=click.Choice([str(each) for each in Scheduler]))
@click.option(
    "--every",
    metavar="T",
    type=interval,
    default="10m",
    show_default=True,
    help="Time from one run to the next, such as 10m or 2h.",
)
@settings_option
@json_option
def schedule(scheduler: str, every: int, settings_file: Path, as_json: bool) -> Exit:
    """Print the text that makes a scheduler run the agent for this folder.

    SCHEDULER is cron, systemd or task-scheduler (Windows). Nothing is installed. The text names
    your user name, and a log beside the settings file.

    \b
    Example:
      talent-powerpro schedule cron --every 10m
    """
    opened = open_settings(settings_file)
    files = schedule_files(
        Scheduler(scheduler),
        ScheduledRun(
            rto=opened.settings.rto.name,
            program=program(),
            settings=settings_file.resolve(),
            log=settings_file.resolve().with_name(LOG),
            user=account(),
            every=every,
        ),
    )
    if as_json:
        show_values(files=files)
        return Exit.DONE
    click.echo("\n".join(map(installable, files)), nl=False)
    return Exit.DONE


def installable(file: ScheduleFile) -> str:
    """The text with a comment on where to put it. The whole stays valid for the scheduler."""
    said = f"{file.name}: {file.next_step}"
    if file.text.startswith("<"):
        # An XML declaration has to come first.
        return f"{file.text}<!-- {said} -->\n"
    return f"# {said}\n{file.text}"


def program() -> tuple[str, ...]:
    """The command that this process was started by, in words that work from any folder."""
    started = shutil.which(sys.argv[0])
    if started and Path(started).stem == "talent-powerpro":
        return (str(Path(started).absolute()),)
    return (sys.executable, "-m", "talent_powerpro")
