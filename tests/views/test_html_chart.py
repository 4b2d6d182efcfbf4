"""A chart of bars by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from talent_powerpro.views.html_chart import Bar, Chart, chart


def of(*counts: int) -> Chart:
    first = date(2022, 6, 1)
    return chart([(first + timedelta(days=number), each) for number, each in enumerate(counts)])


def test_the_highest_bar_takes_the_whole_height_and_each_stands_on_the_axis() -> None:
    shown: Any = {"width": "20%", "has_label": True, "label_is_rare": False}
    assert of(2, 4, 0) == Chart(
        (
            Bar(date(2022, 6, 1), 2, "6.667%", "16.667%", top=85, height=63, **shown),
            Bar(date(2022, 6, 2), 4, "40%", "50%", top=22, height=126, **shown),
            Bar(date(2022, 6, 3), 0, "73.333%", "83.333%", top=148, height=0, **shown),
        ),
        has_values=True,
        values_are_rare=False,
        axis=148,
        height=172,
    )


def test_a_single_result_beside_hundreds_still_shows() -> None:
    assert of(1, 900).bars[0].height == 2


def test_bars_have_their_places_in_per_cent_of_the_width() -> None:
    first, second = of(1, 1).bars
    assert (first.left, first.middle, first.width) == ("10%", "25%", "30%")
    assert (second.left, second.middle) == ("60%", "75%")
    assert of(1).bars[0].width == "60%"


@pytest.mark.parametrize(
    ("days", "labels", "on_a_phone"), [(7, 7, 7), (9, 9, 5), (14, 14, 7), (30, 15, 8), (366, 23, 8)]
)
def test_as_many_dates_are_shown_as_fit(days: int, labels: int, on_a_phone: int) -> None:
    bars = of(*range(days)).bars
    shown = [each for each in bars if each.has_label]
    assert len(shown) == labels
    assert len([each for each in shown if not each.label_is_rare]) == on_a_phone
    assert shown[-1] == bars[-1], "the last day always has its date"


def test_numbers_are_left_out_where_they_would_overlap() -> None:
    assert (of(*[1] * 14).has_values, of(*[1] * 14).values_are_rare) == (True, False)
    assert (of(*[1] * 15).has_values, of(*[1] * 15).values_are_rare) == (True, True)
    assert of(*[1] * 45).has_values
    assert not of(*[1] * 46).has_values


def test_days_without_any_result_have_no_bars() -> None:
    assert [each.height for each in of(0, 0).bars] == [0, 0]
