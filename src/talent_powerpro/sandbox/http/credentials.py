"""HTTP Basic credentials: the API key as user name, with an empty password.

API fact (vendor's code): no other authentication and no other header is needed.
"""

from __future__ import annotations

import base64
import hmac

from talent_powerpro.sandbox.http.messages import Request


def key_of(request: Request) -> str:
    """The API key of a request; ``""`` where it has none.

    With a password beside it, the whole pair is returned, which matches no portal's key.
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
    """Whether the portal accepts the key. A portal without a key accepts any."""
    if wanted is None:
        return ":" not in key
    return hmac.compare_digest(key.encode(), wanted.encode())
