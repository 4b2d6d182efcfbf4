"""JSON and HTML escapes the way the portal's PHP writes them (API sheet, section 3)."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping

from talent_powerpro.sandbox.api_errors import ApiError
from talent_powerpro.sandbox.http.messages import Response


def encode(answer: object) -> bytes:
    """Compact JSON on one line, slashes as ``\\/`` and everything beyond ASCII as ``\\uXXXX``."""
    # Outside of strings JSON has no slash, so escaping them all is right.
    return json.dumps(answer, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def as_json(
    answer: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer on its way out."""
    given = {"Content-Type": "application/json", **(headers or {})}
    return Response(status, given, encode(answer))


def answer_or_error(answer: Callable[[], Response]) -> Response:
    """The response, or the `ApiError` that was raised as one."""
    try:
        return answer()
    except ApiError as error:
        return as_json(error.answer, error.status)


def escaped(text: str) -> str:
    """HTML-escaped as names of courses, units and groups are: ``'`` becomes ``&#039;``."""
    return html.escape(text).replace("&#x27;", "&#039;")


def without_timestamps(answer: object) -> object:
    """The answer as portals give it whose answers have no ``*_timestamp``."""
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
    """The answer as portals give it whose ids are integers."""
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
