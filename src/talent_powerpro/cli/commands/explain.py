"""The command ``talent-powerpro explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.explanation import show_explanation
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.cli.unreadable import say_left_out, say_unreadable
from talent_powerpro.config.bootstrap import Connected, open_agent, open_settings, open_to_read
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.json import as_json as json_of
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.agent_state import required
from talent_powerpro.services.explaining import Explanation, StoredFacts
from talent_powerpro.services.finding import find_enrolment

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import SqlPowerPro


@click.command()
@click.argument("wanted", metavar="ENROLMENT")
@click.option("--offline", is_flag=True, help="Use stored facts alone. Makes no call to TalentLMS.")
@settings_option
@json_option
def explain(wanted: str, offline: bool, settings_file: Path, as_json: bool) -> Exit:
    """Explain one enrolment: what a run would do with it, and why.

    ENROLMENT is an enrolment id, or the code, e-mail or name of its client. Shows every condition
    with its value, each unit with the Talent unit that it matches, holds with what an answer
    does, and what earlier runs did. Writes nothing.

    \b
    Example:
      talent-powerpro explain gomez
    """
    if offline:
        opened = open_settings(settings_file)
        with opened.store() as store:
            enrolment = find_enrolment(wanted, store)
            found = stored(opened.rules(), store, enrolment)
            unreadable = say_left_out(store)
    else:
        connected = open_to_read(settings_file)
        with connected.store() as store:
            enrolment = find_enrolment(wanted, store)
            unreadable = say_left_out(store)
        found = asked(connected, enrolment)
    if as_json:
        show_json(json_of(found))
    else:
        show_explanation(screen(), found)
    return max(unreadable, say_unreadable(enrolment.unreadable))


def stored(rules: Rules, store: SqlPowerPro, enrolment: Enrolment) -> Explanation:
    """The explanation from stored facts alone."""
    state = store.state
    facts = StoredFacts(
        required(state.journal),
        required(state.holds),
        required(state.looks),
        required(state.evidence),
        required(state.lists),
    )
    today = now_utc().astimezone(rules.zone).date()
    return facts.explain(enrolment, rules, Day(today, today, rules.policy.export_window))


def asked(opened: Connected, enrolment: Enrolment) -> Explanation:
    """The explanation with what TalentLMS says now."""
    for warning in opened.warnings:
        warn(warning)
    with (
        progress() as update,
        open_agent(opened, listeners=(ProgressListener(update),)) as agent,
    ):
        return agent.explain(enrolment.id)
