"""The command ``talent-powerpro init``."""

from __future__ import annotations

import os
from pathlib import Path

import click
from attrs import evolve

from talent_powerpro.cli.asking import can_ask
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option
from talent_powerpro.cli.screen import Screen, screen, show_values, warn
from talent_powerpro.config.new_folder import (
    KEPT,
    KEY_FILE,
    Answers,
    FolderPart,
    Lacking,
    fill,
    lacking,
)
from talent_powerpro.config.sections import PLACEHOLDER_URL
from talent_powerpro.config.settings import SETTINGS_FILE
from talent_powerpro.errors import PowerProUnusable

QUESTIONS = {
    "name": "Name of the RTO",
    "url": "Address of the TalentLMS portal, as in the browser",
    "timezone": "Time zone of the RTO",
}


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--url", metavar="URL", help="Address of the TalentLMS portal.")
@click.option("--timezone", metavar="ZONE", help="Time zone of the RTO, such as Australia/Perth.")
@click.option("--name", metavar="NAME", help="Name of the RTO.")
@click.option(
    "--store",
    metavar="ADDRESS",
    help="Address of the store, without a password. Default: a SQLite file in DIR.",
)
@json_option
def init(folder: Path, *, as_json: bool, **options: str | None) -> Exit:
    """Create settings, empty import files and a store in DIR.

    DIR defaults to the current folder. Existing files are not changed. On a terminal the command
    asks for what is not given. A store on a database server needs --name; its database must exist,
    and POWERPRO_STORE_PASSWORD has the password of its user.

    \b
    Example:
      talent-powerpro init my-rto --url https://acme.talentlms.com --timezone Australia/Perth
    """
    given = {field: value for field, value in options.items() if value is not None}
    new = not (folder / SETTINGS_FILE).exists()
    answers = Answers(**given)
    if new and can_ask(as_json=as_json) and not answers.faults():
        answers = asked(answers, [field for field in QUESTIONS if field not in given])
    parts = fill(folder, answers)
    if given and not new:
        warn(f"{folder / SETTINGS_FILE} was already there and is unchanged. Edit it instead.")
    if new and answers.timezone == Answers().timezone and "timezone" not in given:
        warn(f"The time zone is {answers.timezone}. Change it under [rto] if the RTO has another.")
    if as_json:
        show_values(folder=str(folder), parts={part.name: part.done for part in parts})
    else:
        show_parts(screen(), parts)
        fresh = Lacking(settings=answers.url == PLACEHOLDER_URL, key=True)
        screen().line(next_step(folder, fresh if new else lacking(folder, os.environ)))
    # Settings with faults are still to be edited: that is the next step, and no failure.
    unusable = any(isinstance(part.fault, PowerProUnusable) for part in parts)
    return Exit.UNUSABLE if unusable else Exit.DONE


def asked(answers: Answers, names: list[str]) -> Answers:
    """The answers with those to the questions *names*, each asked until it is valid."""
    for name in names:
        default = getattr(answers, name) if name == "timezone" else None
        answers = evolve(answers, **{name: answer_to(name, default)})
    return answers


def answer_to(name: str, default: str | None) -> str:
    """A valid answer to the question *name*, which is asked again after each fault."""
    while True:
        text: str = click.prompt(QUESTIONS[name], default=default, err=True)
        faults = Answers(**{name: text}).faults_of(name)
        if not faults:
            return text
        # Not by click, whose own messages begin differently and are never wrapped.
        warn(f"error: {faults[0]}")


def next_step(folder: Path, lacks: Lacking) -> str:
    """What a person does next; nothing that is done already."""
    steps = []
    if lacks.settings:
        steps.append(f"edit {folder / SETTINGS_FILE}, ")
    if lacks.key:
        steps.append(f"put the API key in {folder / KEY_FILE}, ")
    before = f"{''.join(steps)}then " if steps else ""
    return f"Next: {before}import PowerPro's CSV files with `talent-powerpro import DIR`."


def show_parts(shown_on: Screen, parts: tuple[FolderPart, ...]) -> None:
    shown_on.table(
        ("File", "Result"),
        [(part.name, "already there" if part.done == KEPT else part.done) for part in parts],
    )
