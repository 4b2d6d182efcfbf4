from pathlib import Path

import pytest

from support.sandbox.requests import PORTAL, Clock, Write
from talent_powerpro.sandbox import Sandbox


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    return Sandbox(PORTAL, clock=clock)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a portal file."""

    def written(text: str) -> Path:
        path = tmp_path / "portal.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written
