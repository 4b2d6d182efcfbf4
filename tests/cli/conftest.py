"""Fixtures of the command's tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.rto import Rto
from support.cli.worked import copy_of, worked_once
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


@pytest.fixture(scope="module")
def worked_original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rto]:
    """The original of a module's copies. Made only where a test asks for one."""
    with worked_once(tmp_path_factory.mktemp("once")) as made:
        yield made


@pytest.fixture
def worked(worked_original: Rto, tmp_path: Path) -> Rto:
    """A copy of the guide's RTO after a run that provisioned and one that fetched a result."""
    return copy_of(worked_original, tmp_path / "rto")


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    """What a test lets the command do at a signal ends with the test."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
