"""Course statuses to engagement: as TalentLMS gave it, or blank."""

from __future__ import annotations

from typing import Any

import pytest

from support.talentlms.portal_answers import said, status, unit
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.engagement import engagement_in
from talent_powerpro.model import CourseProgress, Engagement

ASKED = "GET https://powerpro.talentlms.com/api/v1/getuserstatusincourse"
HOSTILE: tuple[object, ...] = (None, "", [], {}, ["7"], {"x": 1}, True)


def told(answer: dict[str, Any]) -> tuple[Engagement, ...]:
    return engagement_in(answer, asked=ASKED)


def test_the_course_comes_first_and_then_its_units_in_order() -> None:
    first = unit(score="87.5", total_time="3m 17s", completed_on_timestamp="1655078400")
    second = unit(id=3164, name="R&amp;D", completed_on_timestamp="")
    course = {"total_time": "1h 2m", "completed_on_timestamp": "1655078401"}
    whole, one, two = told(status(first, second, **course))
    assert whole == Engagement(
        status="Incomplete",
        progress="50",
        time="1h 2m",
        enrolled="2022-06-02T06:58:59+00:00",
        completed="2022-06-13T00:00:01+00:00",
        source=ASKED,
    )
    assert one == Engagement(
        unit_id="3163",
        unit_name="ICTWEB304 Build simple web pages",
        status="Completed",
        score="87.5",
        time="3m 17s",
        completed="2022-06-13T00:00:00+00:00",
        source=ASKED,
    )
    assert (two.unit_id, two.unit_name, two.source) == ("3164", "R&D", ASKED)


def test_a_reader_of_results_gets_it_with_the_request() -> None:
    verdict = said(status(unit(score=100)))
    read = responses.progress(verdict, date_format=lambda: "DDMMYYYY")
    assert isinstance(read, CourseProgress)
    assert [each.score for each in read.engagement] == ["", "100"]
    assert {each.source for each in read.engagement} == {verdict.asked}


@pytest.mark.parametrize("stamp", ["", None, "soon", -1, [], "9" * 18])
def test_a_date_without_a_readable_timestamp_stays_talentlmss_own_text(stamp: object) -> None:
    """The order of day and month, and the zone, are not guessed."""
    given = {"enrolled_on": " 03/02/2022, 1:00 PM ", "enrolled_on_timestamp": stamp}
    (whole,) = told(status(**given))
    assert whole.enrolled == "03/02/2022, 1:00 PM"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_of_another_shape_is_blank_and_no_fault(value: object) -> None:
    names = ("completion_percentage", "total_time", "enrolled_on", "enrolled_on_timestamp")
    (whole,) = told(status(**dict.fromkeys(names, value)))
    assert (whole.progress, whole.time, whole.enrolled) == ("", "", "")


def test_a_text_that_no_store_takes_is_made_storable() -> None:
    (whole,) = told(status(total_time="1\x00\ud800m"))
    assert "\x00" not in whole.time
    whole.time.encode("utf-8")


def test_units_of_another_shape_are_left_out() -> None:
    for units in (None, "", 7, {"x": 1}):
        assert len(told(status() | {"units": units})) == 1
    assert [each.unit_id for each in told(status() | {"units": ["x", {}, {"id": 9}]})][1:] == ["9"]
    assert len(told(status() | {"units": {"1": {"id": 9}}})) == 2
