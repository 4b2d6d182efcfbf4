"""Where the lines of a module are after it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def moved(lines: Iterable[int], was: str, now: str) -> set[int]:
    """The lines of *now* that stand for *lines* of *was*.

    An unchanged line stands for itself. Lines that replace others stand for all of them, and new
    ones for the lines around them, so that what reached a passage reaches its new wording.
    """
    before, found = set(lines), set[int]()
    pieces = SequenceMatcher(None, was.splitlines(), now.splitlines(), autojunk=False)
    for kind, first, last, begin, end in pieces.get_opcodes():
        if kind == "equal":
            found |= {each - first + begin for each in before if first < each <= last}
        elif any(first <= each <= last + 1 for each in before):
            found |= set(range(begin + 1, end + 1))
    return found
