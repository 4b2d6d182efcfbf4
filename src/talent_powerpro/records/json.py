"""Records as JSON and back: one converter, and the schema number that every text carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

from talent_powerpro.model import printable_json
from talent_powerpro.records.write import Write

SCHEMA = 2
"""The number of plans' and reports' JSON. 2: writes are typed, a record's ``outcome`` is its
``status``, what is unchanged is a number."""

CONVERTER = make_converter(forbid_extra_keys=True)
"""Dates as ISO texts, tuples as lists. A write is known by its ``action``."""


def as_json(value: object) -> str:
    """A value of ours as JSON text: every letter as itself, all that does not print escaped."""
    return printable_json(CONVERTER.dumps(value, indent=2, ensure_ascii=False))


def writes_to_json(writes: Iterable[Write]) -> list[dict[str, Any]]:
    """Writes as plain lists and dictionaries, for a store."""
    plain: list[dict[str, Any]] = CONVERTER.unstructure(list(writes), list[Write])
    return plain


def writes_from_json(stored: Iterable[Any]) -> tuple[Write, ...]:
    """Writes from what `writes_to_json` gave. Raises `ValueError` for anything else, an action
    that this version does not know included."""
    try:
        return CONVERTER.structure(list(stored), tuple[Write, ...])
    except (BaseValidationError, LookupError, TypeError, AttributeError) as fault:
        # An unknown action is a bare KeyError inside the group that cattrs raises.
        raise ValueError("these are no writes of this version") from fault
