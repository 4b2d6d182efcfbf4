"""The last looks and the links of a plan."""

from __future__ import annotations

from datetime import date

from support.the_guide import JOANA, LEN, PINK, USER_7, booking
from talent_powerpro.adapters.memory.state import MemoryLastLooks, MemoryVerifiedLinks
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.run.planned_looks import PlannedLinks, PlannedLooks

STORED = LastLook(booking("1"))
OTHER = LastLook(booking("2"))
TAKEN = LastLook(booking("1"), date(2022, 6, 14), date(2022, 6, 15))


def test_what_the_plan_took_comes_before_what_is_stored_and_is_not_stored() -> None:
    stored = MemoryLastLooks()
    stored.remember([STORED, OTHER])
    looks = PlannedLooks(stored)
    ids = [booking("1"), booking("2"), booking("3")]
    assert looks.remembered(ids) == {"1": STORED, "2": OTHER}
    looks.remember([TAKEN])
    assert looks.remembered(ids) == {"1": TAKEN, "2": OTHER}
    assert looks.remembered(ids[1:]) == {"2": OTHER}
    assert stored.remembered(ids) == {"1": STORED, "2": OTHER}


def test_a_link_that_the_plan_verified_comes_before_the_stored_one_and_is_not_stored() -> None:
    stored = MemoryVerifiedLinks()
    before, other = VerifiedLink(JOANA.code, USER_7, "old"), VerifiedLink(PINK.code, USER_7, "old")
    stored.remember_links([before, other])
    links, codes = PlannedLinks(stored), [JOANA.code, PINK.code, LEN.code]
    now = VerifiedLink(JOANA.code, USER_7, "new")
    links.remember_links([now])
    assert links.links_of(codes) == {JOANA.code: now, PINK.code: other}
    assert links.links_of([LEN.code]) == {}
    assert stored.links_of(codes) == {JOANA.code: before, PINK.code: other}
