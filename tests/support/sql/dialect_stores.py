"""The dialects that the contract suites run on, each with a place for new stores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

NewUrl: TypeAlias = Callable[[Path, int], str]
"""From a test's folder and a number to the URL of a store that nobody has made yet."""


def sqlite_url(folder: Path, number: int) -> str:
    return f"sqlite:///{(folder / f'{number}.db').as_posix()}"


NEW_URLS: dict[str, NewUrl] = {"sqlite": sqlite_url}
"""By the dialect's name."""
