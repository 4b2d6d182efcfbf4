"""Only plain files are read, and a full disk is recognised."""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.executed_anew import executed_anew
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
WINDOWS_BINARY = 0x8000
"""The flag of Windows for a file whose ends of lines are left alone."""


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
    file = tmp_path / "clients.csv"
    make(Path("clients.csv"))
    with pytest.raises(NotPlainError) as raised:
        read_plain(file)
    assert (raised.value.errno, raised.value.strerror) == (errno.EINVAL, why)
    assert raised.value.filename == str(file)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The number and the flags of each file that is opened."""
    found, usual = list[tuple[int, int]](), os.open

    def noted(file: Path, flags: int) -> int:
        found.append((usual(file, flags & ~WINDOWS_BINARY), flags))
        return found[-1][0]

    monkeypatch.setattr(os, "open", noted)
    return found


@POSIX
def test_a_pipe_that_is_put_in_place_of_a_file_after_the_check_neither_blocks_nor_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[tuple[int, int]]
) -> None:
    file, before = tmp_path / "clients.csv", os.stat(__file__)
    pipe(file)
    monkeypatch.setattr(os, "lstat", lambda _: before)
    with pytest.raises(NotPlainError, match="it is a pipe") as raised:
        read_plain(file)
    assert raised.value.filename == str(file)
    ((number, _),) = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)  # It is closed already, although the fault still knows of it.


@POSIX
def test_a_disk_itself_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "lstat", lambda _: os.stat_result((stat.S_IFBLK, *[0] * 9)))
    with pytest.raises(NotPlainError, match="it is a device"):
        check_plain(tmp_path / "disk")


def test_a_plain_file_is_read_up_to_one_byte_beyond_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_plain(tmp_path / "a") == b"12345"
    assert read_plain(tmp_path / "a", most=3) == b"1234"


def test_bytes_are_read_as_they_are_on_each_system(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1\r\n2\x1a3")
    assert read_plain(tmp_path / "a") == b"1\r\n2\x1a3"


@POSIX
def test_a_system_like_windows_opens_a_file_to_read_its_bytes_and_without_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[tuple[int, int]]
) -> None:
    (tmp_path / "a").write_bytes(b"1\r\n2")
    monkeypatch.setattr(os, "O_BINARY", WINDOWS_BINARY, raising=False)
    monkeypatch.delattr(os, "O_NONBLOCK")
    assert read_plain(tmp_path / "a") == b"1\r\n2"
    assert [flags for _, flags in opened] == [os.O_RDONLY | WINDOWS_BINARY]


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
    with pytest.raises(NotPlainError, match="a link that leads out of the folder") as raised:
        read_plain(folder / "a", inside=folder)
    assert raised.value.filename == str(folder / "a")
    assert read_plain(folder / "b", inside=folder) == b"ours"
    assert read_plain(folder / "a") == b"secret"


@POSIX
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotPlainError, match="a there is a link") as raised:
        check_writable(tmp_path / "a")
    assert raised.value.filename == str(tmp_path / "a")
    check_writable(tmp_path / "b")


def test_a_disk_that_takes_a_file_is_not_full(tmp_path: Path) -> None:
    assert is_full(tmp_path) is False
    assert is_full(tmp_path / "missing") is False


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """A disk that takes this many bytes of a file. Python ignores the signal."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@POSIX
@pytest.mark.parametrize(("size", "full"), [(1000, True), (262_143, True), (262_144, False)])
def test_a_disk_that_does_not_take_what_a_store_writes_at_once_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, *, full: bool
) -> None:
    # Where temporary files are is another disk.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with no_file_beyond(size):
        found = is_full(tmp_path)
    assert found is full


def test_a_disk_that_refuses_only_when_it_stores_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    assert is_full(tmp_path) is True


@POSIX
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_the_error_of_a_full_disk_or_quota_is_found_behind_a_fault(number: int) -> None:
    full = OSError(number, "No space left on device")
    fault = SettingsFault("cannot be written")
    fault.__cause__ = full
    assert full_disk(fault) is full
    fault.__cause__ = PermissionError(errno.EACCES, "no")
    assert full_disk(fault) is None


def test_where_a_system_knows_no_quotas_an_error_without_a_number_is_not_a_full_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(errno, "EDQUOT", raising=False)
    there = executed_anew("talent_powerpro.plain_files")
    full = OSError(errno.ENOSPC, "No space left on device")
    assert there.full_disk(full) is full
    assert there.full_disk(OSError("The portal's answer is torn.")) is None
