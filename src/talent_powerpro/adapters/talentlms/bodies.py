"""Reader of an answer's body, piece by piece, with a limit on its unpacked size. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

LARGEST = 32 * 1024 * 1024
"""Bytes of an unpacked body. API fact (recorded): the largest answer, a portal's list of users,
has some 600 bytes a user."""

_STEP = 1024 * 1024
_GZIP = zlib.MAX_WBITS + 16


class BodyError(Exception):
    """The body cannot be read whole. The message says why and shows nothing of the body."""


class TooLargeError(BodyError):
    """The body is larger than allowed. A retry would bring the same body."""


def whole(pieces: Iterable[bytes], *, encoding: str = "", largest: int = LARGEST) -> bytes:
    """The unpacked body. Raises `BodyError`.

    Only gzip is requested, so only gzip and plain bodies are accepted. Unpacking happens in
    steps, so that a small body that unpacks to gigabytes stops at the limit.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise BodyError("compressed in a format that was not requested")
    unpacked = _unzipped(pieces) if encoding.endswith("gzip") else pieces
    body = bytearray()
    for piece in unpacked:
        body += piece
        if len(body) > largest:
            raise TooLargeError(f"larger than {largest // _STEP} MB")
    return bytes(body)


def _unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unzip = zlib.decompressobj(_GZIP)
    try:
        for packed in pieces:
            while packed and not unzip.eof:
                yield unzip.decompress(packed, _STEP)
                packed = unzip.unconsumed_tail
    except zlib.error:
        raise BodyError("damaged in transit") from None
    if not unzip.eof:
        raise BodyError("cut short")
