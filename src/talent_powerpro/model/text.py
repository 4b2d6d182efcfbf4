"""Texts: compared, shown, and kept secret.

Names, error messages and comments are other people's. Screens, the sync log and messages show
them through `printable`, JSON through `printable_json`; what is stored and compared stays as
it came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date


class Secret:
    """A text that no log, repr, comparison or plan shows. `reveal` is for the wire alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__


def plain(text: str) -> str:
    """A text for comparing: trimmed, inner white space as one blank, without case."""
    return " ".join(text.split()).casefold()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for case and white space."""
    return plain(one) == plain(other)


def talent_number(text: str) -> str | None:
    """A Talent id as typed, made plain; ``None`` unless ASCII digits above zero.

    Leading zeros go, so that ``07`` and ``7`` are one id.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    return digits.lstrip("0") or None


def display_name(parts: Iterable[str]) -> tuple[str, ...]:
    """Names as people are shown them: as stored, but ``JOANA GOMEZ`` as ``Joana Gomez``.

    Only names that are wholly upper case change; ``Joana GOMEZ`` stays as stored.
    """
    names = tuple(part.strip() for part in parts)
    return tuple(n.title() for n in names) if " ".join(names).isupper() else names


def day_text(day: date | None) -> str:
    """A date as PowerPro shows it, ``dd/mm/yyyy``; blank for ``None``."""
    return f"{day:%d/%m/%Y}" if day else ""


# --- texts as they may be shown ----------------------------------------------------

_PERHAPS = re.compile(r"[^\n\x20-\x7e]")
"""All that might not print; letters outside of ASCII are looked at one by one."""


def printable(text: str) -> str:
    """The text with whatever does not print written as an escape.

    Line ends of all kinds, tabs, control characters, terminal escapes, marks that turn the
    direction of writing, characters without width, half characters. Blanks other than the
    plain one are told apart from it so.

    >>> printable("GO\\nMEZ")
    'GO\\\\nMEZ'
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def printable_json(text: str) -> str:
    r"""JSON text that means the same, with whatever does not print in its texts escaped.

    JSON itself asks for no more than the first 32 characters. Line breaks between its values
    stay.

    >>> printable_json('{"name": "GOMEZ\x9b"}')
    '{"name": "GOMEZ\\u009b"}'
    """
    return _PERHAPS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]
