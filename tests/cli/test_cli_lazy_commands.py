"""The commands by name: each is loaded when it is first looked up."""

from __future__ import annotations

import sys

import click
import pytest

from talent_powerpro.cli.app import app
from talent_powerpro.cli.help_text import HelpContext
from talent_powerpro.cli.lazy_commands import SENTENCES, LazyCommands


def test_the_list_of_commands_has_the_first_sentence_of_each_help() -> None:
    assert {name: command.get_short_help_str(200) for name, command in app.commands.items()} == (
        dict(SENTENCES)
    )


def test_a_command_is_found_by_its_name_and_its_help_breaks_no_word() -> None:
    for name in SENTENCES:
        command = LazyCommands()[name]
        assert command.name == name
        within = command.commands.values() if isinstance(command, click.Group) else ()
        assert {each.context_class for each in (command, *within)} == {HelpContext}, name


def test_a_command_is_loaded_once_and_not_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = "talent_powerpro.cli.commands.tab"
    monkeypatch.delitem(sys.modules, module, raising=False)
    commands = LazyCommands()
    assert list(commands) == list(SENTENCES)
    assert "tab" in commands
    assert "tub" not in commands
    assert module not in sys.modules
    assert commands["tab"] is commands["tab"]
    assert module in sys.modules
    with pytest.raises(KeyError):
        commands["tub"]


def test_commands_can_be_added_and_removed() -> None:
    commands = LazyCommands()
    commands["plan"] = commands["run"]
    assert commands["plan"].name == "run"
    del commands["plan"]
    assert "plan" not in commands
    assert len(commands) == len(SENTENCES) - 1
