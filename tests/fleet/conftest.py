"""Fixtures of the fleet's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from talent_powerpro.sandbox import Sandbox, guide_portal, serve


@pytest.fixture
def portal() -> Sandbox:
    return Sandbox(guide_portal())


@pytest.fixture
def url(portal: Sandbox) -> Iterator[str]:
    """The address of the guide's TalentLMS, served over real HTTP."""
    with serve(portal) as served:
        yield served
