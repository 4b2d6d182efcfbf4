"""The command ``talent-powerpro portal``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.portal import new_confirmed, same_confirmed, show_portal
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.services.portal import confirm_new_portal, confirm_same_portal


@click.command()
@click.option(
    "--confirm-new",
    is_flag=True,
    help="The portal is a different one. Set the old Talent user ids aside.",
)
@click.option(
    "--confirm-same",
    is_flag=True,
    help="The portal is the same one at a new address. Keep the ids.",
)
@settings_option
@json_option
def portal(confirm_new: bool, confirm_same: bool, settings_file: Path, as_json: bool) -> Exit:
    """Show or confirm the portal of the stored Talent user ids.

    Runs stop when the settings name another portal, because the same id belongs to
    another person there. Ids set aside are removed from their clients and kept in the store.

    \b
    Example:
      talent-powerpro portal
    """
    if confirm_new and confirm_same:
        raise SettingsFault("--confirm-new and --confirm-same cannot be combined. Leave one out.")
    opened = open_settings(settings_file)
    name, zone = opened.portal_name, opened.settings.rto.timezone
    done = ""
    with opened.store() as store:
        if confirm_new or confirm_same:
            with store.lock.hold("portal"):
                before = store.portal.portal()
                if confirm_new:
                    memory = store.portal
                    taken = confirm_new_portal(name, store, store.journal, memory, now_utc())
                    done = new_confirmed(name, len(taken))
                else:
                    confirm_same_portal(name, store.portal)
                    done = same_confirmed(name, before)
        remembered, aside = store.portal.portal(), store.portal.ids_set_aside()
        code = say_left_out(store)
    if as_json:
        show_values(portal=name, remembered=remembered, ids_set_aside=aside)
    else:
        shown_on = screen()
        if done:
            shown_on.line(done)
        show_portal(shown_on, name, remembered, aside, zone)
    return code
