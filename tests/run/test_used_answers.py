"""A run says which answers it needed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from talent_powerpro.adapters.memory.state import MemoryHolds
from talent_powerpro.records.holds import Decision, HoldKey
from talent_powerpro.run.used_answers import UsedAnswers, remember_used

TODAY = date(2022, 6, 2)
ONE, OTHER = ("1001", "corrected-date", ("a",)), ("1002", "corrected-date", ("b",))


class Noting(MemoryHolds):
    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[Collection[HoldKey], date]] = []

    def answers_used(self, keys: Collection[HoldKey], today: date) -> None:
        self.noted.append((frozenset(keys), today))


def answers() -> UsedAnswers:
    return UsedAnswers({ONE: Decision.KEEP, OTHER: Decision.RELEASE})


def test_an_answer_is_used_by_whoever_reads_it() -> None:
    found, holds = answers(), Noting()
    assert found.get(ONE) is Decision.KEEP
    assert found.get(("1003", "corrected-date", ())) is None
    remember_used(found, holds, TODAY)
    assert holds.noted == [({ONE}, TODAY)]


def test_counting_and_listing_answers_uses_none() -> None:
    found, holds = answers(), Noting()
    assert (len(found), list(found), ONE in found) == (2, [ONE, OTHER], True)
    remember_used(found, holds, TODAY)
    assert holds.noted == []


def test_a_store_that_does_not_want_to_know_is_left_alone() -> None:
    found = answers()
    assert found[OTHER] is Decision.RELEASE
    remember_used(found, MemoryHolds(), TODAY)
    remember_used({ONE: Decision.KEEP}, Noting(), TODAY)


def test_answers_are_equal_to_those_with_the_same_decisions_used_or_not() -> None:
    found = answers()
    assert found[ONE] is Decision.KEEP
    assert found == answers()
