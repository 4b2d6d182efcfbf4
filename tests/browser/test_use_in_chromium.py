"""The pages in use: by keyboard, by mouse, by search, on paper, and without their script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

    from support.browser.chromium import Browser

pytestmark = pytest.mark.browser

SHOWN = "[...document.querySelectorAll('[data-tpp-entry]')].filter((e) => e.checkVisibility())"
FOCUSED = "document.activeElement"


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Callable[[str], Browser]:
    def open_page(name: str) -> Browser:
        browser.media()
        browser.open(files[name], 1280)
        return browser

    return open_page


def press(browser: Browser, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser.driver).send_keys(*keys).perform()


def first(browser: Browser, selector: str) -> WebElement:
    return browser.driver.find_element("css selector", selector)


# --- the office's page ------------------------------------------------------------


def test_search_shows_the_entries_with_every_word_and_says_how_many(
    opened: Callable[[str], Browser],
) -> None:
    page = opened("office")
    every = page.value(f"{SHOWN}.length")
    box = first(page, "#tpp-page-search")
    box.send_keys("nunez  ZOE")
    found = page.value(f"{SHOWN}.map((e) => e.textContent)")
    assert 0 < len(found) < every
    assert all("Zoë" in each or "zoë" in each for each in found)
    said = first(page, "#tpp-page-search-found").text
    assert said.startswith(f"{len(found)} of ")
    assert "nunez ZOE" in said.replace("  ", " ")
    assert not first(page, "#held").is_displayed(), "a part without an entry is left out"
    box.clear()
    box.send_keys("nothing has this")
    assert first(page, "#tpp-page-search-found").text.startswith("0 of ")
    first(page, "[data-tpp-clear]").click()
    assert page.value(f"{FOCUSED}.id") == "tpp-page-search"
    assert first(page, "#held").is_displayed()
    assert first(page, "#tpp-page-search-found").text == ""


def test_search_unfolds_the_sync_log(opened: Callable[[str], Browser]) -> None:
    page = opened("office")
    fold = first(page, "#log details")
    assert fold.get_attribute("open") is None
    first(page, "#tpp-page-search").send_keys("creating student")
    assert fold.get_attribute("open") is not None
    assert page.value(f"{SHOWN}.length") == 7


def test_the_keyboard_reaches_the_report_the_search_and_the_contents(
    opened: Callable[[str], Browser],
) -> None:
    from selenium.webdriver import Keys

    page = opened("office")
    seen = []
    for _ in range(5):
        press(page, Keys.TAB)
        seen.append(page.value(f"({FOCUSED}.id || {FOCUSED}.textContent).trim()"))
    assert seen == [
        "Skip to the report",
        "https://powerpro.talentlms.com",
        "tpp-page-search",
        "Clear",
        "Waiting for you",
    ]
    press(page, Keys.ENTER)
    assert page.value("location.hash") == "#waiting"


def test_a_screen_reader_has_landmarks_headings_and_a_table_for_the_chart(
    opened: Callable[[str], Browser],
) -> None:
    page = opened("office")
    nodes = page.command("Accessibility.getFullAXTree")["nodes"]
    known = {
        (each["role"]["value"], each.get("name", {}).get("value", ""))
        for each in nodes
        if not each.get("ignored")
    }
    for expected in (
        ("main", ""),
        ("search", "This report"),
        ("navigation", "Contents"),
        ("heading", "Perth Business College"),
        ("region", "Waiting for you"),
        ("figure", "Results fetched by day"),
        ("table", "Results fetched by day"),
        ("columnheader", "Student"),
        ("searchbox", "Search"),
    ):
        assert expected in known, expected


def test_on_paper_there_is_no_search_and_no_shade(opened: Callable[[str], Browser]) -> None:
    page = opened("office")
    page.media("print", dark=True)
    assert not first(page, ".tpp-search").is_displayed()
    assert not first(page, ".tpp-contents").is_displayed()
    assert first(page, "#enrolled table").is_displayed()
    colour = page.value("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(255, 255, 255)", "also for a reader who prefers dark"
    assert page.pages().startswith(b"%PDF")
    page.media()


def test_without_its_script_the_page_is_whole_and_has_no_dead_box(
    browser: Browser, files: dict[str, Path]
) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(files["office"])
        assert not first(browser, "#tpp-page-search").is_displayed()
        assert first(browser, "#enrolled table").is_displayed()
        browser.open(files["windows"])
        first(browser, ".tpp-tab .tpp-result").click()
        assert first(browser, ".tpp-tab .tpp-window").is_displayed()
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


# --- the host's windows -----------------------------------------------------------


def test_a_double_click_on_a_result_shows_its_origin(opened: Callable[[str], Browser]) -> None:
    from selenium.webdriver import ActionChains

    page = opened("windows")
    cell = first(page, ".tpp-tab tbody tr:nth-child(2) td:nth-child(2)")
    ActionChains(page.driver).double_click(cell).perform()
    (window,) = page.driver.find_elements("css selector", ".tpp-window:popover-open")
    assert "Unit/Module Client Outcome" in window.text
    assert "ICTWEB305 - Produce digital images for the web" in window.text
    assert "[Talent Integration Agent]" in window.text
    assert "Origin of the result" in window.text


def test_the_keyboard_opens_and_closes_a_window_and_goes_back_to_its_button(
    opened: Callable[[str], Browser],
) -> None:
    from selenium.webdriver import Keys

    page = opened("windows")
    page.value("document.querySelector('.tpp-tab .tpp-result').focus()")
    press(page, Keys.ENTER)
    assert first(page, ".tpp-tab .tpp-window").is_displayed()
    assert page.value(f"{FOCUSED}.textContent") == "Close"
    press(page, Keys.ESCAPE)
    assert not first(page, ".tpp-tab .tpp-window").is_displayed()
    assert page.value(f"{FOCUSED}.className") == "tpp-result"


def test_hovering_over_a_result_shows_the_guides_tooltip_until_escape(
    opened: Callable[[str], Browser],
) -> None:
    from selenium.webdriver import ActionChains, Keys

    page = opened("windows")
    tip = first(page, ".tpp-tab .tpp-tooltip")
    assert not tip.is_displayed()
    ActionChains(page.driver).move_to_element(first(page, ".tpp-tab .tpp-result")).perform()
    assert tip.is_displayed()
    assert tip.text == "[Talent Integration Agent]"
    press(page, Keys.ESCAPE)
    assert not tip.is_displayed()
    ActionChains(page.driver).move_to_element(first(page, "h1")).perform()
    ActionChains(page.driver).move_to_element(first(page, ".tpp-tab .tpp-result")).perform()
    assert tip.is_displayed()


def test_a_contact_log_is_found_by_what_its_entry_says(opened: Callable[[str], Browser]) -> None:
    page = opened("windows")
    box = first(page, "#tpp-contact-log-search")
    box.send_keys("pp-talent 77ed6lxhh")
    assert first(page, "#tpp-contact-log-search-found").text.startswith("1 of 1")
    assert page.value(f"{SHOWN}.length") == 25, "the sync log has a search of its own"


def test_select_all_and_clear_all_tick_the_clients_and_close_is_an_event(
    opened: Callable[[str], Browser],
) -> None:
    page = opened("windows")
    ticked = "document.querySelectorAll('[name=client]:checked').length"
    every = page.value("document.querySelectorAll('[name=client]').length")
    first(page, "[data-tpp-select=all]").click()
    assert page.value(ticked) == every
    first(page, "[data-tpp-select=none]").click()
    assert page.value(ticked) == 0
    page.value(
        "addEventListener('tpp-close', (event) => { document.title = event.target.textContent; })"
    )
    first(page, "[data-tpp-close]").click()
    assert page.value("document.title") == "Close"


def test_the_host_chooses_light_or_dark(opened: Callable[[str], Browser]) -> None:
    page = opened("windows")
    ground = "getComputedStyle(document.querySelector('.tpp-tab')).backgroundColor"
    light = page.value(ground)
    page.media(dark=True)
    dark = page.value(ground)
    assert light != dark
    page.value("document.documentElement.setAttribute('data-tpp-theme', 'light')")
    assert page.value(ground) == light
    page.media()
    page.value("document.documentElement.setAttribute('data-tpp-theme', 'dark')")
    assert page.value(ground) == dark
