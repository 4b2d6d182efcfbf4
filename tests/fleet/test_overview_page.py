"""The page of all RTOs: whole, self-contained, safe with any text, with a link to each page."""

from __future__ import annotations

import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from support.fleet.states import KEY, MIXED, NOW, fleet, rto, run
from support.hostile import TERMINAL
from support.html_pages import Read, assert_its_own_parts_alone_are_allowed, read
from support.poisoned import HOSTILE_MARKUP
from talent_powerpro.fleet.overview import overview_of
from talent_powerpro.fleet.overview_page import RtoPage, overview_page

PERTH = ZoneInfo("Australia/Perth")
PAGES = {
    "fine": RtoPage(zone=PERTH, page="rtos/fine.html"),
    "typo": RtoPage(faults=("[rto] timezone: is missing.",)),
    "at work": RtoPage(zone=PERTH, page="rtos/at work.html"),
    "new": RtoPage(zone=PERTH, faults=("The store does not exist.",)),
}


@pytest.fixture
def page() -> str:
    return overview_page(overview_of(MIXED), PAGES, NOW.astimezone(PERTH))


@pytest.fixture
def found(page: str) -> Read:
    return read(page)


def test_it_is_a_whole_page_with_a_language_and_a_main(page: str, found: Read) -> None:
    assert found.faults == []
    assert page.lstrip().startswith("<!doctype html>")
    (html,) = found.of("html")
    assert html.attributes["lang"] == "en-AU"
    assert len(found.of("main")) == 1


def test_nothing_leads_outside_but_to_the_pages_beside_it(found: Read) -> None:
    assert found.addresses == ["rtos/at%20work.html", "rtos/fine.html"]
    assert found.scripted == []
    assert found.of("link") == found.of("img") == found.of("iframe") == []


def test_its_policy_allows_its_own_style_and_script_alone(page: str, found: Read) -> None:
    assert_its_own_parts_alone_are_allowed(page, found)


def test_each_rto_is_a_row_that_can_be_searched(found: Read) -> None:
    rows = [e for e in found.of("tr") if "data-tpp-entry" in e.attributes]
    assert len(rows) == 10


def test_a_faulty_rto_is_there_with_its_fault_once(page: str) -> None:
    assert page.count("[rto] timezone: is missing.") == 1
    assert "The store does not exist." in page
    assert page.count(KEY) == 2


def words(part: str) -> str:
    """What a part of the page shows, and how its badges look."""
    shown = re.sub(r'<span class="tpp-badge tpp-badge-(\w+)">', r" (\1) ", part)
    return " ".join(unescape(re.sub("<[^>]+>", " ", shown)).split())


def test_each_row_says_what_an_rto_is_and_did(page: str) -> None:
    head, *rows = page.split("<tr data-tpp-entry>")
    rows[-1] = rows[-1].partition("</tbody>")[0]
    assert [*map(words, rows)] == [
        "typo [rto] timezone: is missing. (bad) faulty settings late by 25 h none yet",
        "hung (bad) late late by 2 h 02/06/2026 03:58 due since 02/06/2026 04:03 "
        "10 provisioned, 1 held",
        f"keyless {KEY} Put the right one in. (bad) stopped 02/06/2026 06:55 "
        "due since 02/06/2026 06:58 nothing new",
        f"locked {KEY} Put the right one in. (bad) stopped 02/06/2026 06:55 02/06/2026 07:04 "
        "nothing new",
        "at work (good) running 02/06/2026 14:55 02/06/2026 15:00 10 provisioned, 1 held",
        "new The store does not exist. (good) queued none yet due since 02/06/2026 14:57",
        "resting (warn) paused 02/06/2026 06:55 10 provisioned, 1 held",
        "held (good) on time 02/06/2026 06:55 02/06/2026 06:59 10 provisioned, 1 held 3",
        "Fine College fine (good) on time 02/06/2026 14:55 02/06/2026 15:04 10 provisioned, 1 held",
        "torn (good) on time 02/06/2026 06:55 02/06/2026 07:03 cut off: its worker ended",
    ]
    assert "<bdi>at work</bdi></a>" in page  # An RTO without a name leads to its page, too.
    glance = words(head.partition('id="tpp-main">')[2])
    assert glance.startswith(
        "At a glance 2 late 3 stopped or faulty 1 needs a person 1 paused 1 worker RTOs 10 "
    )


def test_times_are_in_the_rtos_own_zone_and_in_utc_where_it_has_none(page: str) -> None:
    rows = page.split("<tr data-tpp-entry>")
    (fine,) = (row for row in rows if "Fine College" in row)
    assert "02/06/2026 14:55" in fine
    (held,) = (row for row in rows if ">held<" in row)
    assert "02/06/2026 06:55" in held


def test_what_is_due_already_says_since_when(page: str) -> None:
    assert "due since 02/06/2026 04:0" in page


def test_what_is_due_at_this_moment_is_due() -> None:
    page = overview_page(overview_of(fleet(rto("fine", asked=NOW))), {}, NOW)
    assert "due since 02/06/2026 06:58" in page


def test_a_fleet_without_stopped_rtos_says_so() -> None:
    page = overview_page(overview_of(fleet(rto("fine"))), {}, NOW)
    assert "0 stopped or faulty" in words(page)


def test_a_name_that_is_no_utf_8_can_be_led_to() -> None:
    name = "col\udce9ge"  # A file's name on Linux may have any bytes.
    found = overview_of(fleet(rto("fine")))
    page = overview_page(found, {"fine": RtoPage(page=f"rtos/{name}.html")}, NOW)
    assert read(page).addresses == ["rtos/col%E9ge.html"]


def test_an_empty_fleet_has_a_page(page: str) -> None:
    empty = overview_page(overview_of(fleet(workers=())), {}, NOW)
    assert "The fleet has no RTO yet." in empty
    assert "0 RTOs" in empty


@pytest.mark.parametrize("text", [*TERMINAL, *HOSTILE_MARKUP])
def test_hostile_text_stays_text(text: str) -> None:
    hostile = rto(text, name=text, faults=(text,), last=run(message=text, remedy=text, exit=3))
    page = overview_page(overview_of(fleet(hostile)), {text: RtoPage(page=f"rtos/{text}")}, NOW)
    found = read(page)
    assert found.faults == []
    assert found.scripted == []
    assert len(found.of("script")) == 1
