"""Texts from the portal as people may be shown them: tidy, unescaped, masked, short."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable
from html.entities import html5
from urllib.parse import quote, quote_plus

from talent_powerpro.model import Secret, printable

LONGEST = 300
"""Characters of a portal's own text that an error shows."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HEX = re.compile("%[0-9A-F]{2}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# Whole ones only, with the semicolon: a bare "&copy" in a name is a name, not an entity.
_ENTITY = re.compile(r"&(#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)")


def tidy(text: str) -> str:
    """Trimmed, each control character a blank, half characters replaced.

    A tab or a line break in a name still separates its words; a text that no encoding
    can write down reaches neither store nor log.
    """
    return _HALF_CHARACTER.sub("\ufffd", _CONTROL.sub(" ", text)).strip()


def unescaped(text: str) -> str:
    """A name as people wrote it: ``Health & safety`` for ``Health &amp; safety``.

    Tidy, no-break spaces at the ends gone. (API sheet, section 3)
    """
    return tidy(_ENTITY.sub(_meant, text))


def _meant(entity: re.Match[str]) -> str:
    known = entity[1].startswith("#") or entity[1] in html5
    return html.unescape(entity[0]) if known else entity[0]


def quotable(text: str, *, hidden: Iterable[Secret] = ()) -> str:
    """The portal's own words as an error may show them: no secret, printable, at most 300 long.

    Tidied before it is masked, so that tidying cannot make a secret of what was none; masked
    before it is cut, so that cutting cannot leave a piece that no longer matches.
    """
    text = tidy(text)
    for secret in hidden:
        for spelling in filter(None, _spellings(secret)):
            text = text.replace(spelling, "***")
    text = printable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _spellings(secret: Secret) -> tuple[str, ...]:
    """A secret as a tidy text might echo it: as it is, for HTML and JSON, percent-encoded, in
    Base64."""
    text = secret.reveal()
    base64 = (_base64(f"{text}:"), *(_base64(text, before) for before in range(3)))
    encoded = (quote(text, safe="", errors="replace"), quote_plus(text, errors="replace"))
    return (
        tidy(text),
        tidy(html.escape(text)),
        json.dumps(text)[1:-1].replace("/", "\\/"),
        *encoded,
        *(_HEX.sub(lambda found: found[0].lower(), each) for each in encoded),
        *base64,
        *(each.replace("+", "-").replace("/", "_") for each in base64),
    )


def _base64(text: str, before: int = 0) -> str:
    """The Base64 letters of a text that do not depend on what stands around it, where so many
    bytes stand before it."""
    raw = text.encode("utf-8", "replace")
    encoded = b64encode(b"\0" * before + raw).decode("ascii")
    return encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
