"""The run lock of a SQLite store: an operating-system lock on a file beside it.

The system takes the lock away from a process that ends, however it ends; no clock and no
process id is ever trusted for that. Who holds it stands in a second file, which is there to be
shown: on Windows a locked file cannot be read, and elsewhere a second locker may empty it.

The lock file is left behind, empty. Were it removed, one process could lock the removed file
and another the new one of that name, and both would run. The holder's file goes with the hold.
What a killed process left of it is written anew by the next holder, before anything else.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from attrs import frozen
from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from talent_powerpro.adapters.sql.transactions import now_utc
from talent_powerpro.errors import LockHeld, PowerProUnusable

_WAIT = "Wait for it to end, then run again. One that hangs has to be ended first."
_RIGHTS = (
    "Check that the folder exists and has space, and that this account may write in it. A lock "
    "file that another account has left may be deleted while no run is under way."
)
_LONGEST = 1000
"""Characters of a holder's file that are looked at; ours have far fewer."""


class FileRunLock:
    """A `RunLock` for the SQLite file *store*, which need not be there yet.

    Reached as ``SqlPowerPro.lock``. The files are called as the store is, with ``.lock`` and
    ``.holder`` behind; two paths that lead to one store have one lock. Raises
    `PowerProUnusable` where there can be no lock file. *clock* answers with an aware time.
    A child that a holder forks may hold on to the lock; a program that it starts does not.
    """

    def __init__(self, store: Path, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._store, self._clock = store, clock
        real = os.path.realpath(store)
        self._file, self._signature = Path(f"{real}.lock"), Path(f"{real}.holder")

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        taken = self._take()
        try:
            self._sign(what)
            yield
        finally:
            # Before the lock is let go of: from then on it may be another's.
            with suppress(OSError):
                self._signature.unlink()
            taken.release()

    def _take(self) -> BaseFileLock:
        if not self._file.parent.is_dir():  # Older ones of filelock would make it.
            raise self._unusable("there is no such folder")
        lock = self._new()
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise self._held() from None
        except (OSError, NotImplementedError) as error:
            raise self._unusable(str(getattr(error, "strerror", None) or error)) from error
        if isinstance(lock, SoftFileLock):
            # Some of filelock fall back to this unasked. A killed run would hold it for ever.
            lock.release()
            raise self._unusable("the disk has no locks that end with their process")
        return lock

    def _new(self) -> BaseFileLock:
        """One of its own for each hold: one that is shared can be taken twice."""
        # Of no thread: a block may end on another than it began on.
        return FileLock(self._file, thread_local=False, fallback_to_soft=False)

    def _sign(self, what: str) -> None:
        """For a run that is refused. Nothing depends on it: a full disk is reported elsewhere."""
        signature = Holder(os.getpid(), socket.gethostname(), self._clock(), what).as_text()
        with suppress(OSError):
            self._signature.write_text(signature, encoding="utf-8")

    def _held(self) -> LockHeld:
        holder = holder_in(self._signature)
        who = holder.in_words if holder else "Another run, which has not said who it is,"
        return LockHeld(f"{who} is using PowerPro's store {self._store}.", remedy=_WAIT)

    def _unusable(self, why: str) -> PowerProUnusable:
        return PowerProUnusable(
            f"The lock of PowerPro's store, {self._file}, cannot be taken ({why}).", remedy=_RIGHTS
        )


@frozen
class Holder:
    """The holder of a lock, as its file says."""

    process: int
    host: str
    since: datetime
    """Aware."""
    what: str

    def as_text(self) -> str:
        return json.dumps(
            {
                "process": self.process,
                "host": self.host,
                "since": self.since.isoformat(),
                "what": self.what,
            }
        )

    @property
    def in_words(self) -> str:
        """In this machine's own time: it is where the reader's clock hangs."""
        ours = (self.process, self.host) == (os.getpid(), socket.gethostname())
        place = "this same process" if ours else f"process {self.process} on {self.host}"
        return f"`{self.what}` ({place}, since {self.since.astimezone():%d/%m/%Y %H:%M})"


def holder_in(file: Path) -> Holder | None:
    """Who holds the lock; ``None``: half-written, unreadable, or not there."""
    try:
        with file.open(encoding="utf-8") as opened:
            found = json.loads(opened.read(_LONGEST))
        since = datetime.fromisoformat(found["since"]).astimezone()
        return Holder(int(found["process"]), _plain(found["host"]), since, _plain(found["what"]))
    except (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None


def _plain(text: object) -> str:
    """Anybody can have written it, and it goes to a terminal."""
    return "".join(letter for letter in str(text) if letter.isprintable())[:80]
