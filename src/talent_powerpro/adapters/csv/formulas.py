"""Cells that a spreadsheet would take for a formula: defused when written, restored when read.

A name such as ``=cmd()`` in a file of ours would be run where somebody opens the file. An
apostrophe before it makes it a text in every spreadsheet. `restored` takes away what
`defused` added and nothing else, whatever the text.
"""

from __future__ import annotations

import re

_BEGINS = "=+\\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}" + (
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""What a formula begins with, or what a spreadsheet drops before looking; the wide ones are
taken for the narrow ones in some languages. https://owasp.org/www-community/attacks/CSV_Injection"""

# Apostrophes that were there before count too: otherwise one of those would be taken away.
_DANGEROUS = re.compile(f"'*[{_BEGINS}]")
_DEFUSED = re.compile(f"'+[{_BEGINS}]")


def defused(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> defused("+61 412")
    "'+61 412"
    >>> defused("O'Neil")
    "O'Neil"
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` made this cell of; any other cell as it is.

    >>> restored("'+61 412")
    '+61 412'
    """
    return cell[1:] if _DEFUSED.match(cell) else cell
