"""Holds as values: their ids, and what a release is bound to."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import COURSE, JOANA, STARTED, booking
from talent_powerpro.records.holds import Release, StandingHold, hold_id

HOLD = StandingHold(
    "provisioning",
    booking(),
    JOANA.code,
    JOANA.name,
    COURSE.code,
    "shared-email",
    "Joana Gomez and Pink Panther have the same e-mail.",
)


@given(st.text(), st.text(), st.text())
def test_a_hold_id_is_eight_hexadecimal_digits_whatever_the_texts(
    enrolment_id: str, reason: str, evidence: str
) -> None:
    made = hold_id(enrolment_id, reason, evidence)
    assert len(made) == 8
    assert set(made) <= set("0123456789abcdef")


def test_a_hold_id_takes_half_characters_that_no_file_could_hold() -> None:
    assert hold_id("1001", "shared-email", "\ud800") != hold_id("1001", "shared-email", "")


def test_a_hold_keeps_its_id_while_enrolment_reason_and_evidence_stay() -> None:
    assert HOLD.id == hold_id("1001", HOLD.reason, HOLD.evidence)
    assert evolve(HOLD, remedy="Ask both of them.", client_name="Joana Gomes").id == HOLD.id


def test_another_enrolment_reason_or_evidence_is_another_hold() -> None:
    others = (
        evolve(HOLD, enrolment_id=booking("1002")),
        evolve(HOLD, reason="namesake"),
        evolve(HOLD, evidence=f"{HOLD.evidence} "),
    )
    assert len({HOLD.id, *(other.id for other in others)}) == 4


def test_a_release_is_bound_to_enrolment_reason_and_evidence_not_to_who_or_when() -> None:
    given = Release(HOLD.enrolment_id, HOLD.reason, HOLD.evidence, "Pauline", "twins", STARTED)
    assert given.key == (HOLD.enrolment_id, HOLD.reason, HOLD.evidence)
    assert evolve(given, who="Paul", why="").key == given.key
    assert evolve(given, evidence="").key != given.key
