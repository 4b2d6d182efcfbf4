"""The names that a person gives for one run, as texts."""

from __future__ import annotations

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets


def test_each_name_is_a_text_with_its_kind() -> None:
    named = RunTargets((EnrolmentId("1001"),), (ClientCode("C1"), ClientCode("C2")),
                       (CourseCode("ICT1"),))  # fmt: skip
    assert named.texts == ("enrolment 1001", "client C1", "client C2", "course ICT1")
    assert (EVERYBODY.texts, EVERYBODY.although_not_today) == ((), "")
