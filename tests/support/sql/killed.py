"""Processes that are killed: while they write to a store, and at each step of a restore."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any
from warnings import catch_warnings, simplefilter

from support.sql.guide_rows import a_set, client, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.backup import restore


def killed_while(work: Callable[[], object]) -> None:
    """Do some work in a fork, which is killed at its end."""

    def work_and_be_killed() -> None:
        work()
        be_killed()

    assert in_a_fork(work_and_be_killed) == -signal.SIGKILL


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_fork(work: Callable[[], object]) -> int:
    """Do some work in a fork of this process; how that ended."""
    with catch_warnings():
        # Later versions of Python warn where there are other threads. The fork uses none of them.
        simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def write_and_be_killed(store: Path, *, first: int, number: int) -> None:
    """Import *number* clients, one at a time, whose codes start at *first*. Then be killed.

    Their rows are in the write-ahead log, which stays behind.
    """

    def write() -> None:
        powerpro = SqlPowerPro(url_of(store))
        for code in range(first, first + number):
            powerpro.take_in(a_set(client(str(code))))

    killed_while(write)


OURS = ("sqlite_restore.py", "sqlite_replacement.py", "sqlite_backup.py")


def restores_killed_at_each_step(start: Path, back_up: Path, *, every: int) -> Iterator[Path]:
    """Copies of the folder *start*, in which a restore was killed at a line of its code.

    The restore runs once for each line that it reaches, or for one in *every*. The last one runs
    to its end.
    """
    ended, step = -signal.SIGKILL, every
    while ended:
        folder = start.with_name(f"{start.name}-{step}")
        shutil.copytree(start, folder)
        ended = in_a_fork(partial(_restore_and_be_killed, folder, back_up, step))
        assert ended in (0, -signal.SIGKILL), ended
        yield folder
        step += every


def _restore_and_be_killed(folder: Path, back_up: Path, step: int) -> None:
    lines = count(1)

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.endswith(OURS):
            return None
        if event == "line" and next(lines) == step:
            be_killed()
        return trace

    sys.settrace(trace)
    restore(url_of(folder / "powerpro.db"), back_up, today=date(2026, 11, 27))
