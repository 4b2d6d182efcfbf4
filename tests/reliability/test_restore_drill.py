"""A restore drill: back-ups made during a run are restored, and the next run ends right.

A person's version of it is on the page `docs/how-to/back-up-and-restore.md`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Lock

import pytest
from typing_extensions import override

from reliability.college import TODAY
from reliability.kills import DeadlySandbox, facts, make_store, run
from support.cli.rto import rto
from support.nightly import one_in
from support.sql.stressed import in_file
from talent_powerpro.adapters.sql.backup import backup, restore
from talent_powerpro.sandbox import Request, Response, serve

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="as the kill trials")


class BackingUp(DeadlySandbox):
    """A portal during whose requests the store of the calling process is backed up."""

    def __init__(self, store: Path) -> None:
        super().__init__()
        self._in_turn = Lock()
        self._store = store
        self.is_backing_up = True
        self.back_ups: list[Path] = []

    @override
    def handle(self, request: Request) -> Response:
        with self._in_turn:
            if self.is_backing_up:
                file = self._store.parent.with_name(f"{len(self.back_ups):03}.db")
                backup(f"sqlite:///{self._store.as_posix()}", file)
                self.back_ups.append(file)
            return super().handle(request)


@POSIX
@one_in(12)
def test_each_back_up_of_a_run_is_restored_and_the_next_run_ends_right(
    tmp_path: Path, one_in: int
) -> None:
    folder = tmp_path / "rto"
    folder.mkdir()
    store = folder / "powerpro.db"
    make_store(store)
    place = in_file(store)
    portal = BackingUp(store)
    with serve(portal) as url:
        rto(folder, url)
        run(portal, folder, None, 0, place)
        portal.is_backing_up = False
        right = facts(place, portal)
        for file in portal.back_ups[::one_in]:
            restore(f"sqlite:///{store.as_posix()}", file, today=TODAY)
            assert facts(place, portal) != right
            run(portal, folder, None, 0, place)
            assert facts(place, portal) == right
