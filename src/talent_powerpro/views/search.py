"""The search boxes of the contact log's and the sync log's windows."""

from __future__ import annotations

from talent_powerpro.model import plain


def matches(searched: str, *shown: str) -> bool:
    """True if one of the texts *shown* contains *searched*, without case; a blank one matches all.

    >>> matches("gomez", "JOANA GOMEZ")
    True
    """
    return any(plain(searched) in plain(text) for text in shown)
