"""Outcomes against the codes that PowerPro's own table has."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from talent_powerpro.rules.outcome_codes import codes_of, policy_faults, why_not_written

TABLE = frozenset({"20", "81", "70"})


def test_the_codes_are_the_first_words_of_the_outcomes() -> None:
    assert codes_of(["20 - Competency achieved/pass", "81", "", " "]) == {"20", "81"}


@pytest.mark.parametrize(
    ("outcome", "codes", "why"),
    [
        ("20 - Competent", TABLE, ""),
        ("81", TABLE, ""),
        ("4A - Own", (), ""),
        ("20 - Competent", (), ""),
        ("99 - Made up", (), ""),
        ("99 - Made up", TABLE, "has the code 99, which PowerPro's outcomes do not have"),
        ("Competent", TABLE, "has no outcome code"),
        ("", (), "has no outcome code"),
    ],
)
def test_an_outcome_needs_a_code_and_one_of_the_table_where_that_is_known(
    outcome: str, codes: Collection[str], why: str
) -> None:
    assert why_not_written(outcome, codes) == why


def test_the_policys_outcomes_are_compared_with_the_table_too() -> None:
    assert policy_faults("20 - Competent", {"ICT": "81"}, TABLE) == []
    assert policy_faults("99 - Made up", {"ICT": "98"}, TABLE) == [
        "competent_outcome: '99 - Made up' has the code 99, which PowerPro's outcomes do not have. "
        "Choose one of PowerPro's outcomes",
        "competent_outcomes[ICT]: '98' has the code 98, which PowerPro's outcomes do not have. "
        "Choose one of PowerPro's outcomes",
    ]
