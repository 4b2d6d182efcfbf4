"""The result of a migration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from sqlalchemy import Connection

Upgrade: TypeAlias = Callable[[Connection], None]
"""Migrates a store of schema 3 or later to this version's, in the connection's transaction."""


@frozen
class Migrated:
    """A completed migration."""

    before: int
    """The schema number before."""
    after: int
    """The schema number now."""
    kept: str
    """The path of the old store, which is kept."""
    rows: int
    """The number of rows in the old store. The new store has them all."""
    unreadable: tuple[str, ...] = ()
    """Sentences on values that cannot be read. Their rows are kept, and fail alone in a run."""
