"""Run lock of a SQLite store: an operating-system lock on a file beside the store.

The operating system releases the lock when its process ends, even if it is killed. No clock or
process id is trusted for that. A second file names the holder, for messages only: on Windows a
locked file cannot be read, and elsewhere a second process that tries to lock it may empty it.

The lock file stays behind, empty. If it were removed, one process could lock the removed file
and another the new file of the same name, and both would run. The holder file is removed on
release. If a killed process left one, the next holder overwrites it first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.adapters.sql.dialects.lock_holder import Holder, holder_of
from talent_powerpro.adapters.sql.transactions import now_utc
from talent_powerpro.errors import LockHeld, PowerProUnusable
from talent_powerpro.private_files import FILE, private

if TYPE_CHECKING:
    from filelock import BaseFileLock

_WAIT = "Wait for it to finish, then run again. If it hangs, end it first."
_RIGHTS = (
    "Check that the folder exists, that its disk has space and that this account may write to it. "
    "If another account left the lock file behind, delete it while no run is in progress."
)
_LONGEST = 1000
"""Characters of a holder file that are read at most. The agent writes far fewer."""


class FileRunLock:
    """A `RunLock` for the SQLite file *store*, which need not exist yet; see ``SqlPowerPro.lock``.

    The files have the store's name, with ``.lock`` and ``.holder`` added. Links are followed,
    so that two paths to one store share one lock. Raises `PowerProUnusable` where a lock file
    cannot be made. *clock* returns an aware time. A child that the holder forks may inherit
    the lock; a program that it starts does not. *prefix* is that of the tables: others in the file
    have a lock of their own.
    """

    def __init__(
        self, store: Path, *, clock: Callable[[], datetime] = now_utc, prefix: str = ""
    ) -> None:
        self._store, self._clock = store, clock
        real = f"{os.path.realpath(store)}{prefix and f'.{prefix}'}"
        self._file, self._signature = Path(f"{real}.lock"), Path(f"{real}.holder")

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        taken = self._take()
        try:
            self._sign(what)
            yield
        finally:
            # Before the lock is released: after that the file may be another holder's.
            with suppress(OSError):
                self._signature.unlink()
            taken.release()

    def _take(self) -> BaseFileLock:
        from filelock import SoftFileLock, Timeout  # slow to load, and most commands only read

        if not self._file.parent.is_dir():  # Older versions of filelock would make it.
            raise self._unusable("its folder does not exist")
        lock = self._new()
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise self._held() from None
        except (OSError, NotImplementedError) as error:
            raise self._unusable(str(getattr(error, "strerror", None) or error)) from error
        if isinstance(lock, SoftFileLock):
            # Some versions of filelock fall back to this unasked. If the run were killed, a soft
            # lock would stay for ever.
            lock.release()
            raise self._unusable("the disk does not support locks that end with their process")
        return lock

    def _new(self) -> BaseFileLock:
        """A new lock object for each hold, because filelock lets one object be taken twice."""
        from filelock import FileLock

        # Not thread-local: a block may end on another thread than it began on.
        return FileLock(self._file, mode=FILE, thread_local=False, fallback_to_soft=False)

    def _sign(self, what: str) -> None:
        """Write the holder file. A failure is ignored, because only messages need the file."""
        signature = Holder.this_process(what, self._clock()).as_text()
        with (
            suppress(OSError),
            open(self._signature, "w", encoding="utf-8", opener=private) as file,
        ):
            file.write(signature)

    def _held(self) -> LockHeld:
        holder = holder_in(self._signature)
        who = holder.in_words if holder else "Another run"
        return LockHeld(f"{who} is using PowerPro's store {self._store}.", remedy=_WAIT)

    def _unusable(self, why: str) -> PowerProUnusable:
        return PowerProUnusable(
            f"The lock file of PowerPro's store, {self._file}, cannot be locked ({why}).",
            remedy=_RIGHTS,
        )


def holder_in(file: Path) -> Holder | None:
    """The holder that *file* names; ``None``: half-written, unreadable or missing."""
    try:
        with file.open(encoding="utf-8") as opened:
            return holder_of(opened.read(_LONGEST))
    except (OSError, ValueError):
        return None
