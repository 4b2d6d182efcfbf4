"""Converts records to JSON and back, with a schema number in every text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from talent_powerpro.model import printable_json
from talent_powerpro.records.write import Write

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter

SCHEMA = 2
"""The schema number of plans and reports. Since 2, writes are typed, a record has a ``status``
in place of an ``outcome``, and unchanged records are only counted."""


@cache
def converter() -> JsonConverter:
    """Dates become ISO texts, tuples become lists. A write's class follows from its ``action``.

    Made at first use, because cattrs takes time to load and most commands convert nothing.
    """
    from cattrs.preconf.json import make_converter

    return make_converter(forbid_extra_keys=True)


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
    except (BaseValidationError, LookupError, TypeError, AttributeError) as fault:
        # An unknown action is a bare KeyError inside the group that cattrs raises.
        raise ValueError("this version cannot read these writes") from fault
