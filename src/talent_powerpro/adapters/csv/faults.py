"""Faults of import files, collected over all files so that they are reported at once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import printable

LONGEST_SHOWN = 60
"""Characters of a value that a message shows before it is cut."""


@frozen(kw_only=True)
class ImportFault:
    """One fault in one file, with its remedy."""

    file: str
    line: int | None = None
    """The physical line on which the record starts, from 1; ``None``: the whole file."""
    column: str = ""
    """The column title, or several joined by commas; ``""``: the whole line."""
    value: str = ""
    """The cell as it is in the file, trimmed. Pass it through `shown` before printing it."""
    problem: str
    """The predicate of a sentence whose subject is the value, or the place where there is none."""
    remedy: str
    """The instruction to the reader, as one or more sentences."""

    def __str__(self) -> str:
        """One line of text: file, line, column, value, problem and remedy."""
        line = "" if self.line is None else f", line {self.line}"
        column = f", {self.column}" if self.column else ""
        value = f': "{shown(self.value)}"' if self.value else ""
        return f"{self.file}{line}{column}{value} {self.problem}. {self.remedy}"


class ImportFaults(SettingsFault):
    """Import files with faults. Nothing was imported."""

    reason = "import-files"

    # The base class has texts here. These are values, and str() gives the text.
    faults: tuple[ImportFault, ...]  # type: ignore[assignment]

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        found = tuple(faults)
        super().__init__(
            map(str, found), remedy="Nothing was imported. Correct these faults, then import again."
        )
        self.faults = found


def shown(text: str) -> str:
    """The text shortened, and with control characters escaped, for one line of a screen.

    >>> shown("GO\\nMEZ")
    'GO\\\\nMEZ'
    """
    return printable(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...")
