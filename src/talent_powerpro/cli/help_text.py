"""The text of ``--help``, wrapped between words alone."""

from __future__ import annotations

from collections.abc import Iterable

import click

_WHOLE = str.maketrans("-", "\N{NON-BREAKING HYPHEN}")
_BACK = str.maketrans("\N{NON-BREAKING HYPHEN}", "-")


class WholeWords(click.HelpFormatter):
    """click's formatter, which never breaks an option or a code at one of its hyphens."""

    def write(self, string: str) -> None:
        super().write(string.translate(_BACK))

    def write_text(self, text: str) -> None:
        super().write_text(text.translate(_WHOLE))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        whole = [(first.translate(_WHOLE), second.translate(_WHOLE)) for first, second in rows]
        super().write_dl(whole, col_max, col_spacing)


class HelpContext(click.Context):
    """The context of a command whose help is wrapped between words."""

    formatter_class = WholeWords


def with_whole_words(command: click.Command) -> click.Command:
    """The command, and those of a group, with help that is wrapped between words."""
    command.context_class = HelpContext
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        with_whole_words(each)
    return command
