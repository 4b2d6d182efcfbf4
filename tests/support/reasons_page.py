"""The tables of the page of reasons, made from the reasons in the code.

``nox -s generated`` writes them into docs/reference/reasons.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from talent_powerpro.records.reasons import REASONS, Reason

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reasons.md"
BEGIN, END = "<!-- generated: {} -->\n\n", "\n<!-- end of what is generated -->"
LAST = {"by_policy": "remedy of a hold", "remarked": "what you can do"}
"""The head of the last column, where it is not ``remedy``."""


def table(kind: str) -> str:
    """The reasons of a kind as a table of Markdown."""
    by_policy = kind == "by_policy"
    head = ["reason", "cause and consequence", LAST.get(kind, "remedy")]
    if by_policy:
        head.insert(2, "field")
    lines = [head, ["---"] * len(head)]
    lines += [list(cells(each, by_policy=by_policy)) for each in REASONS[kind]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cells(reason: Reason, *, by_policy: bool) -> Iterator[str]:
    codes = ", ".join(f"`{code}`" for code in reason.codes)
    yield codes if reason.releasable else f"{codes} *"
    yield reason.cause
    if by_policy:
        yield f"`{reason.setting}`"
    yield reason.remedy


def page() -> str:
    """The whole page: what is written by hand, and the tables."""
    text = PAGE.read_text(encoding="utf-8")
    for kind in REASONS:
        head, begin, rest = text.partition(BEGIN.format(kind))
        if not begin:
            raise ValueError(f"{PAGE} has no place for the reasons {kind!r}")
        text = head + begin + table(kind) + END + rest.partition(END)[2]
    return text


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
