"""Reader of a portal file's TOML values, driven by the attrs classes in `portal` and `quirks`.

The classes define the file's names, which of them are required, and the type of each.
"""

# Not cattrs, which gives no value once it meets a fault: `portal_faults` checks the rest of a
# faulty file, so that all of its faults are reported at once.

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import NOTHING, AttrsInstance, fields, frozen, has

from talent_powerpro.sandbox.portal.field_kinds import Id, Secret
from talent_powerpro.sandbox.portal.portal import Portal, PortalEnrolment, PortalProgress

R = TypeVar("R", bound=AttrsInstance)

SHORTER_NAMES: Mapping[type, Mapping[str, str]] = {
    PortalEnrolment: {"user_id": "user", "course_id": "course"},
    PortalProgress: {"unit_id": "unit"},
}
"""Fields that have a shorter name in the file than in the class."""


@frozen
class PortalFile(Portal):
    """A portal as its file gives it: ids may be blank, units named by their first word."""

    next_course_id: int = 126


class Reader:
    """Reads a file's values as rows. A faulty value is noted in *faults* and treated as missing."""

    def __init__(self, zone: tzinfo) -> None:
        """*zone* is the zone of dates without an offset."""
        self._zone = zone
        self.faults: dict[str, str] = {}
        """Faults by place, such as ``users[2].email``; entries are counted from one."""

    def row(self, kind: type[R], table: Mapping[str, object], place: str = "") -> R:
        """A row of a class, with stand-ins for required values that are missing."""
        types = _types(kind)
        shorter = SHORTER_NAMES.get(kind, {})
        names = {shorter.get(field.name, field.name): field for field in fields(kind)}
        values = {}
        for name, field in names.items():
            value = self._entry(types[field.name], table, name, place)
            if value is NOTHING and field.default is NOTHING:
                value = self._stand_in(types[field.name], _within(place, name))
            if value is not NOTHING:
                values[field.name] = value
        for name in sorted(table.keys() - names.keys()):
            self._note(_within(place, name), _unknown(name, sorted(names)))
        return kind(**values)

    def _entry(self, kind: object, table: Mapping[str, object], name: str, place: str) -> Any:
        """One value of a table; ``NOTHING`` where it is missing or faulty."""
        if name not in table:
            return NOTHING
        try:
            return self._value(kind, table[name], _within(place, name), name)
        except ValueError as fault:
            self._note(_within(place, name), str(fault))
            return NOTHING

    def _value(self, kind: Any, value: object, place: str, name: str) -> Any:
        """A value as its type. Raises ValueError with the second half of the fault's sentence."""
        if kind in _SIMPLE:
            return _SIMPLE[kind](value)
        if kind is datetime:
            moment: datetime = _date_and_time(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
        if get_origin(kind) is tuple:
            rows = _exactly(list, f"a list of tables [[{name}]]")(value)
            return tuple(
                self._listed(get_args(kind)[0], row, f"{place}[{n}]")
                for n, row in enumerate(rows, start=1)
            )
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return _choice(kind, value)
        table = _exactly(dict, f"a table [{name}]")(value)
        return self.row(kind, table, place) if has(kind) else self._mapping(kind, table, place)

    def _listed(self, kind: type[R], row: object, place: str) -> R:
        if isinstance(row, dict):
            return self.row(kind, row, place)
        self._note(place, f"write a table {{ name = value, ... }}, not {row!r}")
        return self.row(kind, {}, place)

    def _mapping(self, kind: object, table: Mapping[str, object], place: str) -> dict[str, Any]:
        """A table's values, all of one type, under any names."""
        found = {name: self._entry(get_args(kind)[1], table, name, place) for name in table}
        return {name: value for name, value in found.items() if value is not NOTHING}

    def _stand_in(self, kind: Any, place: str) -> object:
        # No fault for an id: the row gets one, or the portal's checks report it as blank.
        if kind != Id:
            self._note(place, "is missing; add it")
        stand_ins: dict[object, object] = {
            ZoneInfo: ZoneInfo("UTC"),
            datetime: datetime.min.replace(tzinfo=UTC),
        }
        return stand_ins.get(kind, "")

    def _note(self, place: str, fault: str) -> None:
        """Note a place's first fault. A later "is missing" may only follow from it."""
        self.faults.setdefault(place, fault)


@cache
def _types(kind: type) -> Mapping[str, Any]:
    """The type of each field of a class."""
    return {
        name: _present(hint) for name, hint in get_type_hints(kind, include_extras=True).items()
    }


def zone_or_utc(value: object) -> ZoneInfo:
    """The zone of a file; UTC where it is faulty, which the reader reports apart."""
    try:
        return _zone(value)
    except ValueError:
        return ZoneInfo("UTC")


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _present(kind: Any) -> Any:
    """The type without ``None``, which TOML does not have."""
    args = get_args(kind)
    return next(arg for arg in args if arg is not NoneType) if NoneType in args else kind


def _unknown(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.75)
    remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(names)}"
    return f"is not a known name; {remedy}"


def _exactly(kind: type | tuple[type, ...], wanted: str) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        # Python counts true and false among the whole numbers; a portal file does not.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        raise ValueError(f"write {wanted}, not {value!r}")

    return read


_text = _exactly(str, "a text in quotation marks")
_date_and_time = _exactly(datetime, "a date and time such as 2022-05-16T09:00:00")
_number_or_digits = _exactly((int, str), "a number")
_numbers = _exactly(list, "a list of numbers")


def _secret(value: object) -> str:
    """A secret text: its fault does not show it."""
    if isinstance(value, str):
        return value
    raise ValueError("write a text in quotation marks")


def _zone(value: object) -> ZoneInfo:
    name: str = _text(value)
    try:
        return ZoneInfo(name)
    # "Australia" is a folder of zones, for which ZoneInfo raises OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name!r} is not a time zone; write one such as Australia/Perth"
        ) from None


def _choice(kind: type[StrEnum], value: object) -> StrEnum:
    choices = ", ".join(kind)
    text = _exactly(str, f"one of {choices}")(value)
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a known value; use one of {choices}") from None


_SIMPLE: Mapping[object, Callable[[object], Any]] = {
    str: _text,
    int: _exactly(int, "a whole number"),
    bool: _exactly(bool, "true or false"),
    Id: lambda value: str(_number_or_digits(value)),
    tuple[Id, ...]: lambda value: tuple(map(str, _numbers(value))),
    Secret: _secret,
    ZoneInfo: _zone,
}
