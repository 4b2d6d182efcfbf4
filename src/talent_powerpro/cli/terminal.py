"""Output on a terminal: tables and colour, by rich.

Rich gets `Text` objects, never markup: see `screen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from talent_powerpro.cli.columns import fitted
from talent_powerpro.cli.screen import Screen
from talent_powerpro.cli.wrapping import wrapped
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

OF_CONDITIONS = {
    "faulty settings": "bold red",
    "late": "bold red",
    "stopped": "bold red",
    "paused": "magenta",
    "on time": "green",
}
"""Colours of cells that are the condition of a fleet's RTO."""


LEAST = 16
"""Cells that a text has at least, on however narrow a terminal."""

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
        whole = coloured(text)
        for part in wrapped(whole.plain, max(self._console.width - indent, LEAST)):
            line = Text(" " * indent).append(Text(part, style=whole.style))
            self._console.print(line, soft_wrap=True)

    def tabbed(self, cells: Iterable[str]) -> None:
        self._begun = True
        *first, last = map(printable, cells)
        begin = "".join(f"{cell}\t" for cell in first)
        indent = len(begin.expandtabs())
        lines = wrapped(last, self._console.width - indent)
        if max(map(cell_len, lines)) > self._console.width - indent:
            # A word has no room beside the first cells, so the text begins below them.
            indent = GAP
            lines = ["", *wrapped(last, self._console.width - indent)]
        for number, part in enumerate(lines):
            # Rich expands tabs to spaces.
            before = " " * indent if number else begin
            self._console.print(Text(f"{before}{part}"), soft_wrap=True)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        cells = [[coloured(cell) for cell in row] for row in rows]
        if not cells:
            return
        self._begun = True
        table = Table(
            box=box.SIMPLE_HEAD,
            header_style="bold",
            show_edge=False,
            pad_edge=False,
            collapse_padding=True,
        )
        texts = [titles, *([cell.plain for cell in row] for row in cells)]
        room = self._console.width - GAP * (len(titles) - 1)
        widths = fitted(list(zip(*texts, strict=True)), room)
        if widths is None:
            self._stacked(titles, cells)
            return
        for title, width in zip(titles, widths, strict=True):
            table.add_column(Text(title), overflow="fold", width=width)
        for row in cells:
            table.add_row(*row)
        self._console.print(table)

    def _stacked(self, titles: Sequence[str], rows: Iterable[Sequence[Text]]) -> None:
        """Print a table that has no room as one block for each row, so that no word is broken."""
        for number, row in enumerate(rows):
            if number:
                self.line()
            self.fields(zip(titles, (cell.plain for cell in row), strict=True))

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        found = [(printable(name), value) for name, value in pairs]
        width = max((cell_len(name) for name, _ in found), default=0) + GAP
        is_narrow = self._console.width - width < LEAST
        if is_narrow:
            width = GAP
        for name, value in found:
            self._begun = True
            if is_narrow:
                self._console.print(Text(name, style="dim"), soft_wrap=True)
                name = ""
            lines = [
                part
                for text in value.splitlines() or [""]
                for part in wrapped(printable(text), max(self._console.width - width, LEAST))
            ]
            for number, part in enumerate(lines):
                shown = "" if number else name
                before = shown + " " * (width - cell_len(shown))
                line = Text.assemble((before, "dim"), coloured(part))
                line.rstrip()
                self._console.print(line, soft_wrap=True)


def coloured(text: str) -> Text:
    """A text in the colour of the status it begins with, or of the condition that it is."""
    first = text.partition(":")[0].casefold()
    style = next((c for s, c in COLOURS.items() if s == first), OF_CONDITIONS.get(text, ""))
    return Text(printable(text), style=style)
