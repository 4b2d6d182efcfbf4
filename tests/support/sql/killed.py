"""Processes that are killed: while they write to a store, and at each step of a restore."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from warnings import catch_warnings, simplefilter

from support.sql.guide_rows import a_set, client, url_of
from talent_powerpro.adapters.sql import SqlPowerPro


def killed_while(work: Callable[[], None]) -> None:
    """Do some work in a fork, which is killed at its end."""
    with catch_warnings():
        # Later versions of Python warn where there are other threads. The fork uses none of them.
        simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            work()
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def write_and_be_killed(store: Path, *, first: int, number: int) -> None:
    """Import *number* clients, one at a time, whose codes start at *first*. Then be killed.

    Their rows are in the write-ahead log, which stays behind.
    """

    def write() -> None:
        powerpro = SqlPowerPro(url_of(store))
        for code in range(first, first + number):
            powerpro.take_in(a_set(client(str(code))))

    killed_while(write)


_RESTORER = """
import os, shutil, signal, sys
from datetime import date
from pathlib import Path
from talent_powerpro.adapters.sql.backup import restore

start, back_up, every = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
OURS = ("sqlite_restore.py", "sqlite_replacement.py", "sqlite_backup.py")


def restore_and_be_killed(folder, step):
    left = step

    def trace(frame, event, argument):
        nonlocal left
        if not frame.f_code.co_filename.endswith(OURS):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    url = f"sqlite:///{(folder / 'powerpro.db').as_posix()}"
    restore(url, back_up, today=date(2026, 11, 27))
    os._exit(0)


step, ended = every, -1
while ended != 0:
    folder = start.with_name(f"{start.name}-{step}")
    shutil.copytree(start, folder)
    child = os.fork()
    if not child:
        try:
            restore_and_be_killed(folder, step)
        finally:
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -9), ended
    step += every
"""


def restores_killed_at_each_step(start: Path, back_up: Path, *, every: int) -> Iterator[Path]:
    """Copies of the folder *start*, in which a restore was killed at a line of its code.

    The restore runs once for each line that it reaches, or for one in *every*. The last one runs
    to its end.
    """
    words = (str(start), str(back_up), str(every))
    subprocess.run([sys.executable, "-c", _RESTORER, *words], check=True)
    yield from start.parent.glob(f"{start.name}-*")
