"""Damage to a good answer's body. Pure: bytes in, bytes out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from talent_powerpro.sandbox.http.php_json import encode

UNPACKED = 256 * 1024 * 1024
"""Bytes that a bomb unpacks to, besides the answer that it holds."""

DEPTH = 100_000
"""How many lists lie in one another where a body is nested too deep for any reader."""

_BLANKS = b" " * 1024 * 1024
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def first_half(body: bytes) -> bytes:
    """What is left of it when the rest was lost."""
    return body[: len(body) // 2]


def ids_as_objects(answer: object) -> object:
    """Each id wrapped in an object: ``{"id": {"value": "7"}}``."""
    if isinstance(answer, Mapping):
        return {
            name: {"value": value} if _is_id(str(name), value) else ids_as_objects(value)
            for name, value in answer.items()
        }
    return [ids_as_objects(item) for item in answer] if isinstance(answer, list) else answer


def _is_id(name: str, value: object) -> bool:
    return (name == "id" or name.endswith("_id")) and isinstance(value, str | int)


def lists_for_objects(answer: object) -> object:
    """Each object as the list of what it holds, and each list as an object keyed by place."""
    if isinstance(answer, Mapping):
        return [lists_for_objects(value) for value in answer.values()]
    if isinstance(answer, list):
        return {str(place): lists_for_objects(item) for place, item in enumerate(answer)}
    return answer


def retyped(body: bytes, change: Callable[[object], object]) -> bytes:
    """The JSON body after *change*; a body that is no JSON stays as it is."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    return encode(change(answer))


def in_utf_16(body: bytes) -> bytes:
    """The same text in UTF-16, whatever its header says."""
    return body.decode("utf-8", "replace").encode("utf-16")


def too_deep() -> bytes:
    """JSON without a fault, save that nobody can follow it to its end."""
    return b"[" * DEPTH + b"]" * DEPTH


def bomb(body: bytes) -> bytes:
    """The body in gzip, after so many blanks that unpacking it takes `UNPACKED` bytes and more.

    It unpacks to good JSON: who has no bound to what it unpacks takes it for an answer.
    """
    blanks, crc = _packed_blanks()
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    end = pack.compress(body) + pack.flush()
    size = (UNPACKED + len(body)) & 0xFFFFFFFF
    trailer = zlib.crc32(body, crc).to_bytes(4, "little") + size.to_bytes(4, "little")
    return _GZIP_HEAD + blanks + end + trailer


@cache
def _packed_blanks() -> tuple[bytes, int]:
    """`UNPACKED` blanks, packed, and their checksum: one part packed once, then repeated."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = pack.compress(_BLANKS) + pack.flush(zlib.Z_FULL_FLUSH)
    parts, crc = UNPACKED // len(_BLANKS), 0
    for _ in range(parts):
        crc = zlib.crc32(_BLANKS, crc)
    return part * parts, crc
