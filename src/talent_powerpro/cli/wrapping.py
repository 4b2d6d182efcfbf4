"""Wrapping of texts on a terminal: between words, and never within a command or a code."""

from __future__ import annotations

import re

from rich.cells import cell_len

HANGING = 2
"""Cells by which the further lines of a text are indented."""

# A command in backticks is one piece, so that it is copied as one line.
_PIECES = re.compile(r"\s*(?:`[^`]*`[^\s`]*|\S+)")


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than *width* cells unless one piece alone is.

    Lines after the first begin with `HANGING` blanks. A text that fits is one line, as it is.
    """
    if cell_len(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if line.strip() and cell_len(line + piece) > width:
            lines.append(line)
            line = " " * HANGING + piece.lstrip()
        else:
            line += piece
    return [*lines, line]
