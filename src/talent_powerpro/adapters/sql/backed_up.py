"""The results of a back-up and of a restore."""

from __future__ import annotations

from attrs import frozen


@frozen
class BackedUp:
    """A complete and checked back-up of a store."""

    file: str
    """The path of the back-up."""
    schema: int
    """The number of the store's schema."""
    size: int
    """In bytes."""


@frozen
class Restored:
    """A completed restore."""

    file: str
    """The path of the back-up that was restored. It is unchanged."""
    schema: int
    """The number of the restored store's schema. `migrate` raises an older one."""
    kept: tuple[str, ...]
    """The paths of the replaced store's files, which are kept; empty if there was no store."""
