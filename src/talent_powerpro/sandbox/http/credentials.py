"""HTTP Basic: the API key as user name, an empty password (API sheet, section 1)."""

from __future__ import annotations

import base64
import hmac

from talent_powerpro.sandbox.http.messages import Request


def key_of(request: Request) -> str:
    """The key that a request carries; ``""`` when it carries none.

    With a password beside it the pair is returned, which is no portal's key.
    """
    scheme, _, token = request.header("Authorization").partition(" ")
    if scheme.casefold() != "basic":
        return ""
    try:
        pair = base64.b64decode(token.strip(), validate=True).decode("utf-8")
    except ValueError:
        return ""
    key, _, password = pair.partition(":")
    return pair if key and password else key


def opens(key: str, wanted: str | None) -> bool:
    """Whether the portal takes the key. A portal without one takes any without a password."""
    if wanted is None:
        return ":" not in key
    return hmac.compare_digest(key.encode(), wanted.encode())
