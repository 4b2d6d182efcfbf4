"""One step of a world as the witnesses see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeAlias

from attrs import frozen

from reliability.worlds.making import PROVISIONED
from reliability.worlds.processes import Ended
from reliability.worlds.schedule import Step

Call: TypeAlias = Mapping[str, Any]
"""A call of the portal's log, see `portal_process`."""
Tables: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""Rows of PowerPro's tables, by table and key."""


@frozen
class Seen:
    """One step as the witnesses see it."""

    step: Step | None
    """``None`` on the calm days."""
    number: int
    ended: tuple[Ended, ...]
    today: date
    """As the commands had it at their start."""
    day: date
    """The day whose export dates count as today's."""
    before: Tables
    after: Tables
    calls: tuple[Mapping[str, Any], ...]
    happened: Collection[str]
    disturbed: Collection[str]
    """The kinds of disturbance that may excuse a command's end."""
    edited_units: Collection[str] = ()
    """Ids of units that people edited meanwhile."""


def iso(day: date | None) -> str | None:
    """A date as the store has it."""
    return day.isoformat() if day else None


def provisioned(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """The provisioning contact logs by enrolment."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in tables["contact_logs"].values():
        if row["contact_type"] == PROVISIONED:
            found.setdefault(row["enrolment_id"], []).append(row)
    return found
