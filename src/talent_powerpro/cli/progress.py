"""How far the work is: bars on a terminal's standard error, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from typing_extensions import override

from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import StageName

Tell: TypeAlias = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much (``None``: not known)."""


class ProgressListener(RunListener):
    """A run's progress, told to *tell*."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        self._tell(f"{stage}: {phase}", done, total)


@contextmanager
def progress() -> Iterator[Tell]:
    """One bar for each thing that is told of; all of them vanish at the end."""
    if not sys.stderr.isatty():
        yield untold
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield tell


def untold(what: str, done: int, total: int | None) -> None:
    """Nobody is watching."""
