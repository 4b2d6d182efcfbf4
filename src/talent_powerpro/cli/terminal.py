"""Output on a terminal: tables and colour, by rich.

Rich gets `Text` objects, never markup: see `screen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from talent_powerpro.cli.columns import fitted
from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import printable
from talent_powerpro.records.record import RecordStatus

COLOURS = {
    RecordStatus.PROVISIONED: "green",
    RecordStatus.WRITTEN: "green",
    RecordStatus.HELD: "bold yellow",
    RecordStatus.FAILED: "bold red",
    RecordStatus.DEFERRED: "magenta",
    RecordStatus.NOT_REACHED: "magenta",
}
"""Colours of cells and lines that begin with a record's status."""


GAP = 2
"""Cells between two columns of a table on a terminal."""


def terminal_screen() -> Screen:
    """The screen of this process's terminal."""
    return TerminalScreen(Console(highlight=False))


class TerminalScreen:
    """Tables and colour, by rich."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun = False

    def title(self, text: str) -> None:
        self._headed(text.upper(), "bold reverse")

    def heading(self, text: str) -> None:
        self._headed(text, "bold cyan")

    def _headed(self, text: str, style: str) -> None:
        if self._begun:
            self.line()
        self._begun = True
        self._console.print(Text(printable(text), style=style))

    def line(self, text: str = "", *, indent: int = 0) -> None:
        self._begun = True
        # Left for the terminal to wrap, so that the text is copied as one line.
        self._console.print(Text(" " * indent).append(coloured(text)), soft_wrap=True)

    def tabbed(self, cells: Iterable[str]) -> None:
        self._begun = True
        # Rich expands tabs to spaces.
        self._console.print(Text("\t".join(map(printable, cells))), soft_wrap=True)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        cells = [[coloured(cell) for cell in row] for row in rows]
        if not cells:
            return
        table = Table(
            box=box.SIMPLE_HEAD,
            header_style="bold",
            show_edge=False,
            pad_edge=False,
            collapse_padding=True,
        )
        texts = [titles, *([cell.plain for cell in row] for row in cells)]
        room = self._console.width - GAP * (len(titles) - 1)
        found = fitted(list(zip(*texts, strict=True)), room)
        widths: Sequence[int | None] = found or [None] * len(titles)
        for title, width in zip(titles, widths, strict=True):
            table.add_column(Text(title), overflow="fold", width=width)
        for row in cells:
            table.add_row(*row)
        self._console.print(table)

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs:
            lines = "\n".join(printable(part) for part in value.splitlines())
            table.add_row(Text(printable(name)), Text(lines))
        self._console.print(table)


def coloured(text: str) -> Text:
    """A text in the colour of the status it begins with, if it begins with one."""
    first = text.partition(":")[0].casefold()
    return Text(printable(text), style=next((c for s, c in COLOURS.items() if s == first), ""))
