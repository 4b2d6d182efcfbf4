"""Routing of raw paths to actions (API sheet, sections 0.2 and 2).

Routed before anything is decoded: a portal answers its HTML 404 to path arguments whose
``:``, ``,`` or ``@`` were percent-encoded, and that is the mistake worth reproducing.
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
    """An action's name in lower case, and its path arguments, decoded."""

    action: str
    arguments: Mapping[str, str]


@frozen
class Nowhere:
    """No action's path; *page* answers instead."""

    page: Callable[[], Response]


def route(path: str) -> Route | Nowhere:
    """Where an API path leads. A trailing slash is harmless, a double one is not."""
    if "//" in path:
        return Nowhere(pages.web_server_404)
    action, _, rest = path.removeprefix(API).partition("/")
    arguments = _arguments(rest.removesuffix("/"))
    if not action or not path.startswith(API) or arguments is None:
        return Nowhere(pages.portal_404)
    return Route(action.lower(), arguments)


def _arguments(text: str) -> dict[str, str] | None:
    """``key:value`` pairs with commas between; ``None``: the portal cannot route them."""
    if not text:
        return {}
    if "/" in text or any(code in text.lower() for code in _UNROUTABLE):
        return None
    pairs = [pair.partition(":") for pair in text.split(",")]
    if not all(colon for _, colon, _ in pairs):
        return None
    return {name: unquote(value) for name, _, value in pairs}
