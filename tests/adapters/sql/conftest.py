"""Fixtures of the SQLite tests."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's store is to be. Nothing is there yet."""
    return tmp_path / "powerpro.db"


@pytest.fixture
def shut_folder() -> Iterator[Callable[[bool], Path]]:
    """A folder in which this account may read and not write, with a lock file or without.

    Root may write anywhere, so where root runs the tests the process is somebody else until
    the test has ended.
    """
    with ExitStack() as undone:
        folder = Path(undone.enter_context(tempfile.TemporaryDirectory()))

        def shut(had_lock: bool) -> Path:
            if had_lock:
                (folder / "powerpro.db.lock").touch(mode=0o444)
            folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
            undone.callback(folder.chmod, 0o700)
            if os.geteuid() == 0:
                os.seteuid(NOBODY)
                undone.callback(os.seteuid, 0)
            return folder

        yield shut
