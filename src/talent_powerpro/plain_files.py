"""Reading plain files only, and recognising a full disk.

A pipe would block for ever, a device has no end, and a link may lead to another person's file.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from io import FileIO
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""The numbers of the errors of a full disk, or of a full quota."""
_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)
_PROBE = 256 * 1024
"""Bytes that a disk takes which is not full: more than SQLite writes at once."""


class NotPlainError(OSError):
    """A file that is not read because of what it is. `strerror` says why."""


def check_plain(file: Path, *, inside: Path | None = None) -> None:
    """Raise `NotPlainError` for anything but a plain file; a missing one passes.

    *inside* refuses a link that leads out of that folder. Nothing is opened: opening a pipe can
    block for ever.
    """
    try:
        found = os.lstat(file)
        if stat.S_ISLNK(found.st_mode):
            if inside and not file.resolve().is_relative_to(inside.resolve()):
                raise _not_plain(file, "it is a link that leads out of the folder")
            found = os.stat(file)
    except FileNotFoundError:
        return
    _check(file, found)


def check_writable(file: Path) -> None:
    """Raise `NotPlainError` for anything but a plain file or none: a link is not followed."""
    if file.is_symlink():
        raise _not_plain(file, f"{file.name} there is a link")
    check_plain(file)


def open_plain(file: Path, *, inside: Path | None = None) -> FileIO:
    """Open a plain file for reading, without a buffer.

    Raises `NotPlainError` as `check_plain`, and `OSError`.
    """
    check_plain(file, inside=inside)
    # Without O_NONBLOCK, a pipe put in place meanwhile would block here.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    opened = FileIO(os.open(file, flags), "rb")
    try:
        _check(file, os.fstat(opened.fileno()))
    except BaseException:
        opened.close()
        raise
    return opened


def read_plain(file: Path, *, inside: Path | None = None, most: int | None = None) -> bytes:
    """The bytes of a plain file, at most *most* and one. Raises as `open_plain`."""
    with open_plain(file, inside=inside) as opened:
        return opened.read() if most is None else opened.read(most + 1)


def _check(file: Path, found: os.stat_result) -> None:
    for is_kind, why in _KINDS:
        if is_kind(found.st_mode):
            raise _not_plain(file, why)


def _not_plain(file: Path, why: str) -> NotPlainError:
    return NotPlainError(errno.EINVAL, why, str(file))


def is_full(folder: Path) -> bool:
    """Whether the disk of *folder* takes no more, by trying.

    SQLite names a full disk in many ways, and a quota does not show in the free space.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * _PROBE)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno in FULL
    return False


def full_disk(fault: BaseException | None) -> OSError | None:
    """The error of a full disk behind *fault*; ``None``: there is none."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in FULL:
            return fault
        fault = fault.__cause__
    return None
