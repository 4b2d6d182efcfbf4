"""Chromium for tests and pictures: the one on this machine, never one of a library's own download.

It is found by the environment variables ``CHROMIUM`` and ``CHROMEDRIVER``, else on the path.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")
WIDTHS = {1280: 900, 800: 1000, 390: 844}
"""The widths that pages are tried at, in pixels, with a height for each."""

INSTALL = (
    "On Debian: apt-get install chromium chromium-driver. Elsewhere set CHROMIUM and CHROMEDRIVER "
    "to their paths."
)


def found(variable: str, names: tuple[str, ...]) -> str:
    """The path of a program. Raises `RuntimeError` with what to do if there is none."""
    paths = (os.environ.get(variable), *map(shutil.which, names))
    path = next((each for each in paths if each), None)
    if path is None:
        raise RuntimeError(f"There is no {names[0]} on the path. {INSTALL}")
    return path


@frozen
class Browser:
    """A headless Chromium."""

    driver: webdriver.Chrome

    def open(self, file: Path, width: int = 1280) -> None:
        """Open a page in a window of this width, and forget what its console said before."""
        self.resize(width)
        self.console()
        self.driver.get(file.as_uri())

    def resize(self, width: int, height: int | None = None) -> None:
        # The window itself cannot be narrower than 500 pixels.
        size = {"width": width, "height": height or WIDTHS[width]}
        size |= {"deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def media(self, kind: str = "", *, dark: bool = False) -> None:
        """Show the page as on paper (``print``), or to a reader who prefers dark."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", media=kind, features=[scheme])

    def command(self, name: str, **values: Any) -> Any:
        """Send a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, values)

    def value(self, source: str, *arguments: object) -> Any:
        """The value of a JavaScript expression in the page."""
        return self.driver.execute_script(f"return {source.strip()}", *arguments)

    def console(self) -> list[str]:
        """What the console said since the last time, such as errors and refused requests."""
        # Of the untyped methods of selenium only this one reads the console.
        said: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [str(each["message"]) for each in said]

    def picture(self, *, whole: bool = False) -> bytes:
        """A picture of the window, or of the *whole* page, as PNG."""
        shot = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def pages(self) -> bytes:
        """The page as printed, as PDF."""
        return base64.b64decode(self.command("Page.printToPDF")["data"])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium without a profile, which ends with the block."""
    options = Options()
    options.binary_location = found("CHROMIUM", BROWSERS)
    for argument in (
        "--headless=new",
        "--no-sandbox",  # as root it does not start otherwise
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--force-color-profile=srgb",
        "--lang=en-AU",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # On Linux the language, which decides how a date box looks, comes from the environment.
    env = {**os.environ, "LANGUAGE": "en_AU"}
    driver = webdriver.Chrome(options, Service(found("CHROMEDRIVER", DRIVERS), env=env))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
