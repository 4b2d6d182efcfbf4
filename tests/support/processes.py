"""Processes that a test starts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import AnyStr


@contextmanager
def killed_at_end(process: subprocess.Popen[AnyStr]) -> Iterator[subprocess.Popen[AnyStr]]:
    """The process, which is killed if it has not ended by the end of the block.

    `subprocess.Popen` as a context waits for its process instead, for ever if need be, even where
    the test has failed or its time is over.
    """
    with process:
        try:
            yield process
        finally:
            process.kill()
