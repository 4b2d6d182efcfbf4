"""The page of what ``--help`` prints, made from the commands.

``nox -s generated`` writes docs/reference/help.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from talent_powerpro.cli.app import WIDEST, app
from talent_powerpro.cli.commands.fleet import fleet

FILE = Path(__file__).parents[2] / "docs" / "reference" / "help.md"
HEAD = """\
# What `--help` prints

The help of each command, as on a terminal. [The command](command.md) has a line for each, with
links to the how-tos.
"""


def page() -> str:
    sections = (f"\n## `{name}`\n\n```text\n{text}```\n" for name, text in helps())
    return HEAD + "".join(sections)


def helps() -> Iterator[tuple[str, str]]:
    """Each command's name and help: first that of all together."""
    name = "talent-powerpro"
    yield name, help_of(app, name)
    for each in app.commands:
        yield f"{name} {each}", help_of(app.commands[each], f"{name} {each}")
    for each, command in fleet.commands.items():
        yield f"{name} fleet {each}", help_of(command, f"{name} fleet {each}")


def help_of(command: click.Command, name: str) -> str:
    settings = {**app.context_settings, **command.context_settings, "terminal_width": WIDEST}
    with command.context_class(command, info_name=name, **settings) as context:
        return f"{command.get_help(context)}\n"


def write() -> None:
    FILE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
