"""Tables fit a terminal of 80 columns, and break no word as long as there is room."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.console import Console

from talent_powerpro.cli.columns import fitted
from talent_powerpro.cli.terminal import TerminalScreen

TAB = ("Code", "Unit/Module Name", "Start Date", "Outcome/Result", "Outcome Date", "Tooltip")
RESULT = (
    "ICTWEB305",
    "Produce digital images for the web",
    "16/05/2022",
    "20 - Competency achieved/pass",
    "13/06/2022",
    "[Talent Integration Agent]",
)


def test_columns_that_have_room_keep_their_widths() -> None:
    assert fitted([("Code", "ICTWEB305"), ("Name", "Web")], 13) == [9, 4]


def test_titles_are_wrapped_before_other_texts() -> None:
    assert fitted([("Enrolment ID", "1001"), ("After", "[x] 27/11/2026")], 25) == [11, 14]


def test_wide_columns_are_wrapped_before_narrow_ones() -> None:
    assert fitted([("A", "one two"), ("B", "three four five")], 18) == [7, 11]


def test_there_are_no_widths_where_a_word_has_no_room() -> None:
    assert fitted([("Code", "ICTWEB305"), ("Name", "Web")], 12) is None


def test_a_blank_cell_needs_no_room() -> None:
    assert fitted([("Outcome Date", ""), ("Name", "one two")], 14) == [7, 7]


def drawn(width: int) -> list[str]:
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, color_system=None, width=width, legacy_windows=False
    )
    TerminalScreen(console).table(TAB, [RESULT])
    return stream.getvalue().splitlines()


def test_the_guides_results_break_no_word_at_80_columns() -> None:
    lines = drawn(80)
    assert max(map(len, lines)) <= 80
    words = " ".join(lines).split()
    assert [word for text in (*TAB, *RESULT) for word in text.split() if word not in words] == []


def letters(text: str) -> Counter[str]:
    return Counter(text.translate({ord(" "): None, ord("─"): None}))


@pytest.mark.parametrize("width", [20, 40, 60])
def test_a_narrow_terminal_loses_no_letter(width: int) -> None:
    lines = drawn(width)
    assert max(map(len, lines)) <= width
    assert letters("".join(lines)) == letters("".join((*TAB, *RESULT)))
