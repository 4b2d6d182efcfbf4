"""Faults of a store that do not depend on the database it is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, Select

from talent_powerpro.errors import PowerProUnusable, SettingsFault

BACK_UP = "Restore the file from a back-up, or move it away and import again."


_MIGRATE = "Migrate it with `talent-powerpro migrate`. The old store is kept beside the new one."
_NEWER = "Install the version of talent-powerpro that made it, or a newer one."
_TOO_OLD = "Move the file away and import again."


def older(name: object, found: int, known: int) -> SettingsFault:
    """A store of an earlier version. Nothing is wrong with it, so it is no `PowerProUnusable`."""
    return SettingsFault(_other_schema(name, found, known), remedy=_MIGRATE)


def newer(name: object, found: int, known: int) -> PowerProUnusable:
    return PowerProUnusable(_other_schema(name, found, known), remedy=_NEWER)


def too_old(name: object, found: int, oldest: int) -> SettingsFault:
    """A store that `migrate` cannot bring to this version's schema."""
    return SettingsFault(
        f"PowerPro's store {name} has schema {found}; only {oldest} or later can be migrated.",
        remedy=_TOO_OLD,
    )


def _other_schema(name: object, found: int, known: int) -> str:
    return f"PowerPro's store {name} has schema {found}; this version knows schema {known}."


def dangling(what: str) -> PowerProUnusable:
    """A row that names another which a program without foreign keys took away."""
    return PowerProUnusable(f"{what}, which is not in PowerPro's store.", remedy=BACK_UP)


def out_of_place(name: object, why: str) -> PowerProUnusable:
    """The program's own fault: a store used after its end, or from a second thread."""
    return PowerProUnusable(
        f"PowerPro's store {name} {why}.",
        remedy="Open a store on each thread that uses one, and use it inside its `with`.",
    )


def fetched(connection: Connection, query: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of *query*; a value that is no date, time or word of its list is a fault.

    Only a hand or another program can have put it there.
    """
    with readable():
        return connection.execute(query).all()


@contextmanager
def readable() -> Iterator[None]:
    """Raises `PowerProUnusable` where the block meets a value of a wrong kind."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ExceptionGroup) as error:  # a group: cattrs'
        raise PowerProUnusable(
            f"PowerPro's store holds a value that cannot be read: {error}", remedy=BACK_UP
        ) from error
