"""Charts are well-formed, named for people who cannot see them, and drawn inside their frame."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from benchmarks.plots import HEIGHT, LABEL_HEIGHT, WIDTH, Line, chart, shown

SVG = "{http://www.w3.org/2000/svg}"
LINES = (
    Line("now & then", ((1.0, 80.0), (2.0, 42.0), (8.0, 11.0))),
    Line("before", ((1.0, 81.0), (8.0, 11.5))),
)


def drawn(**axes: bool) -> ElementTree.Element:
    return ElementTree.fromstring(chart("Time <of> calls", "width", "seconds", LINES, **axes))


def test_a_chart_says_its_title_and_every_value() -> None:
    root = drawn()
    assert root.findtext(f"{SVG}title") == "Time <of> calls"
    said = "now & then: 80 at 1, 42 at 2, 11 at 8; before: 81 at 1, 11.5 at 8."
    assert root.findtext(f"{SVG}desc") == f"seconds against width. {said}"


def test_a_chart_has_colours_for_light_and_dark() -> None:
    style = drawn().findtext(f"{SVG}style") or ""
    light, _, dark = style.partition("prefers-color-scheme: dark")
    for number in range(len(LINES)):
        assert f".c{number} " in light
        assert f".c{number} " in dark


@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("log_y", [False, True])
def test_every_point_is_inside_the_frame(log_x: bool, log_y: bool) -> None:
    points = drawn(log_x=log_x, log_y=log_y).findall(f"{SVG}circle")
    assert len(points) == 5
    for point in points:
        assert 0 < float(point.attrib["cx"]) < WIDTH
        assert 0 < float(point.attrib["cy"]) < HEIGHT


def test_higher_values_are_higher_up() -> None:
    first, second, third, *_ = drawn(log_y=True).findall(f"{SVG}circle")
    heights = [float(each.attrib["cy"]) for each in (first, second, third)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_names_of_lines_that_end_together_do_not_cover_each_other() -> None:
    texts = drawn().findall(f"{SVG}text")
    places = [float(each.attrib["y"]) for each in texts if "name" in each.attrib["class"]]
    assert abs(places[0] - places[1]) >= LABEL_HEIGHT


def test_ticks_of_a_log_axis_enclose_the_values() -> None:
    texts = drawn(log_y=True).findall(f"{SVG}text")
    ticks = [each.text for each in texts if each.attrib["text-anchor"] == "end"]
    assert ticks == ["10", "20", "50", "100"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.034, "0.034"), (4.56, "4.6"), (45.61, "45.6"), (12345, "12,345")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert shown(value) == text
