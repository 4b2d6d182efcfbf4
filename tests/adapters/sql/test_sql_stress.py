"""Damage to a store during a run: the run still reports, and nothing is lost."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.nightly import in_part, one_in
from support.sql.guide_rows import by_hand
from support.sql.stressed import (
    Befallen,
    State,
    Students,
    assert_stopped_after_the_first,
    in_file,
    run_befallen,
    students,
)
from support.the_guide import ended
from talent_powerpro.errors import PowerProUnusable

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in place")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Both systems after an undisturbed run."""
    there = students(tmp_path_factory.mktemp("undisturbed") / "powerpro.db")
    assert ended(there.run()) == ""
    return there.state()


def files(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm")]


@POSIX
def test_a_store_moved_during_a_run_stops_it_and_works_when_it_is_back(
    tmp_path: Path, undisturbed: State
) -> None:
    there = students(tmp_path / "powerpro.db")
    away = tmp_path / "away"
    away.mkdir()

    def move() -> None:
        for file in files(there.path):
            file.rename(away / file.name)

    assert_stopped_after_the_first(run_befallen(there, move), "moved, deleted or replaced")
    for file in away.iterdir():
        file.rename(tmp_path / file.name)
    there.clock.pass_days()
    assert ended(there.run()) == ""
    assert there.state() == undisturbed


@POSIX
def test_a_back_up_restored_during_a_run_is_not_written_to_and_loses_nobody(
    tmp_path: Path, undisturbed: State
) -> None:
    """The back-up is older than the run, so it has none of the run's provisioning."""
    there = students(tmp_path / "powerpro.db")
    back_up = tmp_path / "back-up"
    shutil.copyfile(there.path, back_up)
    before = back_up.read_bytes()

    def restore() -> None:
        for file in files(there.path):
            file.unlink()
        back_up.rename(there.path)

    assert_stopped_after_the_first(run_befallen(there, restore), "moved, deleted or replaced")
    assert there.path.read_bytes() == before
    assert ended(there.run()) == ""
    assert there.state() == undisturbed


def test_another_program_that_writes_for_too_long_stops_the_run_where_it_is(
    tmp_path: Path, undisturbed: State
) -> None:
    there = students(tmp_path / "powerpro.db")
    with by_hand(there.path) as viewer:
        report = run_befallen(there, lambda: viewer.execute("BEGIN IMMEDIATE"))
        viewer.rollback()
    assert_stopped_after_the_first(report, "locked by another program")
    there.clock.pass_days()
    assert ended(there.run()) == ""
    assert there.state() == undisturbed


# --- a full disk ------------------------------------------------------------------


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The operating system refuses to let this process enlarge a file."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    writes_none = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # Python would not notice that it was cut short.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = writes_none


@POSIX
@pytest.mark.parametrize("pages", [0, 1, 3, 8, 15, 25, 40])
def test_a_full_disk_stops_the_run_and_a_run_on_a_larger_disk_completes_it(
    tmp_path: Path, undisturbed: State, pages: int
) -> None:
    """The write-ahead log reaches the limit, at any point of the run."""
    there = students(tmp_path / "powerpro.db")
    with files_no_larger_than(pages * 4120):
        stopped = reason_of(there)
    assert "the disk" in stopped
    if there.state().due:
        there.clock.pass_days()
    assert ended(there.run()) == ""
    assert there.state() == undisturbed


def reason_of(there: Students) -> str:
    """The fault that ended the run, or that stopped it before it began."""
    try:
        report = there.run()
    except PowerProUnusable as fault:
        return fault.message
    return report.stopped.message if report.stopped else ""


# --- a damaged write-ahead log ----------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "cut"),
    in_part(3, [(kept, cut) for cut in (True, False) for kept in (0, 32, 1, 5000, 30_000, 60_000)]),
)
def test_a_damaged_write_ahead_log_loses_whole_steps_which_are_repeated(
    tmp_path: Path, undisturbed: State, kept: int, cut: bool
) -> None:
    """SQLite drops everything after the damage. Nobody is created twice because of it."""
    there = students(tmp_path / "powerpro.db")
    crashed = tmp_path / "crashed.db"

    def crash() -> None:
        for file, copy in zip(files(there.path)[:2], files(crashed), strict=False):
            shutil.copyfile(file, copy)

    talent = Befallen(there, crash)
    Students(there.place, talent, there.clock).run()
    log = files(crashed)[1]
    whole = log.read_bytes()
    assert len(whole) > 60_000
    log.write_bytes(whole[:kept] + (b"" if cut else b"\xa5" * (len(whole) - kept)))
    later = Students(in_file(crashed), talent, there.clock)
    assert ended(later.run()) == ""
    assert later.state() == undisturbed


# --- a damaged page ---------------------------------------------------------------


@one_in(7)
def test_any_overwritten_page_is_reported_and_a_back_up_repairs_it(
    tmp_path: Path, undisturbed: State, one_in: int
) -> None:
    """With zeros or with random bytes. Damage that a run never reads does not affect it."""
    whole = students(tmp_path / "powerpro.db")
    content = whole.path.read_bytes()
    messages = set[str]()
    for page in range(1, len(content) // 4096, one_in):
        spoilt, begins = (b"\x00", b"\xa5")[page % 2] * 4096, page * 4096
        with whole.copied() as there:
            there.path.write_bytes(content[:begins] + spoilt + content[begins + 4096 :])
            if stopped := reason_of(there):
                messages.add(stopped.partition(there.path.name)[2])
                there.path.write_bytes(content)
                assert ended(there.run()) == ""
            assert there.state() == undisturbed
    assert messages
    assert all("is damaged" in each for each in messages)
