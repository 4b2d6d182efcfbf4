"""Protection against formula injection: cells are defused when written, restored when read.

A spreadsheet that opens the file would run a name such as ``=cmd()`` as a formula. An
apostrophe before it makes it text. `restored` undoes `defused` exactly, for any text.
"""

from __future__ import annotations

import re

_BEGINS = "=+\\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}" + (
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""Characters that begin a formula, or that a spreadsheet skips before it looks for one. Some
language versions treat the full-width forms alike.
https://owasp.org/www-community/attacks/CSV_Injection"""

# A text that already begins with an apostrophe and a sign gets another one. Otherwise
# `restored` would remove the text's own.
_DANGEROUS = re.compile(f"'*[{_BEGINS}]")
_DEFUSED = re.compile(f"'+[{_BEGINS}]")


def defused(text: str) -> str:
    """Returns the text as a cell that no spreadsheet runs as a formula.

    >>> defused("+61 412")
    "'+61 412"
    >>> defused("O'Neil")
    "O'Neil"
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def restored(cell: str) -> str:
    """Returns the text that `defused` made this cell from; any other cell unchanged.

    >>> restored("'+61 412")
    '+61 412'
    """
    return cell[1:] if cell[:1] == "'" and _DEFUSED.match(cell) else cell
