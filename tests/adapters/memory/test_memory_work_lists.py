"""Work lists in dictionaries; `testing/test_contract_memories.py` runs their contract."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.testing.contracts.work_lists import DISMISSAL, FAILURE, FIRST, LATER


def test_a_failure_keeps_its_age_until_it_ends() -> None:
    lists = MemoryWorkLists()
    lists.keep_failures("results", [FAILURE], [])
    lists.keep_failures("results", [evolve(FAILURE, since=LATER)], [])
    assert list(lists.failures()) == [FAILURE]
    lists.keep_failures("results", [], [FIRST])
    assert list(lists.failures()) == []


def test_a_dismissal_stays_until_it_is_listed_again() -> None:
    lists = MemoryWorkLists()
    lists.dismiss([DISMISSAL, evolve(DISMISSAL, at=DISMISSAL.at + timedelta(1))])
    assert list(lists.dismissals()) == [DISMISSAL]
    lists.list_again([DISMISSAL.key])
    assert list(lists.dismissals()) == []
