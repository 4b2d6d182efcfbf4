"""Looking for secrets wherever they must not be, in every spelling that something may give them.

A finding is told in words that show no secret, because a test's output is an output as well.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

_HEX = re.compile(b"%[0-9A-Fa-f]{2}")


def spellings(secret: str) -> tuple[tuple[str, str], ...]:
    """How a secret may stand in a text, each with a name."""
    return (
        ("as it is", secret),
        # With something after it, such as HTTP's ":", and without: these letters stay the same.
        *((f"Base64 from {n}", _base64(secret, n)) for n in range(3)),
        *((f"URL-safe Base64 from {n}", _url_safe(_base64(secret, n))) for n in range(3)),
        ("as in an address", quote(secret, safe="")),
        ("as in a form", quote_plus(secret)),
        ("as in JSON", json.dumps(secret)[1:-1].replace("/", "\\/")),
        ("as in HTML", html.escape(secret)),
        ("as in Python", repr(secret)[1:-1]),
    )


def found(places: Mapping[str, str | bytes], secrets: Mapping[str, str]) -> list[str]:
    """What of *secrets*, by name, is in which of *places*, by name; empty: nothing is.

    Raises AssertionError for a blank secret or a place without a byte in it: nothing is
    found there, and nothing is proved.
    """
    assert all(secrets.values()), "a blank secret cannot be looked for"
    assert all(places.values()), f"nothing to look at: {[n for n, t in places.items() if not t]}"
    spelt = {
        f"{name}, {spelling}": _lower_hex(_bytes(text))
        for name, secret in secrets.items()
        for spelling, text in spellings(secret)
    }
    return [
        f"{place}: {name}"
        for place, told in ((place, _lower_hex(_bytes(each))) for place, each in places.items())
        for name, text in spelt.items()
        if text in told
    ]


def _bytes(told: str | bytes) -> bytes:
    return told if isinstance(told, bytes) else told.encode("utf-8", "surrogatepass")


def together(parts: Iterable[str | bytes]) -> bytes:
    """Many parts as one place; a secret does not span two of them."""
    return b"\n".join(map(_bytes, parts))


def _base64(secret: str, before: int) -> str:
    """The letters that are the same whatever stands before and after, so many bytes in."""
    encoded = base64.b64encode(b"\0" * before + secret.encode()).decode()
    whole = (before + len(secret.encode())) * 8 // 6
    return encoded[-(-before * 8 // 6) : whole]


def _url_safe(encoded: str) -> str:
    return encoded.replace("+", "-").replace("/", "_")


def _lower_hex(encoded: bytes) -> bytes:
    """Percent-encoded bytes may be written in either case, or in both."""
    return _HEX.sub(lambda found: found[0].lower(), encoded)
