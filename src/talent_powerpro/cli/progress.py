"""Progress bars on standard error if it is a terminal; nothing in a pipe or with NO_COLOR."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import StageName

if TYPE_CHECKING:
    from rich.progress import TaskID

Update: TypeAlias = Callable[[str, int, int | None], None]
"""Called with the name of a piece of work, how much is done, and the total (``None``: unknown)."""


class ProgressListener(RunListener):
    """Passes a run's progress on to *update*."""

    def __init__(self, update: Update) -> None:
        self._update = update

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        self._update(f"{stage}: {phase}", done, total)


@contextmanager
def progress() -> Iterator[Update]:
    """Show one bar for each piece of work. The bars disappear at the end of the block."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield no_update
        return
    # Rich takes time to load.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def update(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield update


def no_update(what: str, done: int, total: int | None) -> None:
    """Do nothing. Used where no bar is to be drawn."""
