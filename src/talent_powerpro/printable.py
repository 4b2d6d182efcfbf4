"""A text as it may be shown: one line, on which every character is seen and none steers.

Names, error messages and comments are other people's. Screens, the sync log and messages show
them through `printable`, JSON through `printable_json`; what is stored and compared stays as
it came.
"""

from __future__ import annotations

import json
import re

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
