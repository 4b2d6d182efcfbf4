"""Each page at each width: nothing overflows, the console is silent, and axe finds nothing.

They need Chromium, so they run with ``--browser`` only: ``nox -s browser``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.browser.chromium import Browser

pytestmark = pytest.mark.browser

HOSTILE = ("office-markup", "office-long", "windows-markup", "windows-long")
PAGES = ("office", "office-month", "office-empty", "fleet", "windows", *HOSTILE)
WIDTHS = (1280, 800, 390)

OVERFLOWING = """
[...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest(".tpp-out-of-sight, .tpp-skip, thead"))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
  })
  .map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`)
"""


def unfold(browser: Browser) -> None:
    """Show what is folded and what is filtered, so that nothing is left untried."""
    browser.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_and_the_console_is_silent(
    browser: Browser, files: dict[str, Path], name: str, width: int
) -> None:
    browser.media()
    browser.open(files[name], width)
    unfold(browser)
    assert browser.value("document.documentElement.scrollWidth") == width
    assert browser.value(OVERFLOWING) == []
    assert browser.console() == []
    assert browser.value("document.title") != "owned"
    assert browser.value("document.querySelectorAll('img, iframe, object').length") == 0


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [
        *((name, width, False) for name in ("office", "fleet", "windows") for width in WIDTHS),
        *((name, 800, True) for name in ("office", "fleet", "windows")),
        *((name, 390, False) for name in ("office-month", "office-empty", *HOSTILE)),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, files: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    browser.media(dark=dark)
    browser.open(files[name], width)
    unfold(browser)
    assert findings(browser) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_an_open_window(
    browser: Browser, files: dict[str, Path], dark: bool
) -> None:
    browser.media(dark=dark)
    browser.open(files["windows"], 800)
    browser.value("document.querySelector('[popover]').showPopover()")
    assert findings(browser) == []


def test_axe_finds_what_is_wrong(browser: Browser, files: dict[str, Path]) -> None:
    browser.media()
    browser.open(files["office"])
    spoil = "document.documentElement.lang = '';"
    browser.driver.execute_script(
        f"document.querySelector('#waiting').style.color = '#ddd'; {spoil}"
    )
    found = {each.split(":")[0] for each in findings(browser)}
    assert {"color-contrast", "html-has-lang"} <= found


def findings(browser: Browser) -> list[str]:
    # Here, as the fixtures do it.
    from support.browser import axe

    return axe.findings(browser)
