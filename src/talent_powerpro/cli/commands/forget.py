"""The command ``talent-powerpro forget``."""

from __future__ import annotations

from glob import escape
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.asking import can_ask
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.forgotten import show_forgetting, show_forgotten
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode
from talent_powerpro.services.forgetting import forget, forgetting
from talent_powerpro.services.shadow_files import MEMORY_FILE, forget_in_memory

LOCKS = (".lock", ".holder")
"""What the names of a store's files without any data of clients end with."""


@click.command("forget")
@click.argument("client_code", metavar="CLIENT")
@click.option("--yes", is_flag=True, help="Delete without asking. Needed without a terminal.")
@settings_option
@json_option
def forget_command(client_code: str, *, yes: bool, settings_file: Path, as_json: bool) -> Exit:
    """Delete everything about one client from the store, and from the memory of `shadow`.

    CLIENT is the client's code. On a terminal the command shows what would be deleted, and asks.
    The evidence of results stays, with the client's code and without a name or an address. An
    enrolment that is not provisioned yet never will be, and results are not fetched any more.
    TalentLMS and the exporting system keep their own data.

    \b
    Example:
      talent-powerpro forget 2021000017
    """
    if not yes and not can_ask(as_json=as_json):
        raise SettingsFault(
            "forget deletes permanently, and there is no terminal on which to confirm it.",
            remedy="Check the client's code, then add --yes.",
        )
    opened = open_settings(settings_file)
    code, settings = ClientCode(client_code.strip()), opened.settings
    today = now_utc().astimezone(settings.rto.timezone).date()
    with opened.store() as store:
        if not yes:
            show_forgetting(screen(), forgetting(code, store, settings.policy, today))
            if not click.confirm("Delete this for good?"):
                screen().line("Nothing was deleted.")
                return Exit.DONE
        with store.lock.hold("forget"):
            # First: with a memory that cannot be read, nothing is deleted.
            forget_in_memory(opened.folder / MEMORY_FILE, code)
            done = forget(code, store, settings.policy, today)
    file = opened.place.file
    others = copies_beside(file) if file else ()
    if as_json:
        show_values(forgotten=done, files_to_check=[str(each) for each in others])
    else:
        show_forgotten(screen(), done, others)
    return Exit.DONE


def copies_beside(store: Path) -> tuple[Path, ...]:
    """Files beside the store that are copies of it, such as those that `migrate` keeps.

    With their logs, and with the copy that a `restore` or `migrate` left when it was killed.
    """
    real = store.resolve()  # They are beside the file itself, not beside a link to it.
    stem, suffix, name = map(escape, (real.stem, real.suffix, real.name))
    # Without a suffix of its own, `**` would end the pattern, which has another meaning.
    patterns = (f"{stem}.*{suffix and f'{suffix}*'}", f"{name}.new*")
    found = {each for pattern in patterns for each in real.parent.glob(pattern)}
    return tuple(sorted(each for each in found if each.suffix not in LOCKS and each.is_file()))
