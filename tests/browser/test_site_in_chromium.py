"""The built documentation: it fits a phone, can be used by everybody, is searched and copied from.

All pages are opened for what overflows, five of each kind for what axe-core finds: pages of a kind
have the same elements.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.browser.site import KINDS, pages_of

if TYPE_CHECKING:
    from support.browser.chromium import Browser

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
FIVE = [page for kind in KINDS for page in pages_of(kind, 5)]
FAULTS = """
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const wide = (box) => box.scrollWidth > box.clientWidth;
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page overflows");
  for (const box of all(".table-wrapper, article pre").filter(wide)) {
    if (box.tabIndex !== 0) faults.push(`out of the keyboard's reach: ${box.textContent}`);
    if (innerWidth < 500 && box.matches(".table-wrapper")) faults.push(`cut: ${box.textContent}`);
  }
  return faults;
})()
"""
GROUND = "getComputedStyle(document.body).backgroundColor"


def page(site: Path, name: str) -> Path:
    return site / f"{name}.html"


def press(browser: Browser, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser.driver).send_keys(*keys).perform()


def test_no_page_overflows_and_every_table_is_whole_on_a_phone(
    browser: Browser, site: Path
) -> None:
    browser.media()
    found = {}
    files = sorted(site.rglob("*.html"))
    assert len(files) > 100
    for file in files:
        browser.open(file, WIDTHS[0])
        for width in WIDTHS:
            if width != WIDTHS[0]:
                browser.resize(width)
                # Chromium sends the event with its next picture, which is long in coming.
                browser.value("dispatchEvent(new Event('resize'))")
            if faults := browser.value(FAULTS):
                found[f"{file.relative_to(site)} at {width}"] = faults
        if said := browser.console():
            found[f"{file.relative_to(site)}"] = said
    assert found == {}


@pytest.mark.parametrize("name", ["index", *FIVE])
def test_axe_finds_nothing_light_or_dark(browser: Browser, site: Path, name: str) -> None:
    from support.browser.axe import findings

    browser.media()
    browser.open(page(site, name), 1280)
    light = browser.value(GROUND)
    assert findings(browser) == []
    browser.media(dark=True)
    assert browser.value(GROUND) != light
    assert findings(browser, "color-contrast") == []


@pytest.mark.parametrize("name", ["index", *FIVE])
def test_axe_finds_nothing_on_a_phone(browser: Browser, site: Path, name: str) -> None:
    from support.browser.axe import findings

    browser.media()
    browser.open(page(site, name), 390)
    assert findings(browser) == []


def test_a_word_typed_into_the_search_finds_pages_that_have_it(
    browser: Browser, site: Path
) -> None:
    from selenium.webdriver import Keys
    from selenium.webdriver.support.wait import WebDriverWait

    browser.media()
    browser.open(page(site, "index"), 1280)
    box = browser.driver.find_element("css selector", ".sidebar-search")
    box.send_keys("withdrawn", Keys.ENTER)
    results = "[...document.querySelectorAll('#search-results li > a')].map((e) => e.href)"
    expected = page(site, "how-to/suspend-the-withdrawn").as_uri()
    found = WebDriverWait(browser.driver, 60).until(
        lambda _: expected in (shown := browser.value(results)) and shown
    )
    browser.driver.get(found[0])
    assert "withdrawn" in browser.value("document.querySelector('article').textContent")


@pytest.mark.parametrize(
    ("name", "block", "expected"),
    [
        ("how-to/explain-an-enrolment", "sh", "talent-powerpro explain"),
        ("explanation/performance", "console", "python -m benchmarks "),
    ],
)
def test_a_press_copies_the_code_without_prompts_and_output(
    browser: Browser, site: Path, name: str, block: str, expected: str
) -> None:
    from selenium.webdriver import Keys

    permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    browser.command("Browser.grantPermissions", permissions=permissions)
    browser.media()
    browser.open(page(site, name), 1280)
    button = browser.driver.find_element("css selector", f".highlight-{block} button.copy")
    browser.value("arguments[0].focus()", button)
    press(browser, Keys.ENTER)
    copied = browser.driver.execute_async_script(
        "const [button, done] = arguments;"
        "const look = () => button.textContent === 'Copy' ? setTimeout(look, 20) :"
        "  navigator.clipboard.readText().then(done, (fault) => done(String(fault)));"
        "look();",
        button,
    )
    assert copied.startswith(expected)
    assert "$ " not in copied


def test_a_wide_table_scrolls_by_keyboard_and_is_stacked_on_a_phone(
    browser: Browser, site: Path
) -> None:
    from selenium.webdriver import Keys
    from selenium.webdriver.support.wait import WebDriverWait

    browser.media()
    browser.open(page(site, "reference/faults"), 1280)
    box = browser.driver.find_element("css selector", ".table-wrapper[tabindex]")
    browser.value("arguments[0].focus()", box)
    press(browser, Keys.RIGHT)
    WebDriverWait(browser.driver, 60).until(
        lambda _: browser.value("arguments[0].scrollLeft > 0", box)
    )
    browser.open(page(site, "reference/faults"), 390)
    heads = "[...arguments[0].querySelectorAll('th')].map((e) => e.textContent.trim())"
    table = browser.driver.find_element("css selector", "table.stacked")
    assert set(browser.value(heads, table)) == set(
        browser.value("[...arguments[0].querySelectorAll('td')].map((e) => e.dataset.label)", table)
    )
    roles = {
        each["role"]["value"]
        for each in browser.command("Accessibility.getFullAXTree")["nodes"]
        if not each.get("ignored")
    }
    assert {"table", "row", "columnheader", "cell"} <= roles
