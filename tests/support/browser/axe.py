"""axe-core, which finds what keeps people from using a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.browser.chromium import Browser

AXE = Path(__file__).parent / "axe.min.js"


def findings(browser: Browser, *rules: str) -> list[str]:
    """What axe-core finds in the open page by these rules, or by all: each with the element."""
    if not browser.value("'axe' in window"):
        browser.driver.execute_script(AXE.read_text(encoding="utf-8"))
    browser.driver.set_script_timeout(60)
    # Nothing is fetched again: no rule here needs the text of a style sheet or a medium.
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = list(rules)
    found: list[dict[str, Any]] = browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(arguments[0]).then((found) => done(found.violations));",
        options,
    )
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]
