"""Masking and tidying of the portal's texts before people see them."""

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
"""Characters of the portal's own text in an error message."""

SHORT = 4
"""Spellings of a secret with fewer characters may be parts of ordinary words."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HEX = re.compile("%[0-9A-F]{2}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# Whole ones only, with the semicolon: a bare "&copy" in a name is a name, not an entity.
_ENTITY = re.compile(r"&(#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)")


def tidy(text: str) -> str:
    """The text trimmed, with blanks for control characters, and without half characters.

    A blank, because a tab in a name separates words. A half character (a lone surrogate) is
    replaced, because no store and no log can encode it.
    """
    return _HALF_CHARACTER.sub("\ufffd", _CONTROL.sub(" ", text)).strip()


def unescaped(text: str) -> str:
    """A name as people typed it: ``Health & safety`` for ``Health &amp; safety``. Tidied too.

    API fact (reported): names of courses, groups and units come HTML-escaped.
    """
    return tidy(_ENTITY.sub(_meant, text))


def _meant(entity: re.Match[str]) -> str:
    known = entity[1].startswith("#") or entity[1] in html5
    return html.unescape(entity[0]) if known else entity[0]


def quotable(text: str, *, hidden: Iterable[Secret] = ()) -> str:
    """The portal's own words for an error message: masked, printable, at most 300 characters.

    The order matters. Tidying comes before masking, since it can turn a text into a secret's
    spelling. Masking comes before shortening, since a piece of a secret matches nothing.
    """
    text = tidy(text)
    # A blank one is no secret: it would hide every blank, and in Base64 every letter O.
    for secret in (each for each in hidden if each.reveal().strip()):
        for spelling in filter(None, _spellings(secret)):
            text = _masked(text, spelling)
    text = printable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _masked(text: str, spelling: str) -> str:
    """The text with each place of a secret's spelling as ``***``; of a short one, as a whole word.

    In all words, the name `a` of a proxy's account would make each message unreadable.
    """
    if len(spelling) >= SHORT:
        return text.replace(spelling, "***")
    return re.sub(rf"(?<!\w){re.escape(spelling)}(?!\w)", "***", text)


def _spellings(secret: Secret) -> tuple[str, ...]:
    """The spellings in which an answer may repeat a secret: plain, for HTML and for JSON,
    percent-encoded, and in Base64."""
    text = secret.reveal()
    base64 = [_base64(f"{text}:"), *(_base64(text, before) for before in range(3))]
    base64 = [each for each in base64 if len(each) >= SHORT]
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
    """A text's Base64 inside a longer one, with *before* bytes in front of it.

    Letters that its neighbours' bits share are cut off.
    """
    raw = text.encode("utf-8", "replace")
    encoded = b64encode(b"\0" * before + raw).decode("ascii")
    return encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
