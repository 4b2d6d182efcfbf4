"""Files with personal data or secrets, which only their owner's account may read.

POSIX rights: 0600 for files and 0700 for folders, whatever the umask. On Windows a new file has the
rights of its folder, and nothing here changes them.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from talent_powerpro.plain_files import check_writable

FILE = stat.S_IRUSR | stat.S_IWUSR
FOLDER = stat.S_IRWXU
_POSIX = os.name == "posix"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private(path: str, flags: int) -> int:
    """An ``opener`` for the built-in ``open``: opens a file that only its owner may read.

    A new file has these rights from its first moment. An existing one gets them before anything
    is written to it, unless it is another account's.
    """
    opened = os.open(path, flags, FILE)
    # A pipe or a device, such as /dev/stdout, is not ours to change.
    if _POSIX and stat.S_ISREG(os.fstat(opened).st_mode):
        with suppress(PermissionError):
            os.fchmod(opened, FILE)
    return opened


def private_and_no_link(path: str, flags: int) -> int:
    """As `private`, but a link is not followed: raises `OSError`."""
    return private(path, flags | getattr(os, "O_NOFOLLOW", 0))


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter. An existing one keeps its rights."""
    folder.mkdir(FOLDER, parents=True, exist_ok=True)


def make_private_file(file: Path) -> None:
    """Make an empty file that only its owner may read. An existing one is left as it is."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))


def read_by_others(file: Path, rights: int = _OTHERS) -> str:
    """The octal rights of a file that gives others any of *rights*, such as ``644``; else blank."""
    if not _POSIX:
        return ""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return ""  # Who reads the file next reports that.
    return f"{mode:03o}" if mode & rights else ""


def write_whole(file: Path, text: str) -> None:
    """Write a file that only its owner may read: the whole text, or nothing.

    An existing file is replaced at once, so a reader never sees a part. Raises `NotPlainError` for
    a link, a folder, a pipe or a device, and `OSError`; what was there stays then.
    """
    check_writable(file)
    # In the same folder, because a rename cannot leave a disk. `mkstemp` makes it private.
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}-", suffix=".part")
    beside = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as part:
            part.write(text)
            part.flush()
            os.fsync(part.fileno())
        os.replace(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
