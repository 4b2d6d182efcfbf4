"""The command ``talent-powerpro undo``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.undo import show_undo
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import is_terminal, screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.errors import SettingsFault
from talent_powerpro.services.undo import Undo, plan_undo
from talent_powerpro.services.undo import undo as undo_run


@click.command()
@click.argument("run_id", metavar="RUN")
@click.option("--dry-run", is_flag=True, help="Show what would be undone, and write nothing.")
@click.option("--yes", is_flag=True, help="Undo without asking.")
@settings_option
@json_option
def undo(run_id: str, dry_run: bool, yes: bool, settings_file: Path, as_json: bool) -> Exit:
    """Undo in PowerPro what a run wrote. TalentLMS is never undone.

    RUN is the run's id, which `history` shows. Each value goes back to the one before the run,
    unless somebody has changed it since: then it stays and is named. The undone records are held
    until you release them. On a terminal the command asks first; without one it needs --yes.

    \b
    Examples:
      talent-powerpro undo 20220602T145856-3f2a9c --dry-run
      talent-powerpro undo 20220602T145856-3f2a9c
    """
    if not (yes or dry_run) and (as_json or not can_ask()):
        raise SettingsFault(
            "undo changes PowerPro, and there is no terminal on which to confirm it.",
            remedy="Look at what it would do with --dry-run, then add --yes.",
        )
    opened, run_id = open_settings(settings_file), run_id.strip()
    with opened.store() as store:
        if dry_run or not yes:
            planned = plan_undo(run_id, store, store.state)
            if dry_run or not planned.undone:
                _show(planned, done=False, as_json=as_json)
                return Exit.DONE if dry_run else _code(planned)
            show_undo(screen(), planned, done=False)
            if not click.confirm("Undo this in PowerPro?"):
                screen().line("Nothing was undone.")
                return Exit.DONE
        with store.lock.hold("undo"), progress() as update:
            done = undo_run(
                run_id,
                store,
                store.state,
                now=datetime.now(UTC),
                zone=opened.settings.rto.timezone,
                progress=partial(update, "undoing"),
            )
    _show(done, done=True, as_json=as_json)
    return _code(done)


def can_ask() -> bool:
    """Whether a person sits at a terminal."""
    return sys.stdin.isatty() and is_terminal()


def _code(found: Undo) -> Exit:
    return Exit.ATTENTION if found.left else Exit.DONE


def _show(found: Undo, *, done: bool, as_json: bool) -> None:
    if as_json:
        show_values(undo=found, undone=found.undone, left=found.left, in_talent=found.in_talent)
    else:
        show_undo(screen(), found, done=done)
