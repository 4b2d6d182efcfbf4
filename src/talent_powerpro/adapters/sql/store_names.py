"""The names in a store: whom a support bundle must hide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import field, mutable

Row: TypeAlias = Mapping[str, str]

CLIENTS = (
    "code",
    "surname",
    "given_names",
    "preferred_name",
    "usi",
    "secondary_id",
    "date_of_birth",
    "mobile",
    "email",
)
COURSES = ("code", "name", "talent_course_id", "talent_group_key")
PEOPLE = (
    ("hold_answers", "who"),
    ("dismissals", "who"),
    ("result_evidence", "confirmed_by"),
    ("contact_logs", "client_name"),
    ("contact_logs", "created_by"),
    ("contact_logs", "assigned_to"),
    ("standing_holds", "client_name"),
    ("standing_failures", "client_name"),
)
"""Columns with the name of a person who may be no client any more."""


@mutable
class StoreNames:
    """The names in a store."""

    clients: Sequence[Row] = ()
    courses: Sequence[Row] = ()
    enrolments: Sequence[str] = ()
    """Their ids."""
    unit_codes: Sequence[str] = ()
    people: list[str] = field(factory=list)
    runs: Sequence[str] = ()
    """Their ids."""
    is_complete: bool = True
    """Whether the clients could be read. If not, a text may name people who are not known here."""
