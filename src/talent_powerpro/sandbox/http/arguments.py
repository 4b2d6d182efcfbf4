"""Arguments of an action, from path, query string or body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from typing import TypeVar
from urllib.parse import parse_qsl

from talent_powerpro.sandbox.api_errors import invalid_arguments
from talent_powerpro.sandbox.http.messages import Request

E = TypeVar("E")


class Arguments:
    """Arguments by name. A missing or ill-typed one raises ``Invalid arguments provided``."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def items(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._values.items())

    def text(self, name: str) -> str:
        """A required argument that is not blank, as sent: blanks around it stay."""
        value = self._values.get(name, "")
        if not value.strip():
            raise invalid_arguments()
        return value

    def number(self, name: str, *, default: str | None = None) -> str:
        """An argument of digits, as a text without leading zeros. Required without *default*."""
        if default is not None and name not in self:
            return default
        value = self.text(name)
        if not (value.isascii() and value.isdigit()):
            raise invalid_arguments()
        return value.lstrip("0") or "0"

    def choice(self, name: str, choices: Mapping[str, E], default: E) -> E:
        """An optional argument with a few values; any other value is invalid, a blank too."""
        value = self._values.get(name)
        if value is None:
            return default
        if value not in choices:
            raise invalid_arguments()
        return choices[value]


def of_request(
    request: Request, path_arguments: Mapping[str, str], *, takes_json: bool
) -> Arguments:
    """All arguments of a request. The path wins over the query string, and that over the body.

    API fact (recorded): some actions take a JSON body, and others answer it as if nothing had
    been sent.
    """
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    return Arguments({**_body(request, takes_json=takes_json), **query, **path_arguments})


def _body(request: Request, *, takes_json: bool) -> dict[str, str]:
    content_type = request.header("Content-Type")
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        return _multipart(content_type, request.body)
    if kind == "application/json":
        return _json(request.body) if takes_json else {}
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    form = BytesParser().parsebytes(head + body)
    parts = [part for part in form.walk() if not part.is_multipart()]
    named = {part.get_param("name", header="content-disposition"): part for part in parts}
    return {str(name): _content(part) for name, part in named.items() if name}


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _json(body: bytes) -> dict[str, str]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise invalid_arguments() from None
    if not isinstance(fields, dict):
        raise invalid_arguments()
    return {name: _json_text(value) for name, value in fields.items()}


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise invalid_arguments()
    # JSON can escape half a character (a lone surrogate), which no encoding can send back.
    return str(value).encode("utf-8", "replace").decode()
