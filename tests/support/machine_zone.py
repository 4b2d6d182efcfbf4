"""A machine whose own zone is not UTC."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

needs_a_zone_of_the_process = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="Windows has no zone of a process"
)


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setitem(os.environ, "TZ", zone)
        time.tzset()
        yield
    time.tzset()
