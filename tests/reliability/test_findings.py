"""Counting of harm."""

from __future__ import annotations

from collections import Counter

import pytest

from reliability.findings import Facts, Findings, differences

KINDS = (
    "links",
    "contact logs",
    "talent enrolments",
    "members",
    "units",
    "talent users",
    "pending",
)


def state(**more: tuple[object, ...]) -> Facts:
    facts = {kind: Counter[tuple[object, ...]]([(kind, "as ever")]) for kind in KINDS}
    for kind, fact in more.items():
        facts[kind.replace("_", " ")][fact] += 1
    return facts


def without(kind: str) -> Facts:
    return {**state(), kind: Counter()}


def only(kind: str, what: str) -> Facts:
    return {kind: Counter([(kind, what)])}


def test_two_equal_states_differ_in_nothing() -> None:
    assert differences(state(), state()) == Findings()


def test_a_second_talent_user_is_a_duplicate() -> None:
    found = differences(state(), state(talent_users=("Joana", "jg11")))
    assert (found.users_duplicated, found.students_lost) == (1, 0)
    assert found.texts == ("too much, talent users: ('Joana', 'jg11')",)


def test_the_same_talent_user_twice_is_a_duplicate() -> None:
    found = differences(state(), state(talent_users=("talent users", "as ever")))
    assert found.users_duplicated == 1


@pytest.mark.parametrize("kind", ["links", "contact logs", "talent enrolments", "members"])
def test_a_student_without_their_course_is_lost(kind: str) -> None:
    assert differences(state(), without(kind)).students_lost == 1


def test_a_second_contact_log_is_different() -> None:
    found = differences(state(), state(contact_logs=("contact logs", "as ever")))
    assert found == Findings(0, 0, 0, 1, found.texts)


@pytest.mark.parametrize("ended", [without("units"), state(units=("units", "other"))])
def test_a_result_that_is_not_the_same_is_wrong(ended: Facts) -> None:
    assert differences(state(), ended).results_wrong == 1


def test_a_result_in_place_of_another_is_one_wrong_result() -> None:
    found = differences(state(), {**without("units"), **only("units", "other")})
    assert found.results_wrong == 1
    assert len(found.texts) == 2


@pytest.mark.parametrize("ended", [without("pending"), state(pending=("E1", "key"))])
def test_any_other_difference_is_reported(ended: Facts) -> None:
    found = differences(state(), ended)
    assert found == Findings(0, 0, 0, 1, found.texts)
    assert found.texts


def test_findings_add_up() -> None:
    one = Findings(1, 2, 3, 4, ("a",))
    assert one + one == Findings(2, 4, 6, 8, ("a", "a"))
