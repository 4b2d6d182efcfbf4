"""Files and folders that only their owner may read, whatever the umask."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talent_powerpro import private_files
from talent_powerpro.plain_files import NotPlainError
from talent_powerpro.private_files import (
    make_private_file,
    make_private_folder,
    private,
    private_and_no_link,
    read_by_others,
    write_whole,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@pytest.fixture(autouse=True)
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_a_new_file_is_private_from_its_first_moment(tmp_path: Path) -> None:
    with open(tmp_path / "plan.json", "w", encoding="utf-8", opener=private):
        assert rights(tmp_path / "plan.json") == 0o600


@POSIX
def test_an_existing_file_is_private_before_anything_is_written_to_it(tmp_path: Path) -> None:
    there = tmp_path / "plan.json"
    there.write_text("old", encoding="utf-8")
    there.chmod(0o666)
    with open(there, "w", encoding="utf-8", opener=private):
        assert rights(there) == 0o600


@POSIX
def test_a_file_of_another_account_is_written_with_its_own_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    there = tmp_path / "plan.json"
    there.touch()
    there.chmod(0o666)
    monkeypatch.setattr(os, "fchmod", refuse)
    with open(there, "w", encoding="utf-8", opener=private) as file:
        file.write("new")
    assert (there.read_text(encoding="utf-8"), rights(there)) == ("new", 0o666)


@POSIX
def test_a_device_or_a_pipe_keeps_its_rights(tmp_path: Path) -> None:
    before = rights(Path(os.devnull))
    with open(os.devnull, "w", encoding="utf-8", opener=private) as file:
        file.write("plan")
    assert rights(Path(os.devnull)) == before
    os.mkfifo(tmp_path / "pipe", 0o644)
    os.close(private(str(tmp_path / "pipe"), os.O_RDWR))
    assert rights(tmp_path / "pipe") == 0o644


@POSIX
def test_a_file_may_be_refused_where_it_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "kept.txt")
    flags = os.O_WRONLY | os.O_CREAT
    with pytest.raises(OSError, match="link"):
        private_and_no_link(str(tmp_path / "link"), flags)
    opened = private_and_no_link(str(tmp_path / "new"), flags)
    assert os.write(opened, b"new") == 3
    os.close(opened)
    assert (rights(tmp_path / "new"), (tmp_path / "new").read_bytes()) == (0o600, b"new")


@POSIX
def test_a_new_folder_is_private_and_an_existing_one_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(0o755)
    make_private_folder(shared)
    make_private_folder(shared / "own")
    assert (rights(shared), rights(shared / "own")) == (0o755, 0o700)
    make_private_folder(shared / "new" / "inner")
    assert rights(shared / "new" / "inner") == 0o700


@POSIX
def test_a_private_file_is_made_empty_and_an_existing_one_is_left(tmp_path: Path) -> None:
    there = tmp_path / "powerpro.db"
    make_private_file(there)
    assert (there.read_bytes(), rights(there)) == (b"", 0o600)
    there.write_bytes(b"students")
    there.chmod(0o640)
    make_private_file(there)
    assert (there.read_bytes(), rights(there)) == (b"students", 0o640)


@POSIX
def test_the_rights_of_others_are_named(tmp_path: Path) -> None:
    there = tmp_path / "key.txt"
    there.touch()
    found = {}
    for mode in (0o600, 0o640, 0o604):
        there.chmod(mode)
        found[mode] = (read_by_others(there), read_by_others(there, stat.S_IRWXO))
    assert found == {0o600: ("", ""), 0o640: ("640", ""), 0o604: ("604", "604")}
    assert read_by_others(tmp_path / "missing") == ""


def test_windows_has_rights_of_another_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "key.txt"
    there.touch()
    there.chmod(0o644)
    monkeypatch.setattr(private_files, "_POSIX", False)
    monkeypatch.delattr(os, "fchmod", raising=False)
    assert read_by_others(there) == ""
    with open(there, "w", encoding="utf-8", opener=private) as file:
        file.write("key")


# --- a file that is written whole -------------------------------------------------


@POSIX
def test_a_whole_file_is_private_and_replaces_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "office.html"
    file.write_text("before", encoding="utf-8")
    file.chmod(0o644)
    write_whole(file, "after\nwärds \ud800")
    assert file.read_bytes() == "after\nwärds \\ud800".encode()
    assert rights(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_whole_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "office.html"
    file.write_text("before", encoding="utf-8")

    beside: list[tuple[str, bytes]] = []

    def full(_: int) -> None:
        (part,) = (each for each in tmp_path.iterdir() if each != file)
        beside.append((re.sub("-.*\\.", "-*.", part.name), part.read_bytes()))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, "after")
    # Hidden, and whole on the disk before it takes the place of the file.
    assert beside == [(".office.html-*.part", b"after")]
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


@POSIX
def test_the_fault_is_the_disk_s_even_where_somebody_deleted_the_hidden_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        (part,) = tmp_path.iterdir()
        assert part.name.startswith(f".{'a' * 40}-")
        part.unlink()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / ("a" * 60), "after")


def test_a_folder_or_a_link_is_not_written_through(tmp_path: Path) -> None:
    with pytest.raises(NotPlainError, match="folder"):
        write_whole(tmp_path, "text")
    kept = tmp_path / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(kept)
    with pytest.raises(NotPlainError, match="is a link"):
        write_whole(tmp_path / "link.html", "text")
    assert kept.read_text(encoding="utf-8") == "kept"
