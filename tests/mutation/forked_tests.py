"""Tests run in forks of a process that has collected them all, so that none of it is done again.

A fork changes itself as its caller wants, runs tests until one fails, and is gone: what a mutant
breaks stays with it. Its time is limited in seconds of CPU, so that a busy machine fails nothing.
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from attrs import frozen

FAILED, PASSED, UNFIT = 1, 0, 3
UNEXPLAINED = ("--assert=plain", "--tb=native")
"""Nobody reads why a test failed, and to explain it takes four fifths of a killed mutant's time."""
WAITED = 40.0
"""Seconds after which a fork that waits for something, and so uses no CPU, is ended."""
MEMORY = 4 << 30
"""Bytes that a fork may use."""
SLOWER = 5
"""A test that takes this many times its CPU seconds, and two more, does not end."""


class Unfit(Exception):
    """A change that cannot be made in a process that has imported the program."""


@frozen
class Outcome:
    """How the tests of one fork ended."""

    killed: bool
    out_of_time: bool = False
    by: str = ""
    """The test that failed or did not end."""
    tests: int = 0
    """How many were run."""


def tried(
    items: Sequence[pytest.Item],
    seconds: Callable[[str], float],
    prepare: Callable[[], None],
) -> Outcome:
    """Run *items* in a fork, until one fails, after *prepare* has changed it.

    Where *prepare* raises `Unfit`, none is run.
    """
    folder = tempfile.mkdtemp(prefix="mutant-", dir=memory_folder())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _forked(folder)
        _run(items, seconds, prepare, writing)
    os.close(writing)
    try:
        status = waited(child, WAITED + SLOWER * sum(seconds(each.nodeid) for each in items))
        begun = os.read(reading, 8 * len(items) + 8).count(b".") if status is not None else 0
    finally:
        os.close(reading)
        end_group(child)
        shutil.rmtree(folder, ignore_errors=True)
    if status is not None and os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNFIT:
        return Outcome(False)
    if not begun and status is not None:
        raise SystemExit("error: a fork failed before its first test")
    last = items[begun - 1].nodeid if begun else ""
    if status is None:
        return Outcome(True, True, last, begun)
    if os.WIFSIGNALED(status):
        return Outcome(True, os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGXCPU), last, begun)
    failed = os.WEXITSTATUS(status) != PASSED
    return Outcome(failed, False, last if failed else "", begun)


def waited(child: int, seconds: float) -> int | None:
    """A child's status when it has ended; none if it does not within *seconds*."""
    handle = os.pidfd_open(child)
    try:
        if select.select([handle], [], [], seconds)[0]:
            return os.waitpid(child, 0)[1]
    finally:
        os.close(handle)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def end_group(child: int) -> None:
    """End what a fork started and left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def quiet_and_bounded() -> None:
    """Give a fork a group of its own, no output, and bounds."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kill = os.kill

    def kill_own(process: int, number: int) -> None:
        # A mutant may have the wrong process or signal.
        if number and os.getsid(process) != os.getsid(0):
            raise PermissionError(process)
        kill(process, number)

    os.kill = kill_own
    for each in ("chmod", "fchmod", "replace", "rename", "unlink", "remove"):
        setattr(os, each, sparing_devices(getattr(os, each)))


def sparing_devices(change: Callable[..., None]) -> Callable[..., None]:
    """A function of `os` that leaves devices alone: one that a mutant replaced is gone for all."""

    def changed(*given: Any, **options: Any) -> None:
        if any(map(_is_device, given)):
            raise PermissionError(given)
        change(*given, **options)

    return changed


def _is_device(given: Any) -> bool:
    """Whether a path, or the number of an open file, is that of a device."""
    try:
        return stat.S_ISCHR(os.stat(given).st_mode)
    except (OSError, TypeError, ValueError):
        return False


def _forked(folder: str) -> None:
    quiet_and_bounded()
    tempfile.tempdir = folder
    os.environ["TMPDIR"] = folder


def _run(
    items: Sequence[pytest.Item],
    seconds: Callable[[str], float],
    prepare: Callable[[], None],
    progress: int,
) -> None:
    ended = FAILED
    try:
        factory = items[0].config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = Path(tempfile.gettempdir())
        try:
            prepare()
        except Unfit:
            ended = UNFIT
            return
        for item, following in zip(items, (*items[1:], None), strict=True):
            os.write(progress, b".")
            signal.setitimer(signal.ITIMER_PROF, 2 + SLOWER * seconds(item.nodeid))
            reports = runtestprotocol(item, log=False, nextitem=following)
            if any(report.failed for report in reports):
                break
        else:
            ended = PASSED
    finally:
        sys.stdout.flush()
        os._exit(ended)


def memory_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def cpu_seconds() -> float:
    """CPU seconds of this process, and of those that it started and that have ended."""
    mine, theirs = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(mine[:2]) + sum(theirs[:2])
