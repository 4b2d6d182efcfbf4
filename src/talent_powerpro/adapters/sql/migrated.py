"""The outcome of a migration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from sqlalchemy import Connection

Upgrade: TypeAlias = Callable[[Connection], None]
"""Brings a store of schema 3 or later to this version's, inside the connection's transaction."""


@frozen
class Migrated:
    """A store that was brought from one schema to another."""

    before: int
    """The number of its schema before; so is `after`."""
    after: int
    kept: str
    """Where the old store is."""
    rows: int
    """How many rows the old store had. The new one has them all."""
