"""SQLite's write-ahead log of a store, read as bytes: whether it belongs to the store's file.

A killed process leaves its log (``powerpro.db-wal``) behind, and SQLite applies a log to whatever
file has the store's name. If an older file was copied there meanwhile, the result is a mixture of
both, which SQLite reports late or never.

So each transaction that changes a store also gives it a new *version*: SQLite's ``user_version``,
which is in the file's first page. Half of it is random, and the other half repeats the random half
of the version before. The version in the file must therefore be one that the log has, or the one
before the log's first.

The format is described at https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from secrets import randbits
from typing import BinaryIO

_HALF = 16
_REPEATED = (1 << _HALF - 1) - 1
"""The bits of a random half that the next version repeats. SQLite's numbers have a sign."""
_VERSION = slice(60, 64)
"""Where the first page has the version."""
_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_BIG_ENDIAN = 1
"""The bit of the header's first number that says how checksums read the bytes."""
_LOOKS = 10


def next_version(version: int) -> int:
    """A new version for a store that has *version*."""
    return (version & _REPEATED) << _HALF | randbits(_HALF)


def log_of(store: Path) -> Path:
    """The write-ahead log's path."""
    return Path(f"{os.path.realpath(store)}-wal")


def has_log(store: Path) -> bool:
    """Whether there is a log with content: the store is in use, or its last user was killed."""
    try:
        return os.path.getsize(log_of(store)) > 0
    except OSError:
        return False


def is_of_another_file(store: Path) -> bool:
    """Whether the log beside *store* was written for another file of that name.

    Reads bytes alone. SQLite itself would apply the log when it closes the file.
    """
    for _ in range(_LOOKS):
        before = _beginnings(store)
        if before is None:
            return False
        try:
            versions = tuple(_versions(log_of(store)))
        except FileNotFoundError:
            continue  # The last other user has just closed the store, and SQLite deletes the log.
        # Other processes may write meanwhile. An unchanged beginning of both files means that
        # what was read in between belongs together.
        if _beginnings(store) == before:
            return _is_strange(_version_in(before[0]), versions)
    return False  # Other processes keep writing, so this is not the log of a killed one.


def _is_strange(version: int, versions: tuple[int, ...]) -> bool:
    if not versions or version in versions:
        return False
    return versions[0] >> _HALF != version & _REPEATED


def _beginnings(store: Path) -> tuple[bytes, bytes] | None:
    """The first bytes of both files; ``None`` if either is missing, unreadable or too short."""
    try:
        with open(store, "rb") as file, open(log_of(store), "rb") as log:
            found = file.read(_VERSION.stop), log.read(_HEADER.size)
    except OSError:
        return None
    whole = (len(found[0]), len(found[1])) == (_VERSION.stop, _HEADER.size)
    return found if whole else None


def _version_in(page: bytes) -> int:
    return int.from_bytes(page[_VERSION], "big")


def _versions(log: Path) -> Iterator[int]:
    """The store's versions in the committed transactions of the log, oldest first."""
    waiting: list[int] = []
    with open(log, "rb") as opened:
        for number, is_commit, page in _frames(opened):
            if number == 1:
                waiting.append(_version_in(page))
            if is_commit:
                yield from waiting
                waiting.clear()


def _frames(log: BinaryIO) -> Iterator[tuple[int, bool, bytes]]:
    """Page number, whether it ends a transaction, and the page, for each valid frame.

    The first invalid frame is the end: from there on the log has frames of an earlier use, or of
    a write that was cut off.
    """
    header = log.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return  # It was emptied meanwhile.
    magic, _, size, _, *salt_and_sum = _HEADER.unpack(header)
    order = ">" if magic & _BIG_ENDIAN else "<"
    salt = salt_and_sum[:2]
    total = _summed(header[:24], order, (0, 0))
    if list(total) != salt_and_sum[2:]:
        return
    while len(frame := log.read(_FRAME.size)) == _FRAME.size:
        page = log.read(size)
        number, pages_after, *rest = _FRAME.unpack(frame)
        if rest[:2] != salt or len(page) < size:
            return
        total = _summed(frame[:8] + page, order, total)
        if list(total) != rest[2:]:
            return
        yield number, pages_after > 0, page


def _summed(data: bytes, order: str, total: tuple[int, int]) -> tuple[int, int]:
    """SQLite's checksum of *data*, continued from *total*."""
    first, second = total
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = first + one + second & 0xFFFFFFFF
        second = second + two + first & 0xFFFFFFFF
    return first, second
