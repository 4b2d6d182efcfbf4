"""The value of a last look."""

from __future__ import annotations

from datetime import date

from support.the_guide import booking
from talent_powerpro.model import UnitRowId
from talent_powerpro.records.last_look import Completion, LastLook


def test_a_look_compares_by_value_whatever_its_completions_came_in() -> None:
    found = Completion(UnitRowId("1"), "ICTWEB304", date(2022, 6, 4))
    listed = LastLook(booking(), found=[found])
    assert listed == LastLook(booking(), found=(found,))
    assert LastLook(booking()).looked_on is None
