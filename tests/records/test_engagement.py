"""The memory of a student's work, with when it was read and whose it is."""

from __future__ import annotations

from attrs import asdict, evolve, fields

from talent_powerpro.model import Engagement
from talent_powerpro.records.engagement import EngagementSeen
from talent_powerpro.testing.contracts.engagement import UNIT, WHOLE


def test_it_has_every_value_of_an_engagement() -> None:
    names = [each.name for each in fields(Engagement)]
    assert [each.name for each in fields(EngagementSeen)][4:] == names
    bare = EngagementSeen(WHOLE.enrolment_id, WHOLE.user_id, WHOLE.course_id, WHOLE.read_at)
    assert bare == evolve(WHOLE, **asdict(Engagement()))


def test_its_key_is_the_enrolment_and_the_unit() -> None:
    assert (WHOLE.key, UNIT.key) == (("1001", ""), ("1001", "3163"))
