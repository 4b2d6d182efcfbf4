"""Converts records to JSON and back, with a schema number in every text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import fields, has

from talent_powerpro.model import printable_json
from talent_powerpro.records.write import Write

if TYPE_CHECKING:
    from attrs import AttrsInstance
    from cattrs.preconf.json import JsonConverter

SCHEMA = 2
"""The schema number of plans and reports. Since 2, writes are typed, a record has a ``status``
in place of an ``outcome``, and unchanged records are only counted."""

NOT_WHEN_EMPTY: Mapping[str, bool] = {"not-when-empty": True}
"""The metadata of a field that is left out of JSON while it has its default: a field of something
that an RTO turned on."""


@cache
def converter() -> JsonConverter:
    """Dates become ISO texts, tuples become lists. A write's class follows from its ``action``.

    Made at first use, because cattrs takes time to load and most commands convert nothing.
    """
    from cattrs.gen import make_dict_unstructure_fn, override
    from cattrs.preconf.json import make_converter

    made = make_converter(forbid_extra_keys=True)

    def without_empty(kind: type[AttrsInstance]) -> Callable[[Any], dict[str, Any]]:
        left_out: Any = {each.name: override(omit_if_default=True) for each in optional(kind)}
        return make_dict_unstructure_fn(kind, made, **left_out)

    made.register_unstructure_hook_factory(lambda kind: bool(optional(kind)), without_empty)
    return made


def optional(kind: Any) -> list[Any]:
    """The fields of a class that JSON has only while they are not empty."""
    if not has(kind):
        return []
    return [each for each in fields(kind) if each.metadata == NOT_WHEN_EMPTY]


def as_json(value: object) -> str:
    """The value as JSON text: letters as they are, characters that do not print escaped."""
    return printable_json(converter().dumps(value, indent=2, ensure_ascii=False))


def writes_to_json(writes: Iterable[Write]) -> list[dict[str, Any]]:
    """Converts writes to plain lists and dictionaries, for a store."""
    plain: list[dict[str, Any]] = converter().unstructure(list(writes), list[Write])
    return plain


def writes_from_json(stored: Iterable[Any]) -> tuple[Write, ...]:
    """Converts what `writes_to_json` returned back to writes.

    Raises `ValueError` for anything else, and for an action that this version does not know.
    """
    from cattrs.errors import BaseValidationError

    try:
        return converter().structure(list(stored), tuple[Write, ...])
    except (BaseValidationError, TypeError) as fault:
        # cattrs raises a group, with what is wrong in each write; a store's null is no list.
        raise ValueError("this version cannot read these writes") from fault
