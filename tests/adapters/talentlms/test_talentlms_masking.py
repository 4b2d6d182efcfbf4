"""Texts of the portal, tidied and masked."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest

from talent_powerpro.adapters.talentlms.masking import quotable, tidy
from talent_powerpro.model import Secret

SENTENCE = "Oops: A user with the ID 7 exists, On Or Off. I, too"

PASSWORD = "p/ss & wörd?>"


def test_a_text_is_trimmed_and_has_blanks_for_controls_and_a_sign_for_half_characters() -> None:
    assert tidy(" a\tb\x85\ud800\u2028c\n") == "a b \ufffd c"


def test_the_portals_words_are_cut_to_300_characters() -> None:
    assert quotable("x" * 300) == "x" * 300
    assert quotable("x" * 301) == "x" * 297 + "..."


@pytest.mark.parametrize(
    "spelt",
    [
        PASSWORD,
        "p/ss &amp; wörd?&gt;",
        r"p\/ss & w\u00f6rd?>",
        quote(PASSWORD, safe=""),
        quote(PASSWORD, safe="").lower(),
        quote(PASSWORD, safe="").replace("%20", "+"),
        b64encode(f"{PASSWORD}:".encode()).decode()[:-2],
    ],
)
def test_a_secret_is_hidden_in_each_of_its_spellings(spelt: str) -> None:
    assert quotable(f"<{spelt}>", hidden=(Secret(PASSWORD),)) == "<***>"


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_is_hidden_in_base64_wherever_it_begins(
    before: str, encode: Callable[[bytes], bytes]
) -> None:
    told = quotable(
        encode(f"{before}{PASSWORD} after".encode()).decode(), hidden=(Secret(PASSWORD),)
    )
    assert len(told) < 20
    assert "***" in told


@pytest.mark.parametrize("blank", ["", " ", "\t", "\n", " \t "])
def test_a_blank_secret_hides_nothing(blank: str) -> None:
    """A blank one was spelt O in Base64, so each capital O of a message was hidden."""
    assert quotable(SENTENCE, hidden=(Secret(blank),)) == SENTENCE


def test_a_blank_secret_hides_no_sign_between_blanks() -> None:
    assert quotable("1 + 2 - %20", hidden=(Secret(" "),)) == "1 + 2 - %20"


def test_base64_of_a_short_secret_hides_no_words() -> None:
    assert quotable("YW Fi hY", hidden=(Secret("ab"),)) == "YW Fi hY"


@pytest.mark.parametrize("short", ["O", "a", "us", "xis"])
def test_a_short_secret_hides_no_parts_of_words(short: str) -> None:
    assert quotable("Oops: A user exists, On Or Off", hidden=(Secret(short),)) == (
        "Oops: A user exists, On Or Off"
    )


@pytest.mark.parametrize("short", ["O", "a", "us", "x&s", "7", "\ud800"])
def test_a_short_secret_is_hidden_where_it_is_a_word(short: str) -> None:
    assert quotable(f"to {short}:{short}@proxy", hidden=(Secret(short),)) == "to ***:***@proxy"


def test_a_secret_of_four_characters_is_hidden_inside_words() -> None:
    assert quotable("to xpinkx", hidden=(Secret("pink"),)) == "to x***x"
