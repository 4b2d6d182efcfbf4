"""What is wrong with a set of import files: every fault of every file, at once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import printable

LONGEST_SHOWN = 60
"""Characters of a value that a message shows; the rest is cut."""


@frozen(kw_only=True)
class ImportFault:
    """One fault, and what to do about it."""

    file: str
    line: int | None = None
    """The physical line on which the record starts, from 1; ``None``: the file as a whole."""
    column: str = ""
    """As the reference names it, several joined by commas; ``""``: the line as a whole."""
    value: str = ""
    """As it stands in the file, but for blanks around it. `shown` makes it fit for a screen."""
    problem: str
    """What is the matter, as the end of a sentence that the value begins, or else the place."""
    remedy: str
    """What a person does now, as a sentence."""

    def __str__(self) -> str:
        """One line, whatever the file holds."""
        line = "" if self.line is None else f", line {self.line}"
        column = f", {self.column}" if self.column else ""
        value = f': "{shown(self.value)}"' if self.value else ""
        return f"{self.file}{line}{column}{value} {self.problem}. {self.remedy}"


class ImportFaults(SettingsFault):
    """Files that cannot be imported as they are. Nothing was."""

    reason = "import-files"

    # The one override of the base: each fault is a value here, and a line of text as str().
    faults: tuple[ImportFault, ...]  # type: ignore[assignment]

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        found = tuple(faults)
        super().__init__(
            map(str, found), remedy="Nothing was imported. Mend these, then import again."
        )
        self.faults = found


def shown(text: str) -> str:
    """A text fit for one line of a screen: nothing that moves the cursor, and not too long.

    >>> shown("GO\\nMEZ")
    'GO\\\\nMEZ'
    """
    return printable(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...")
