"""The dialects that the contract suites run on, each with a place for new stores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

NewUrl: TypeAlias = Callable[[Path, int], str]
"""Makes the URL of a new store from a test's folder and a number."""


def sqlite_url(folder: Path, number: int) -> str:
    return f"sqlite:///{(folder / f'{number}.db').as_posix()}"


NEW_URLS: dict[str, NewUrl] = {"sqlite": sqlite_url}
"""The stores, by the dialect's name."""
