"""The unique student identifier."""

from __future__ import annotations

import pytest

from talent_powerpro.model import is_usi


@pytest.mark.parametrize("usi", ["2GF2UGXXV8", "ZTCP6RPU6M", "KLP2ZP6NCW", " 2gf2ugxxv8 "])
def test_a_usi_has_ten_characters_and_the_right_check_character(usi: str) -> None:
    assert is_usi(usi)


@pytest.mark.parametrize(
    "other", ["", "INTOFF", "INDIV", "HGDFSGYHIG", "2GF2UGXXV9", "2GF2UGXXV", "2GF2UGXX0V"]
)
def test_exemptions_and_mistyped_identifiers_are_no_usi(other: str) -> None:
    assert is_usi(other) is False
