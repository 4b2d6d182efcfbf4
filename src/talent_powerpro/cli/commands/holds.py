"""The command ``talent-powerpro holds``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.holds import show_answers, show_failures, show_holds
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.records.blocks import blocks, of_holds
from talent_powerpro.records.holds import current_answers, hold_id
from talent_powerpro.services.holds import lapsed, waiting


@click.command()
@settings_option
@json_option
def holds(settings_file: Path, as_json: bool) -> Exit:
    """List held and failed records, and answers.

    Shows first what waits for a person, each cause once with its names and what to do: holds,
    remarks, and records whose data need correction. Then what was released or kept, and last the
    answers that have lapsed. Once you have fixed the
    cause of a hold, the next run removes it from the list.

    \b
    Example:
      talent-powerpro holds
    """
    opened = open_settings(settings_file)
    with opened.store() as store:
        unanswered = waiting(store.holds)
        answers = tuple(current_answers(store.holds.answers()).values())
        gone = lapsed(store.holds)
        failures = store.lists.failures()
        code = say_left_out(store)
    if as_json:
        show_values(
            holds=[{"id": each.id, "hold": each} for each in unanswered if each.held],
            remarks=[{"id": each.id, "remark": each} for each in unanswered if not each.held],
            blocks=list(blocks(of_holds(unanswered))),
            failed=failures,
            answers=[
                {"id": hold_id(*each.key), "answer": each, "lapsed": each.key in gone}
                for each in answers
            ],
        )
        return code
    shown_on = screen()
    show_holds(shown_on, unanswered)
    show_failures(shown_on, failures, opened.settings.rto.timezone)
    show_answers(shown_on, answers, gone, opened.settings.rto.timezone)
    return code
