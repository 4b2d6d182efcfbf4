"""Fixtures of the command's tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from talent_powerpro.cli.interruption import SIGNALS
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


@pytest.fixture
def portal() -> Sandbox:
    """The guide's TalentLMS."""
    return Sandbox(guide_portal())


@pytest.fixture
def url(portal: Sandbox) -> Iterator[str]:
    """The address of the guide's TalentLMS, served over real HTTP."""
    with serve(portal) as served:
        yield served


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    """What a test lets the command do at a signal ends with the test."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
