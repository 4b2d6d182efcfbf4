"""Mutations that keep an answer valid JSON. Changes of bytes would mostly break it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import TypeAlias

from fuzz.targets import KEY, PASSWORD

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"

VALUES: tuple[Json, ...] = (
    *("7", 7, "126", 126, "007", 0, "", None, True, -1, 10**18, 1e300, "9" * 30, {}, []),
    *("Completed", "Passed", "active", "inactive", "learner", "instructor", "DDMMYYYY"),
    *("1655078400", "99999999999999", "13/06/2022, 08:00:00", "31/02/2022", "06/13/2022, 8:00 PM"),
    *("&amp;amp;", "&#x110000;", "&#0;x", "\u202eznuf", "\x9b2J", "\ud800", "a\nb", KEY, PASSWORD),
    {"message": "The requested user does not exist", "type": "invalid_request_error"},
)


def changed(data: bytes, seed: int, otherwise: Callable[[bytes], bytes]) -> bytes:
    """The answer with one value, name or item changed.

    Half of the time, and where the answer is not JSON, the result of *otherwise* instead.
    """
    dice = Random(seed)
    try:
        value: Json = json.loads(data[2:]) if dice.random() < 0.5 else None
    except (ValueError, RecursionError):
        value = None
    if value is None:
        return otherwise(data)
    try:
        return data[:2] + json.dumps(_changed(value, dice)).encode()
    except RecursionError:
        return otherwise(data)


def _changed(value: Json, dice: Random) -> Json:
    """Changes a nested value in most cases, otherwise *value* itself."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        name = dice.choice(list(value))
        return _with(value, name, dice)
    if isinstance(value, list) and value and dice.random() < 0.8:
        at = dice.randrange(len(value))
        return [*value[:at], *_items(value[at], dice), *value[at + 1 :]]
    return dice.choice([[value], {"error": value}, *VALUES])


def _with(value: Mapping[str, Json], name: str, dice: Random) -> Json:
    rest = {key: each for key, each in value.items() if key != name}
    match dice.randrange(6):
        case 0:
            return rest
        case 1:
            return {**rest, dice.choice(list(value)): value[name]}
        case _:
            return {**value, name: _changed(value[name], dice)}


def _items(item: Json, dice: Random) -> list[Json]:
    match dice.randrange(6):
        case 0:
            return []
        case 1:
            return [item, item]
        case _:
            return [_changed(item, dice)]
