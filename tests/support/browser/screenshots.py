"""Takes the pictures of the HTML pages that the documentation shows: ``nox -s screenshots``.

The pages are those of the tests, so the pictures show made-up students.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from support.browser.chromium import WIDTHS, Browser, chromium
from support.browser.host_page import host_page, pages, windows
from support.office import office

PICTURES = Path(__file__).parents[3] / "docs" / "how-to" / "pictures"


@frozen
class Picture:
    """A picture of a page, and what to do before it is taken."""

    page: str
    width: int
    dark: bool = False
    before: str = ""
    """JavaScript."""
    at: str = ""
    """The element to show, by its selector; blank: the top of the page."""


CHOSEN = {
    "office-1280": Picture("office", 1280),
    "office-800": Picture("office", 800),
    "office-390": Picture("office", 390),
    "office-results": Picture("office", 1280, at="#results"),
    "office-dark": Picture("office", 800, dark=True, at="#runs"),
    "tab-1280": Picture("tab", 1280),
    "tab-800": Picture(
        "tab", 800, before="document.querySelectorAll('.tpp-tipped')[1].firstChild.focus()"
    ),
    "tab-390": Picture("tab", 390, dark=True),
    "origin-800": Picture(
        "windows", 800, before="document.querySelector('[popover]').showPopover()"
    ),
    "contact-log-800": Picture("contact-log", 800),
    "sync-log-800": Picture("sync-log", 800),
    "set-export-800": Picture("set-export", 800),
    "set-export-390": Picture("set-export", 390),
}
"""The pictures by their file's name."""


def take(browser: Browser, chosen: Picture, file: Path) -> bytes:
    """Open the page and take its picture, no higher than what it shows."""
    browser.media(dark=chosen.dark)
    browser.open(file, chosen.width)
    height = int(browser.value("document.body.scrollHeight"))
    if height < WIDTHS[chosen.width]:
        browser.resize(chosen.width, height)
    if chosen.before:
        browser.driver.execute_script(chosen.before)
    if chosen.at:
        browser.driver.execute_script(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'start' })", chosen.at
        )
    return browser.picture()


def main(names: list[str]) -> None:
    """Take these pictures, or all."""
    sources = pages() | {name: host_page({name: it}) for name, it in windows(office()).items()}
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        for name, chosen in CHOSEN.items():
            if names and name not in names:
                continue
            file = Path(folder) / f"{chosen.page}.html"
            file.write_text(sources[chosen.page], encoding="utf-8")
            (PICTURES / f"{name}.png").write_bytes(take(browser, chosen, file))


if __name__ == "__main__":
    main(sys.argv[1:])
