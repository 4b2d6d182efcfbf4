"""Worker processes of a fleet, supervised as a service manager does: one that ends starts again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from support.cli.rto import SECRETS
from support.patience import PATIENCE

RESTART_AFTER = 0.5
"""Seconds until an ended worker starts again."""
TO_END = 5.0
"""Seconds that a worker gets to finish its current records."""


LOOK = 0.2
"""Seconds between two looks at something that a process does."""


def await_that(happened: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Look until something has happened; False where it has not after so many seconds of looks."""
    for _ in range(int(patience / LOOK)):
        if happened():
            return True
        time.sleep(LOOK)
    return False


class SupervisedWorker:
    """A worker process that is started again when it ends. Its output goes to *log*."""

    def __init__(self, fleet_file: Path, log: Path, environment: Mapping[str, str] = {}) -> None:
        self._words = ("fleet", "worker", "--fleet", str(fleet_file))
        self._log = log
        self._environment = environment
        self._changing = Lock()
        self._ending = Event()
        self.codes: list[int] = []
        """The exit codes of the processes that ended, oldest first."""
        self._process = self._start()
        self._thread = Thread(target=self._supervise, daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        # The machine's own secrets would be every RTO's.
        own = {name: value for name, value in os.environ.items() if name not in SECRETS}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    "from talent_powerpro.cli import main; main()",
                    *self._words,
                ],
                env={**own, **self._environment},
                stdout=log,
                stderr=log,
            )

    def _supervise(self) -> None:
        while True:
            code = self._process.wait()
            self.codes.append(code)
            if self._ending.wait(RESTART_AFTER):
                return
            with self._changing:
                if self._ending.is_set():
                    return
                self._process = self._start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, number: signal.Signals) -> bool:
        """Send a signal to the process that is at work now. False: it has just ended."""
        with self._changing:
            if self._process.poll() is not None:
                return False
            self._process.send_signal(number)
            return True

    def end(self, to_end: float = TO_END) -> int:
        """Ask the worker to end, and again if a portal keeps it; the exit code of its last process.

        The second signal, after *to_end* seconds, ends it at once.
        """
        self._ending.set()
        for patience in (to_end, PATIENCE):
            self.send(signal.SIGTERM)
            self._thread.join(patience)
        assert not self._thread.is_alive(), "the worker did not end"
        return self.codes[-1]

    def kill(self) -> None:
        """End the worker whatever it does, and start no other."""
        with self._changing:
            self._ending.set()
            self._process.kill()
        self._thread.join(PATIENCE)


@contextmanager
def supervised(
    fleet_file: Path, number: int, folder: Path, environment: Mapping[str, str] = {}
) -> Iterator[tuple[SupervisedWorker, ...]]:
    """So many workers. After the block none is left, whatever happened."""
    with ExitStack() as stack:
        workers = []
        for each in range(number):
            worker = SupervisedWorker(fleet_file, folder / f"worker-{each}.log", environment)
            stack.callback(worker.kill)
            workers.append(worker)
        yield tuple(workers)
