"""A student's work, which takes no part in what is decided."""

from __future__ import annotations

from attrs import astuple

from talent_powerpro.model import CourseProgress, Engagement


def test_a_value_that_talentlms_does_not_give_is_blank() -> None:
    assert set(astuple(Engagement())) == {""}


def test_two_answers_that_differ_in_engagement_alone_are_one_progress() -> None:
    told = CourseProgress(engagement=(Engagement(score="100"),))
    assert told == CourseProgress()
    assert hash(told) == hash(CourseProgress())
    assert "100" not in repr(told)
