"""Texts for showing: every character is visible, and none controls the terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.hostile import HOSTILE, TEXTS
from talent_powerpro.model import printable, printable_json


@pytest.mark.parametrize(
    "text", ["", "Joana Gómez", "李小龍", "🏫", "[red]it[/red] = 5", "O'Brien \\n"]
)
def test_what_prints_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == text
    assert json.loads(printable_json(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("\x1b[2J\x9b2J\x7f\0", "\\x1b[2J\\x9b2J\\x7f\\x00"),
        ("a\u2028b\x85c\x1cd", "a\\u2028b\\x85c\\x1cd"),
        ("\u202eznuf\u2066\u200b\ufeff", "\\u202eznuf\\u2066\\u200b\\ufeff"),
        ("\ud800\U000e0041", "\\ud800\\U000e0041"),
    ],
)
def test_what_does_not_print_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_gets_through(text: str) -> None:
    assert printable(text).isprintable()


@given(TEXTS | st.text())
def test_every_shown_text_prints_on_one_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(f"{shown}x".splitlines()) == 1


DOCUMENTS = st.recursive(
    TEXTS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(DOCUMENTS)
def test_json_prints_and_means_the_same(value: object) -> None:
    shown = printable_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert shown.replace("\n", "").isprintable()
    assert json.loads(shown) == value
