"""Every command's options, defaults and words are as its page has them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from support import help_page
from talent_powerpro.cli.app import app
from talent_powerpro.cli.commands.fleet import fleet


def paths() -> Iterator[tuple[str, click.Parameter]]:
    """What each command takes as a path, with the command's name."""
    for name, command in {**app.commands, **fleet.commands}.items():
        taken = inspect.unwrap(command.callback).__annotations__ if command.callback else {}
        for each in command.params:
            if str(taken.get(each.name)).startswith("Path"):
                yield name, each


def test_the_page_has_the_help_of_each_command_as_it_is_printed() -> None:
    """If this fails, run ``nox -s generated``."""
    assert help_page.FILE.read_text(encoding="utf-8") == help_page.page()


def test_each_command_has_the_name_by_which_it_is_called() -> None:
    assert [each.name for each in app.commands.values()] == list(app.commands)


def test_no_list_of_commands_cuts_a_sentence() -> None:
    lines = help_page.page().splitlines()
    assert [each for each in lines if each.endswith("...") and "Usage:" not in each] == []


def test_what_a_command_takes_as_a_path_is_one() -> None:
    found = {(name, *each.opts): each.type for name, each in paths()}
    assert len(found) > 50
    assert {
        name: kind
        for name, kind in found.items()
        if not isinstance(kind, click.Path) or kind.type is not Path
    } == {}


def test_files_that_are_looked_at_before_the_command_begins_are_no_folders() -> None:
    refused = {
        (name, *each.opts)
        for name, each in paths()
        if isinstance(each.type, click.Path) and not each.type.dir_okay
    }
    assert refused == {("shadow", "--memory"), ("plan", "--out"), ("sandbox", "--portal")}
