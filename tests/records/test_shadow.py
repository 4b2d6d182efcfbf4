"""Values of a comparison with another agent, in words."""

from __future__ import annotations

import pytest

from support.the_guide import EXPORT_DATE, booking
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import Compared, Shadowed, ShadowKind, ShadowValue, counts

KINDS = [
    Compared(kind, StageName.RESULTS, booking(), "C", "Joana", "ICT") for kind in list(ShadowKind)
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ShadowValue("7", "126"), "Talent user 7, Talent course 126"),
        (ShadowValue(), "a new Talent user, Talent course (not named)"),
        (
            ShadowValue(outcome="20 - Competent", outcome_date=EXPORT_DATE),
            "20 - Competent, 02/06/2022",
        ),
        (ShadowValue(outcome="20"), "20, without a date"),
        (ShadowValue(outcome_date=EXPORT_DATE), "no outcome, 02/06/2022"),
    ],
)
def test_a_value_is_one_line(value: ShadowValue, text: str) -> None:
    assert value.text == text


def test_three_kinds_are_differences() -> None:
    found = Shadowed("run", EXPORT_DATE, EXPORT_DATE, False, compared=tuple(KINDS))
    assert [each.kind for each in found.differences] == ["only-theirs", "only-ours", "other-value"]
    assert found.of(ShadowKind.NOT_YET) == (KINDS[4],)
    assert counts(found.compared) == dict.fromkeys(ShadowKind, 1)
