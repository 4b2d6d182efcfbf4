"""Help is wrapped between words, and never within an option or a code."""

from __future__ import annotations

import click
import pytest

from talent_powerpro.cli.help_text import HelpContext, WholeWords, with_whole_words

SHOWN = """\
Usage: act [OPTIONS] COMMAND [ARGS]...

  Write one course-unconfirmed to the log
  agents-own-long-log.

Options:
  --although-not-today  Provision them in
                        to-be-or-not-to-be-land.
  --help                Show this message and
                        exit.

Commands:
  set-export  Tick the boxes of those-of-all.
"""


@pytest.fixture
def group() -> click.Group:
    made = click.Group(
        "act",
        help="Write one course-unconfirmed to the log agents-own-long-log.",
        params=[
            click.Option(
                ["--although-not-today"],
                is_flag=True,
                help="Provision them in to-be-or-not-to-be-land.",
            )
        ],
    )
    inner = click.Command("set-export", help="Tick the boxes of those-of-all.")
    made.add_command(inner)
    return made


def help_of(command: click.Command) -> str:
    context = command.context_class(command, info_name=command.name, terminal_width=50)
    return f"{command.get_help(context)}\n"


def test_no_option_and_no_code_is_broken_at_a_hyphen(group: click.Group) -> None:
    before = help_of(group)
    assert with_whole_words(group) is group
    assert help_of(group) != before
    assert help_of(group) == SHOWN
    assert [each.context_class for each in group.commands.values()] == [HelpContext]


def test_a_list_keeps_the_room_between_its_columns_that_it_is_given() -> None:
    rows = [("a-b", "one-two"), ("c", "three")]
    usual, wide = WholeWords(width=60), WholeWords(width=60)
    usual.write_dl(rows)
    wide.write_dl(iter(rows), col_max=2, col_spacing=5)
    assert usual.getvalue() == "a-b  one-two\nc    three\n"
    assert wide.getvalue() == "a-b\n       one-two\nc      three\n"
