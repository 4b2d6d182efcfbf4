"""Only plain files are read, and a full disk is recognised."""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import (
    NotPlainError,
    check_plain,
    check_writable,
    full_disk,
    is_full,
    read_plain,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def pipe(at: Path) -> None:
    os.mkfifo(at)


def bound(at: Path) -> None:
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(at))


def device(at: Path) -> None:
    at.symlink_to("/dev/zero")


@POSIX
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (Path.mkdir, "it is a folder"),
        (pipe, "it is a pipe"),
        (bound, "it is a socket"),
        (device, "it is a device"),
    ],
)
def test_what_is_no_plain_file_is_refused_by_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], why: str
) -> None:
    monkeypatch.chdir(tmp_path)  # The name of a socket has a hundred letters at most.
    make(Path("clients.csv"))
    with pytest.raises(NotPlainError, match=why):
        read_plain(tmp_path / "clients.csv")


@POSIX
def test_a_disk_itself_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "lstat", lambda _: os.stat_result((stat.S_IFBLK, *[0] * 9)))
    with pytest.raises(NotPlainError, match="it is a device"):
        check_plain(tmp_path / "disk")


def test_a_plain_file_is_read_up_to_one_byte_beyond_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_plain(tmp_path / "a") == b"12345"
    assert read_plain(tmp_path / "a", most=3) == b"1234"


def test_a_missing_file_passes_the_check_and_is_missing_when_read(tmp_path: Path) -> None:
    check_plain(tmp_path / "a")
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "a")


@POSIX
def test_a_link_may_lead_inside_the_folder_and_not_out_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "out").write_bytes(b"secret")
    (folder / "in").write_bytes(b"ours")
    (folder / "a").symlink_to(tmp_path / "out")
    (folder / "b").symlink_to("in")
    with pytest.raises(NotPlainError, match="a link that leads out of the folder"):
        read_plain(folder / "a", inside=folder)
    assert read_plain(folder / "b", inside=folder) == b"ours"
    assert read_plain(folder / "a") == b"secret"


@POSIX
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotPlainError, match="a there is a link"):
        check_writable(tmp_path / "a")
    check_writable(tmp_path / "b")


def test_a_disk_that_takes_a_file_is_not_full(tmp_path: Path) -> None:
    assert not is_full(tmp_path)
    assert not is_full(tmp_path / "missing")


@POSIX
def test_a_disk_that_takes_no_more_is_full(tmp_path: Path) -> None:
    tried = (
        # Python would not notice that its bytecode was cut short.
        "import sys; sys.dont_write_bytecode = True;"
        "import resource; from pathlib import Path;"
        "from talent_powerpro.plain_files import is_full;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        f"print(is_full(Path({str(tmp_path)!r})))"
    )
    ran = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)
    assert ran.stdout == "True\n"


@POSIX
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_the_error_of_a_full_disk_or_quota_is_found_behind_a_fault(number: int) -> None:
    full = OSError(number, "No space left on device")
    fault = SettingsFault("cannot be written")
    fault.__cause__ = full
    assert full_disk(fault) is full
    fault.__cause__ = PermissionError(errno.EACCES, "no")
    assert full_disk(fault) is None
