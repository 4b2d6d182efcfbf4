"""Import files as text: encodings, lines, and files that are changed between two readings."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from attrs import evolve

from talent_powerpro.adapters.csv import text_file
from talent_powerpro.adapters.csv.text_file import (
    FileChangedError,
    TextFile,
    digest_of,
    encoding_of,
    not_text,
)
from talent_powerpro.plain_files import NotPlainError, open_plain

LINE_ENDS = ["\n", "\r\n", "\r"]


@pytest.fixture(params=[3, 256])
def path(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path for a file that is read in blocks of so many bytes."""
    monkeypatch.setattr(text_file, "BLOCK", request.param)
    return tmp_path / "clients.csv"


def scanned(path: Path, raw: bytes) -> TextFile:
    path.write_bytes(raw)
    with open_plain(path) as opened:
        return TextFile(path, path.parent, encoding_of(opened), hashlib.sha256(raw).hexdigest())


def faulty_lines(path: Path, raw: bytes) -> tuple[tuple[int, ...], int | None]:
    path.write_bytes(raw)
    with open_plain(path) as opened:
        return not_text(opened, encoding_of(opened))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_by_its_mark_or_by_trying(path: Path, encoding: str) -> None:
    raw = "Zoë O’Hara".encode(encoding)
    assert list(scanned(path, raw).lines()) == ["Zoë O’Hara"]
    assert faulty_lines(path, raw) == ((), None)


def test_big_endian_utf_16_is_read_too(path: Path) -> None:
    raw = b"\xfe\xff" + "Zoë".encode("utf-16-be")
    assert list(scanned(path, raw).lines()) == ["Zoë"]
    assert faulty_lines(path, raw) == ((), None)


@pytest.mark.parametrize("end", LINE_ENDS)
def test_each_line_ends_with_a_line_feed(path: Path, end: str) -> None:
    raw = end.join(["Zoë", "\x0b\u2028", "", "fine"]).encode()
    assert list(scanned(path, raw).lines()) == ["Zoë\n", "\x0b\u2028\n", "\n", "fine"]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_each_line_with_undecodable_bytes_is_named(path: Path, end: str) -> None:
    raw = end.encode().join([b"Code", b"Zo\xeb \x81", b"Zo\xeb", b"\x9d"])
    assert faulty_lines(path, raw) == ((2, 4), None)


def test_a_byte_order_mark_decides_the_encoding(path: Path) -> None:
    assert faulty_lines(path, b"\xef\xbb\xbfCode\nZo\xeb\n") == ((2,), None)


def test_a_letter_that_the_files_end_cuts_is_undecodable(path: Path) -> None:
    assert faulty_lines(path, b"\xef\xbb\xbfCode\nZo\xc3") == ((2,), None)


def test_the_first_line_with_a_nul_byte_is_named_beside_undecodable_lines(path: Path) -> None:
    assert faulty_lines(path, b"a\nb\0\nc\0\n") == ((), 2)
    assert faulty_lines(path, b"a\nb\0\xeb\x81\nc\0\n") == ((2,), 2)
    assert faulty_lines(path, "a\nb\0\nc\0\n".encode("utf-16")) == ((), 2)
    # A replacement character that the file itself has is text.
    assert faulty_lines(path, "\N{REPLACEMENT CHARACTER}\nb\0\n".encode()) == ((), 2)


def test_a_file_has_a_digest_unless_it_is_too_large(path: Path) -> None:
    path.write_bytes(b"12345")
    with open_plain(path) as opened:
        assert digest_of(opened, 5) == hashlib.sha256(b"12345").hexdigest()
        assert digest_of(opened, 4) is None


@pytest.mark.parametrize("now", [b"Code\n2\n", b"Code\n1\n2\n", b"Code\n", b"Code\n\xff\n"])
def test_a_file_with_other_bytes_than_before_is_noticed_at_its_end(path: Path, now: bytes) -> None:
    file = scanned(path, b"Code\n1\n")
    path.write_bytes(now)
    with pytest.raises(FileChangedError) as caught:
        list(file.lines())
    assert caught.value.args == (path,)


def test_a_link_that_leads_out_of_the_folder_by_now_is_not_read(path: Path) -> None:
    file = scanned(path, b"Code\n1\n")
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    inside = evolve(file, inside=elsewhere, path=elsewhere / "clients.csv")
    inside.path.symlink_to(path)
    with pytest.raises(NotPlainError, match="leads out of the folder"):
        list(inside.lines())


def test_the_beginning_may_be_read_alone(path: Path) -> None:
    file = scanned(path, b"Code\n1\n")
    assert next(file.lines()) == "Code\n"
    assert list(file.lines()) == ["Code\n", "1\n"]
