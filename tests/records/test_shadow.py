"""Values of a comparison with another agent, in words."""

from __future__ import annotations

import pytest
from attrs import asdict

from support.the_guide import EXPORT_DATE, booking
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import (
    DIFFERENCES,
    Compared,
    Shadowed,
    ShadowKind,
    ShadowValue,
    counts,
)

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


def test_the_kinds_are_kept_and_shown_by_these_names() -> None:
    names = ["same", "only-theirs", "only-ours", "other-value", "not-yet", "unstamped"]
    assert list(ShadowKind) == names
    assert list(DIFFERENCES) == names[1:4]


def test_what_is_not_said_of_a_place_is_blank_and_nothing_is_the_same_yet() -> None:
    assert asdict(KINDS[0]) == {
        "kind": ShadowKind.SAME,
        "stage": StageName.RESULTS,
        "enrolment_id": "1001",
        "client_code": "C",
        "client_name": "Joana",
        "course_code": "ICT",
        **dict.fromkeys(("unit_code", "theirs", "ours", "message", "remedy"), ""),
        "rules": (),
        "since": None,
    }
    assert Shadowed("run", EXPORT_DATE, EXPORT_DATE, True).same == 0


def test_three_kinds_are_differences() -> None:
    found = Shadowed("run", EXPORT_DATE, EXPORT_DATE, False, compared=tuple(KINDS))
    assert [each.kind for each in found.differences] == ["only-theirs", "only-ours", "other-value"]
    assert found.of(ShadowKind.NOT_YET) == (KINDS[4],)
    assert counts(found.compared) == dict.fromkeys(ShadowKind, 1)
