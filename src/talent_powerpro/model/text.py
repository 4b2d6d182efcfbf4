"""Functions for texts: comparing them, showing them safely, and keeping them secret.

Names, error messages and comments come from other people. Screens and the sync log show them
through `printable`, JSON through `printable_json`. Texts are stored and compared as they came.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date


class Secret:
    """A text that no log, repr, comparison or plan shows. Only requests call `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__


def plain(text: str) -> str:
    """The text for comparing: trimmed, each inner white space as one blank, without case."""
    return " ".join(text.split()).casefold()


def same_text(one: str, other: str) -> bool:
    """True if two texts are equal apart from case and white space."""
    return plain(one) == plain(other)


def visible(text: str) -> str:
    """The text without the characters that nobody sees.

    These are byte-order marks, zero-width characters, soft hyphens and the rest of Unicode's
    category Cf. Word processors and web pages leave them in copied text.
    """
    # Nearly all texts are ASCII, which has none of them.
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def talent_number(text: str) -> str | None:
    """The Talent id that a person typed, or ``None`` unless it is ASCII digits above zero.

    Leading zeros are dropped, so that ``07`` and ``7`` are one id.
    """
    digits = text.strip()
    # `isdigit` alone also accepts superscripts and the digits of other scripts.
    if not (digits.isascii() and digits.isdigit()):
        return None
    return digits.lstrip("0") or None


_BESIDE_DIGITS = frozenset("='\",.")
# Excel shows a long number as 2.02E+09.
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def is_mangled_number(text: str) -> bool:
    """True for a number that a spreadsheet or a copy changed: ``7.0``, ``1,234``, ``="7"``.

    Apart from digits it has only blanks inside, invisible characters or ``= ' " , .``; or it is in
    the form ``2.02E+09``. Blanks around it do not count.
    """
    inner = text.strip()
    beside = {char for char in inner if char not in "0123456789"}
    if not beside or beside == set(inner):
        return False
    return bool(_SCIENTIFIC.fullmatch(visible(inner))) or all(
        char in _BESIDE_DIGITS or char.isspace() or not visible(char) for char in beside
    )


def display_name(parts: Iterable[str]) -> tuple[str, ...]:
    """Names for people to read: as stored, but ``JOANA GOMEZ`` as ``Joana Gomez``.

    Only names in capitals throughout change; ``Joana GOMEZ`` stays as stored.
    """
    names = tuple(part.strip() for part in parts)
    # No rule knows how van der Berg or McDonald is spelt. One lower-case letter means that
    # somebody chose the spelling. TalentLMS prints the name on certificates.
    return tuple(n.title() for n in names) if " ".join(names).isupper() else names


def day_text(day: date | None) -> str:
    """The date as PowerPro shows it, ``dd/mm/yyyy``; blank for ``None``."""
    return f"{day:%d/%m/%Y}" if day else ""


# --- texts as they may be shown ----------------------------------------------------

_PERHAPS = re.compile(r"[^\n\x20-\x7e]")
"""Characters that may not print. Letters outside ASCII are checked one by one."""


def printable(text: str) -> str:
    """The text with every character that does not print written as an escape.

    These are line ends, tabs, control characters, terminal escapes, marks that change the
    direction of writing, characters without width, half characters (surrogates), and blanks
    other than the plain one.

    >>> printable("GO\\nMEZ")
    'GO\\\\nMEZ'
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def printable_json(text: str) -> str:
    r"""Equal JSON text in which every character that does not print is escaped.

    JSON itself requires that only for the first 32 characters. Line breaks between values stay.

    >>> printable_json('{"name": "GOMEZ\x9b"}')
    '{"name": "GOMEZ\\u009b"}'
    """
    return _PERHAPS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]
