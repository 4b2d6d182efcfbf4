"""Column widths of tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Widths that fit into *room* cells without breaking a word; ``None`` if there are none.

    The first text of a column is its title. Titles are wrapped before other texts, and wide
    columns before narrow ones. Rich's own widths break words although there is room.
    """
    found = [max(map(cell_len, texts)) for texts in columns]
    only_titles_wrapped = [
        max(_longest_word(title), *map(cell_len, texts)) for title, *texts in columns
    ]
    all_wrapped = [max(map(_longest_word, texts)) for texts in columns]
    for least in (only_titles_wrapped, all_wrapped):
        while sum(found) > room:
            wrappable = [number for number, width in enumerate(found) if width > least[number]]
            if not wrappable:
                break
            found[max(wrappable, key=found.__getitem__)] -= 1
    return found if sum(found) <= room else None


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)
