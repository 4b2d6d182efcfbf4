"""Back-up of a SQLite store to one file, by SQLite's own online back-up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from talent_powerpro.adapters.sql.backed_up import BackedUp
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.sqlite_file import check_there, connect
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import (
    check_references,
    check_whole,
    migratable_number,
)
from talent_powerpro.adapters.sql.dialects.sqlite_replacement import (
    BESIDE,
    copy,
    remove,
    removed_after_a_fault,
    sync_file,
    sync_folder,
)
from talent_powerpro.errors import SettingsFault

BACK_UP = "The back-up"


def back_up_file(store: Path, file: Path, *, replace: bool, busy_seconds: float) -> BackedUp:
    """Back up the store to *file*. See `adapters.sql.backup.backup`."""
    check_there(store)
    file = file.absolute()
    with _written(file):  # Also a name that is too long is a fault of the name.
        _check_name(file, store)
        if file.exists():
            if file.samefile(store):
                raise SettingsFault(f"{file} is the store itself. Name another file.")
            if not replace:
                raise _there_already(file)
    # With the process id, because another process may be backing up to the same file.
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with _written(file), removed_after_a_fault(part):
        number = _copied(store, part, file, busy_seconds)
        sync_file(part)
        size = part.stat().st_size
        _put(part, file, replace=replace)
    sync_folder(file.parent)
    return BackedUp(str(file), number, size)


def _check_name(file: Path, store: Path) -> None:
    """Raise `SettingsFault` for a name with which SQLite or the run lock means another file."""
    place, beside = os.path.realpath(file.parent), os.path.realpath(store)
    own = {f"{beside}{end}".casefold() for end in (*BESIDE[1:], ".lock", ".holder", ".new")}
    if os.path.join(place, file.name).casefold() in own:
        raise SettingsFault(
            f"{file} is a name that the store's own files beside it have. Name another file."
        )
    for log in (Path(f"{file}-wal"), Path(f"{file}-journal")):
        if log.exists():
            raise SettingsFault(
                f"SQLite would read {log}, which is already there, together with the back-up.",
                remedy="Nothing was written. Name another file, or delete that one first.",
            )


@contextmanager
def _written(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SettingsFault(
            f"The back-up {file} cannot be written ({error.strerror or error}).",
            remedy="Name a file in a folder that exists and that this account may write to.",
        ) from error


def _copied(store: Path, part: Path, file: Path, busy_seconds: float) -> int:
    """Copy the store to *part*, and check the copy. Returns the store's schema number."""
    with sqlite_faults.translated(store), closing(connect(store, "rw", busy_seconds)) as source:
        number = migratable_number(store, source)
        with sqlite_faults.translated(file, BACK_UP):
            remove(part)
            copy(source, part)
    with sqlite_faults.translated(store), closing(connect(part, "rw", 0)) as copied:
        check_whole(store, copied)
        check_references(store, copied)
    return number


def _put(part: Path, file: Path, *, replace: bool) -> None:
    """Give the checked back-up its name."""
    if replace:
        os.replace(part, file)
        return
    try:
        os.link(part, file)  # Unlike a rename, this fails where the name is taken meanwhile.
    except FileExistsError:
        raise _there_already(file) from None
    except OSError:  # Some disks and network shares have no hard links.
        os.rename(part, file)
    else:
        part.unlink()


def _there_already(file: Path) -> SettingsFault:
    return SettingsFault(
        f"{file} already exists.",
        remedy="Nothing was written. Name another file, or overwrite this one with --force.",
    )


def copy_back_up(file: Path, new: Path, busy_seconds: float) -> int:
    """Copy the back-up *file*, which is only read, to *new*. Returns its schema number.

    Raises as `migratable_number` does, and `PowerProUnusable` for a damaged back-up.
    """
    # A back-up needs no log. A store that was copied by hand with its log is read with it.
    alone = not any(os.path.exists(f"{file}{end}") for end in ("-wal", "-journal"))
    mode = "ro&immutable=1" if alone else "ro"
    with sqlite_faults.translated(file, BACK_UP):
        with closing(connect(file, mode, busy_seconds)) as source:
            number = migratable_number(file, source)
            copy(source, new)
        with closing(connect(new, "rw", 0)) as copied:
            check_whole(file, copied, BACK_UP)
            check_references(file, copied, BACK_UP)
    return number
