"""Routes from raw paths to actions.

Paths are routed before they are decoded. API fact (recorded; its cause is inferred): a portal
answers its HTML 404 to path arguments with a percent-encoded ``:``, ``,`` or ``@``. A client
that takes this 404 for "no such user" creates the user again, so the sandbox answers the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from attrs import frozen

from talent_powerpro.sandbox.http import pages
from talent_powerpro.sandbox.http.messages import Response

API = "/api/v1/"
CONTROL = "/sandbox/"
"""Control calls, which no portal has."""

_UNROUTABLE = ("%3a", "%2c", "%40")


@frozen
class Route:
    """Name of an action in lower case, and its decoded path arguments."""

    action: str
    arguments: Mapping[str, str]


@frozen
class Nowhere:
    """Path that leads to no action; *page* is the answer."""

    page: Callable[[], Response]


def route(path: str) -> Route | Nowhere:
    """Find the action of an API path.

    API facts: a trailing slash is harmless (reported); a double slash gets the web server's 404
    (recorded).
    """
    if "//" in path:
        return Nowhere(pages.web_server_404)
    action, _, rest = path.removeprefix(API).partition("/")
    arguments = _arguments(rest.removesuffix("/"))
    if not action or not path.startswith(API) or arguments is None:
        return Nowhere(pages.portal_404)
    return Route(action.lower(), arguments)


def _arguments(text: str) -> dict[str, str] | None:
    """The arguments of ``key:value`` pairs with commas between; ``None`` if they are unroutable."""
    if not text:
        return {}
    if "/" in text or any(code in text.lower() for code in _UNROUTABLE):
        return None
    pairs = [pair.partition(":") for pair in text.split(",")]
    if not all(colon for _, colon, _ in pairs):
        return None
    return {name: unquote(value) for name, _, value in pairs}
