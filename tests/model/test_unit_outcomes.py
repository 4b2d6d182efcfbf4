"""National outcome codes."""

from __future__ import annotations

import pytest

from talent_powerpro.model import ACHIEVED, COMPETENT, OPEN_OUTCOMES, outcome_code


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("20 - Competency achieved/pass", "20"),
        ("20-Competency achieved/pass", "20"),
        ("  70 ", "70"),
        ("", ""),
        ("  ", ""),
        (" - ", ""),
        ("70:", "70"),
        ("070", "70"),
        ("70.0", "70"),
        ("70.", "70"),
        ("70 – Continuing", "70"),
        ("70—Continuing", "70"),
        ("\ufeff70 - Continuing", "70"),
        ("5 - Participating", "5"),
        ("105", "105"),
        ("100", "100"),
        ("@@", ""),
        ("@", ""),
        ("00", ""),
        ("0 - none", ""),
        ("70A - a state's own", "70A"),
        ("X", "X"),
        ("- 70 - Continuing", "70"),
        ("70,20", "70"),
        ("70;20", "70"),
        ("70 20", "70"),
    ],
)
def test_an_outcome_begins_with_its_national_code(outcome: str, code: str) -> None:
    assert outcome_code(outcome) == code


def test_the_codes_that_state_no_result_and_those_of_an_achieved_unit_are_the_standard_s() -> None:
    assert set(OPEN_OUTCOMES) == {"", "70", "85", "90"}
    assert set(ACHIEVED) == {"20", "51", "60", "81"}
    assert COMPETENT == "20 - Competency achieved/pass"
