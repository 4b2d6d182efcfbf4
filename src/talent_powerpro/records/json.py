"""Converts records to JSON and back, with a schema number in every text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

from talent_powerpro.model import printable_json
from talent_powerpro.records.write import Write

SCHEMA = 2
"""The schema number of plans and reports. Since 2, writes are typed, a record has a ``status``
in place of an ``outcome``, and unchanged records are only counted."""

CONVERTER = make_converter(forbid_extra_keys=True)
"""Dates become ISO texts, tuples become lists. A write's class follows from its ``action``."""


def as_json(value: object) -> str:
    """The value as JSON text: letters as they are, characters that do not print escaped."""
    return printable_json(CONVERTER.dumps(value, indent=2, ensure_ascii=False))


def writes_to_json(writes: Iterable[Write]) -> list[dict[str, Any]]:
    """Converts writes to plain lists and dictionaries, for a store."""
    plain: list[dict[str, Any]] = CONVERTER.unstructure(list(writes), list[Write])
    return plain


def writes_from_json(stored: Iterable[Any]) -> tuple[Write, ...]:
    """Converts what `writes_to_json` returned back to writes.

    Raises `ValueError` for anything else, and for an action that this version does not know.
    """
    try:
        return CONVERTER.structure(list(stored), tuple[Write, ...])
    except (BaseValidationError, LookupError, TypeError, AttributeError) as fault:
        # An unknown action is a bare KeyError inside the group that cattrs raises.
        raise ValueError("this version cannot read these writes") from fault
