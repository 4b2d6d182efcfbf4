"""JSON and HTML escapes in the portal's PHP style.

Recorded: one line, with escaped slashes. Inferred: everything beyond ASCII is escaped.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping

from talent_powerpro.sandbox.api_errors import ApiError
from talent_powerpro.sandbox.http.messages import Response


def encode(answer: object) -> bytes:
    """Compact JSON on one line, slashes as ``\\/`` and everything beyond ASCII as ``\\uXXXX``."""
    # JSON has slashes in strings only, so all of them can be escaped.
    return json.dumps(answer, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def as_json(
    answer: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer as a JSON response."""
    given = {"Content-Type": "application/json", **(headers or {})}
    return Response(status, given, encode(answer))


def answer_or_error(answer: Callable[[], Response]) -> Response:
    """The response of *answer*, or a response with the `ApiError` that it raised."""
    try:
        return answer()
    except ApiError as error:
        return as_json(error.answer, error.status)


def escaped(text: str) -> str:
    """A text HTML-escaped as in PHP: ``'`` becomes ``&#039;``.

    API fact (reported): names of courses, units and groups come so.
    """
    return html.escape(text).replace("&#x27;", "&#039;")


def without_timestamps(answer: object) -> object:
    """The answer without any ``*_timestamp``."""
    if isinstance(answer, Mapping):
        return {
            name: without_timestamps(value)
            for name, value in answer.items()
            if not str(name).endswith("_timestamp")
        }
    if isinstance(answer, list):
        return [without_timestamps(item) for item in answer]
    return answer


def with_integer_ids(answer: object) -> object:
    """The answer with integers for ids."""
    if isinstance(answer, Mapping):
        return {name: _id_or(str(name), value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [with_integer_ids(item) for item in answer]
    return answer


def _id_or(name: str, value: object) -> object:
    is_id = name == "id" or name.endswith("_id")
    if is_id and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return with_integer_ids(value)
