"""The command ``talent-powerpro contact-log``."""

from __future__ import annotations

from pathlib import Path

import attrs
import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, search_option, settings_option
from talent_powerpro.cli.pages.enrolment import show_contact_log
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.finding import find_enrolment
from talent_powerpro.views.contact_log import contact_log_fields, listed
from talent_powerpro.views.search import matches


@click.command("contact-log")
@click.argument("wanted", metavar="ENROLMENT", required=False)
@search_option
@settings_option
@json_option
def contact_log(wanted: str | None, searched: str, settings_file: Path, as_json: bool) -> Exit:
    """Show the contact logs of one enrolment, or of all.

    ENROLMENT is an enrolment id, or the code, e-mail or name of its client.

    \b
    Example:
      talent-powerpro contact-log 1001 --search exported
    """
    opened = open_settings(settings_file)
    zone = opened.settings.rto.timezone
    with opened.store() as store:
        of_one = None if wanted is None else find_enrolment(wanted, store).id
        found = [
            (of, log)
            for of, log in store.contact_logs(of_one)
            if matches(searched, listed(log, zone), *dict(contact_log_fields(log, zone)).values())
        ]
        code = say_left_out(store)
    if as_json:
        local = [
            (of, attrs.evolve(log, contact_date=log.contact_date.astimezone(zone)))
            for of, log in found
        ]
        show_values(contact_logs=[{"enrolment_id": of, "log": log} for of, log in local])
        return code
    shown_on = screen()
    for of, log in found:
        show_contact_log(shown_on, of, log, zone)
    if not found:
        shown_on.line("No contact logs.")
    return code
