"""A headless Chromium and the pages that it opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.browser.chromium import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Here, so that a machine without selenium can collect these tests and leave them out.
    from support.browser.chromium import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of each page, by name."""
    from support.browser.host_page import pages

    folder = tmp_path_factory.mktemp("pages")
    found = pages()
    made = {name: folder / f"{name}.html" for name in found}
    for name, file in made.items():
        file.write_text(found[name], encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built documentation."""
    from support.browser.site import built

    return built()
