"""Functions that damage a good answer's body: cut, retyped, too deep, too large. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from talent_powerpro.sandbox.http.php_json import encode

UNPACKED = 256 * 1024 * 1024
"""Bytes of blanks that a gzip bomb unpacks to, before the answer itself."""

DEPTH = 100_000
"""Depth of nested lists that no JSON reader can follow."""

_BLANKS = b" " * 1024 * 1024
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def first_half(body: bytes) -> bytes:
    """The first half of a body; the rest is lost."""
    return body[: len(body) // 2]


def ids_as_objects(answer: object) -> object:
    """The answer with each id in an object: ``{"id": {"value": "7"}}``."""
    if isinstance(answer, Mapping):
        return {
            name: {"value": value} if _is_id(str(name), value) else ids_as_objects(value)
            for name, value in answer.items()
        }
    return [ids_as_objects(item) for item in answer] if isinstance(answer, list) else answer


def _is_id(name: str, value: object) -> bool:
    return (name == "id" or name.endswith("_id")) and isinstance(value, str | int)


def lists_for_objects(answer: object) -> object:
    """The answer with each object as a list of its values, and each list as an object by place."""
    if isinstance(answer, Mapping):
        return [lists_for_objects(value) for value in answer.values()]
    if isinstance(answer, list):
        return {str(place): lists_for_objects(item) for place, item in enumerate(answer)}
    return answer


def retyped(body: bytes, change: Callable[[object], object]) -> bytes:
    """A JSON body after *change*; a body that is not JSON stays as it is."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    return encode(change(answer))


def in_utf_16(body: bytes) -> bytes:
    """The body's text in UTF-16."""
    return body.decode("utf-8", "replace").encode("utf-16")


def too_deep() -> bytes:
    """Valid JSON that is nested too deeply for any reader."""
    return b"[" * DEPTH + b"]" * DEPTH


def bomb(body: bytes) -> bytes:
    """The body in gzip, after blanks that unpack to `UNPACKED` bytes.

    It unpacks to valid JSON, so a client without a limit takes it for an answer.
    """
    blanks, crc = _packed_blanks()
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    end = pack.compress(body) + pack.flush()
    size = (UNPACKED + len(body)) & 0xFFFFFFFF
    trailer = zlib.crc32(body, crc).to_bytes(4, "little") + size.to_bytes(4, "little")
    return _GZIP_HEAD + blanks + end + trailer


@cache
def _packed_blanks() -> tuple[bytes, int]:
    """`UNPACKED` blanks, compressed, and their checksum. One part is compressed, then repeated."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = pack.compress(_BLANKS) + pack.flush(zlib.Z_FULL_FLUSH)
    parts, crc = UNPACKED // len(_BLANKS), 0
    for _ in range(parts):
        crc = zlib.crc32(_BLANKS, crc)
    return part * parts, crc
