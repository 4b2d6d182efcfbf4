"""The command ``talent-powerpro clear-export``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.export_dates import show_changes
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.services.export_dates import clear_export
from talent_powerpro.services.finding import find_enrolment


@click.command("clear-export")
@click.argument("wanted", metavar="ENROLMENT")
@settings_option
@json_option
def clear_export_command(wanted: str, settings_file: Path, as_json: bool) -> Exit:
    """Untick the export box of an enrolment.

    ENROLMENT is an enrolment id, or the code, e-mail or name of its client. The enrolment is then
    not provisioned. Its export date stays. A client who is already enrolled in TalentLMS stays
    enrolled.

    \b
    Example:
      talent-powerpro clear-export 1001
    """
    with open_settings(settings_file).store() as store:
        enrolment = find_enrolment(wanted, store)
        try:
            with store.lock.hold("clear-export"):
                change = clear_export(enrolment.id, store)
        except EditedMeanwhile as fault:
            warn(f"{fault.message} Nothing was changed. Run the command again.")
            return Exit.ATTENTION
    if as_json:
        show_values(changes=(change,))
    else:
        course = f"{enrolment.course.code} {enrolment.course.name}".rstrip()
        show_changes(screen(), course, (change.client,), (change,), done="cleared")
    return Exit.ATTENTION if change.client.unreadable else Exit.DONE
