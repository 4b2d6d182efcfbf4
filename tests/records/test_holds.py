"""Holds as values: their ids, and what a release is bound to."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import COURSE, JOANA, STARTED, booking
from talent_powerpro.records.holds import (
    Answer,
    Decision,
    Hold,
    StandingHold,
    current_answers,
    hold_id,
)

HOLD = StandingHold(
    "provisioning",
    booking(),
    JOANA.code,
    JOANA.name,
    COURSE.code,
    "shared-email",
    "Joana Gomez and Pink Panther have the same e-mail.",
    facts=("client 2021000017", "Talent user 7"),
)


@given(st.text(), st.text(), st.lists(st.text()))
def test_a_hold_id_is_eight_hexadecimal_digits_whatever_the_texts(
    enrolment_id: str, reason: str, facts: list[str]
) -> None:
    made = hold_id(enrolment_id, reason, facts)
    assert len(made) == 8
    assert set(made) <= set("0123456789abcdef")


def test_a_hold_id_takes_half_characters_that_no_file_could_hold() -> None:
    assert hold_id("1001", "shared-email", ["\ud800"]) != hold_id("1001", "shared-email", [""])


def test_a_hold_has_one_id_in_every_version_whatever_its_words() -> None:
    assert HOLD.id == hold_id("1001", "shared-email", ("client 2021000017", "Talent user 7"))
    assert HOLD.id == "2707b9fe"
    assert evolve(HOLD, remedy="Ask both of them.", message="Reworded.").id == HOLD.id


def test_a_hold_needs_an_answer_and_cannot_be_released_unless_it_says_so() -> None:
    assert (HOLD.held, HOLD.releasable, HOLD.remedy, HOLD.both) == (True, False, "", ())
    read = evolve(HOLD, facts=["a"], both=["b"])  # as JSON has them
    assert (read.facts, read.both) == (("a",), ("b",))
    bare = Hold("id", "reason", "message")
    assert (bare.remedy, bare.releasable, bare.facts, bare.both) == ("", False, (), ())
    assert list(Decision) == ["release", "keep"]


def test_an_answer_read_from_a_store_has_a_decision_and_facts() -> None:
    answer = Answer("keep", booking(), "why", ["a"], "Because.", "Jo", "", STARTED)
    assert answer.decision is Decision.KEEP
    assert answer.key == (booking(), "why", ("a",))


def test_another_enrolment_reason_or_fact_is_another_hold() -> None:
    others = (
        evolve(HOLD, enrolment_id=booking("1002")),
        evolve(HOLD, reason="namesake"),
        evolve(HOLD, facts=HOLD.facts[:1]),
        evolve(HOLD, facts=("\n".join(HOLD.facts),)),
    )
    assert len({HOLD.id, *(other.id for other in others)}) == 5


ANSWER = Answer(
    Decision.RELEASE,
    HOLD.enrolment_id,
    HOLD.reason,
    HOLD.facts,
    HOLD.message,
    "Pauline",
    "twins",
    STARTED,
)


def test_an_answer_is_bound_to_enrolment_reason_and_facts_not_to_who_or_what_was_read() -> None:
    assert ANSWER.key == HOLD.key == ("1001", HOLD.reason, HOLD.facts)
    assert evolve(ANSWER, who="Paul", why="", message="Reworded.").key == ANSWER.key
    assert evolve(ANSWER, facts=HOLD.facts[:1]).key != ANSWER.key


def test_the_latest_answer_to_a_hold_counts() -> None:
    keep = evolve(ANSWER, decision=Decision.KEEP)
    other = evolve(ANSWER, reason="namesake")
    assert current_answers([ANSWER, other, keep]) == {ANSWER.key: keep, other.key: other}
