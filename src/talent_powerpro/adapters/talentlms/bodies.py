"""A body read piece by piece, unpacked, and never larger than allowed. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

LARGEST = 32 * 1024 * 1024
"""Bytes of an unpacked body. The largest answer known, a portal's users, is far below."""

_STEP = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16


class BodyError(Exception):
    """A body that cannot be read whole. Says why; holds nothing of the body."""


class TooLargeError(BodyError):
    """More than allowed: asking again would only bring it again."""


def whole(pieces: Iterable[bytes], *, encoding: str = "", largest: int = LARGEST) -> bytes:
    """The body, unpacked; raises `BodyError`.

    Only gzip is asked for, so only gzip and plain bodies are taken. Unpacking happens in
    steps, so that a small body which unpacks to gigabytes is noticed at the limit.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise BodyError("packed in a way that was not asked for")
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
        raise BodyError("damaged on its way") from None
    if not unzip.eof:
        raise BodyError("cut short")
