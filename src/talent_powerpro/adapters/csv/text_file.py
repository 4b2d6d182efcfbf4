"""Import file as text: its encoding, and its lines, read in blocks and never held as a whole."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from talent_powerpro.plain_files import open_plain

BLOCK = 262_144
"""Bytes that are read at once."""
NUL, UNDECODED = "\0", "\N{REPLACEMENT CHARACTER}"


class FileChangedError(Exception):
    """A file that has other bytes than when it was scanned."""


@frozen
class TextFile:
    """A file whose bytes were scanned: it is text. Its lines can be read any number of times."""

    path: Path
    inside: Path
    """The folder that a link must not lead out of."""
    encoding: str
    digest: str
    """The SHA-256 of its bytes."""

    def lines(self) -> Iterator[str]:
        """The physical lines, each with ``\\n`` at its end, but for one that the file's end cuts.

        Raises `FileChangedError` at the end if these were not the bytes that were scanned, and
        `OSError`.
        """
        with open_plain(self.path, inside=self.inside) as opened:
            source = _Digested(opened)
            try:
                yield from io.TextIOWrapper(io.BufferedReader(source, BLOCK), self.encoding)
            except UnicodeDecodeError as error:
                raise FileChangedError(self.path) from error
            if source.digest.hexdigest() != self.digest:
                raise FileChangedError(self.path)


class _Digested(io.RawIOBase):
    """A file that computes the SHA-256 of what is read from it."""

    def __init__(self, file: io.FileIO) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._file.readinto(buffer)
        self.digest.update(memoryview(buffer)[:size])
        return size


def digest_of(file: io.FileIO, most: int) -> str | None:
    """The SHA-256 of the file's bytes; ``None``: there are more than *most*."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
        if size > most:
            return None
    return digest.hexdigest()


def encoding_of(file: io.FileIO) -> str:
    """The encoding that the byte-order mark names. Without one: UTF-8 if it decodes, else cp1252.

    Excel on Windows saves plain "CSV" in cp1252 (Windows-1252).
    """
    file.seek(0)
    beginning = file.read(len(codecs.BOM_UTF8))
    if beginning.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        for _ in _decoded(file, "utf-8"):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def not_text(file: io.FileIO, encoding: str) -> tuple[tuple[int, ...], int | None]:
    """The lines with bytes that the encoding cannot decode, and the first line with a NUL byte."""
    undecoded: tuple[int, ...] = ()
    try:
        if not any(NUL in text for text in _decoded(file, encoding)):
            return (), None
    except UnicodeDecodeError:
        undecoded = tuple(_lines_with(UNDECODED, file, encoding))
    return undecoded, next(_lines_with(NUL, file, encoding), None)


def _lines_with(char: str, file: io.FileIO, encoding: str) -> Iterator[int]:
    file.seek(0)
    # Of a copy of the descriptor, because a text file closes its own.
    with open(os.dup(file.fileno()), encoding=encoding, errors="replace") as text:
        yield from (number for number, line in enumerate(text, start=1) if char in line)


def _decoded(file: io.FileIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in _blocks(file):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _blocks(file: io.FileIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block
