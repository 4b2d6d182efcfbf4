"""The memory of a suspended enrolment."""

from __future__ import annotations

from support.the_guide import COURSE_126, USER_7, booking
from talent_powerpro.records.suspension import Suspension


def test_a_new_one_is_whole_and_settled_and_its_courses_are_a_tuple() -> None:
    made = Suspension(booking(), USER_7, [COURSE_126])  # as JSON has it
    assert made == Suspension(booking(), USER_7, (COURSE_126,), whole=True, settled=True)
    assert Suspension(booking(), USER_7).course_ids == ()
