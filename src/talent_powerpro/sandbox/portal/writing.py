"""A portal as the text of a portal file: what `portal_file` reads back as the same portal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from attrs import Attribute, AttrsInstance, fields

from talent_powerpro.sandbox.portal.portal import Portal
from talent_powerpro.sandbox.portal.quirks import Quirks

_NAMED_OTHERWISE = {
    ("PortalEnrolment", "user_id"): "user",
    ("PortalEnrolment", "course_id"): "course",
    ("PortalProgress", "unit_id"): "unit",
}
"""Fields whose names in the file are shorter."""

_LISTS = ("users", "courses", "groups", "enrolments", "custom_fields", "events")
_ELSEWHERE = (*_LISTS, "quirks", "next_user_id")


def portal_text(portal: Portal) -> str:
    """TOML. What is as it is when left out is left out."""
    return "\n".join(chain(_top(portal), _rows(portal), _quirks(portal.quirks))) + "\n"


def _top(portal: Portal) -> Iterator[str]:
    for name, value in _told(portal):
        if name not in _ELSEWHERE:
            yield f"{name} = {_value(value)}"
    # Always: left out, it would be one more than the highest id.
    yield f"next_user_id = {portal.next_user_id}"


def _rows(portal: Portal) -> Iterator[str]:
    for name in _LISTS:
        for row in getattr(portal, name):
            yield f"\n[[{name}]]"
            yield from (f"{field} = {_value(value)}" for field, value in _told(row))


def _quirks(quirks: Quirks) -> Iterator[str]:
    told = tuple(_told(quirks))
    if told:
        yield "\n[quirks]"
        yield from (f"{name} = {_value(value)}" for name, value in told)


def _told(row: AttrsInstance) -> Iterator[tuple[str, object]]:
    """A value's fields under their names in the file, those aside that are as if left out."""
    for field in fields(type(row)):
        value = getattr(row, field.name)
        if value != _default(field):
            yield _NAMED_OTHERWISE.get((type(row).__name__, field.name), field.name), value


def _default(field: Attribute[Any]) -> Any:
    default: Any = field.default
    return getattr(default, "factory", lambda: default)()


def _value(value: Any) -> str:
    """One value on one line."""
    for kind, written in _WRITTEN:
        if isinstance(value, kind):
            return written(value)
    return _table(_told(value))


def _table(items: Iterable[tuple[str, object]]) -> str:
    return "{ " + ", ".join(f"{_text(k)} = {_value(v)}" for k, v in items) + " }"


def _text(text: str) -> str:
    """A basic string. JSON's escapes are TOML's too; it forgets one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    # In this order: true and false are whole numbers, and a choice is a text.
    (bool, lambda flag: "true" if flag else "false"),
    (int, str),
    (Enum, lambda choice: _text(choice.value)),
    (str, _text),
    (ZoneInfo, lambda zone: _text(zone.key)),
    (datetime, datetime.isoformat),
    (Mapping, lambda table: _table(table.items())),
    (tuple, lambda items: "[" + ", ".join(map(_value, items)) + "]"),
)
"""How a value of a kind is written; one of our own rows is a table."""
