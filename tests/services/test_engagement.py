"""Students' work, with the names of whom it is about."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import PINK, enrolment
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.services.engagement import engagement_rows
from talent_powerpro.testing.contracts.engagement import OTHER, UNIT, WHOLE


def test_rows_come_by_enrolment_the_whole_course_first_and_units_by_their_ids() -> None:
    store = MemoryEngagement()
    short = evolve(UNIT, unit_id="9")
    earlier = evolve(UNIT, unit_id="0" * len(UNIT.unit_id))
    store.remember_engagement([UNIT, earlier, short, WHOLE, OTHER])
    rows = list(engagement_rows([enrolment("1002", PINK), enrolment(), enrolment("1")], store))
    assert [each.seen for each in rows] == [OTHER, WHOLE, short, earlier, UNIT]
    first = rows[0]
    shown = (first.client_code, first.client_name, first.course_code, first.enrolment_id)
    assert shown == (PINK.code, PINK.name, "ICT30120-A", "1002")


def test_nobody_has_none() -> None:
    assert list(engagement_rows([enrolment()], MemoryEngagement())) == []
    assert list(engagement_rows([], MemoryEngagement())) == []
