"""No written cell is a formula, and no text is lost by defusing it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.adapters.csv.formulas import defused, restored

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠ aZ9") | st.characters(), max_size=8)


@pytest.mark.parametrize(
    "text",
    ["=cmd()", "-5", "+61 412", "@x", "\tx", "\rx", "\n=x", "＝1", "＋1", "－1", "＠x"],
)
def test_a_text_that_a_spreadsheet_would_compute_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert restored(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "'", "''", "O'Neil", "'t Hooft", "1-2", "a=b", "'1", "#1"])
def test_any_other_text_is_not_changed(text: str) -> None:
    assert defused(text) == text
    assert restored(text) == text


def test_any_other_character_may_begin_a_text() -> None:
    for char in sorted(set(string.printable) - set("=+-@\t\r\n")):
        assert defused(f"{char}avier") == f"{char}avier"
        assert restored(f"'{char}avier") == f"'{char}avier"


@given(TEXTS)
def test_restoring_undoes_defusing_exactly(text: str) -> None:
    assert restored(defused(text)) == text


@given(TEXTS)
def test_no_defused_text_begins_like_a_formula(text: str) -> None:
    assert defused(text)[:1] not in set("=+-@\t\r\n＝＋－＠")
