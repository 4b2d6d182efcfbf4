"""Store faults that are the same for every database."""

from __future__ import annotations

from collections.abc import Iterable

from talent_powerpro.errors import PowerProUnusable, SettingsFault

BACK_UP = (
    "Restore a back-up with `talent-powerpro restore FILE`, which keeps the present store. Without "
    "a back-up, move the store and the files beside it to another folder and import again. Make "
    "back-ups with `talent-powerpro backup FILE`."
)


_MIGRATE = "Migrate it with `talent-powerpro migrate`. The old store is kept beside the new one."
_NEWER = "Install the version of talent-powerpro that made it, or a newer one."
_TOO_OLD = "Move the file to another folder, then import again."


def older(name: object, found: int, known: int) -> SettingsFault:
    """A store of an earlier version. It is not damaged, so this is not a `PowerProUnusable`."""
    return SettingsFault(_other_schema(name, found, known), remedy=_MIGRATE)


def newer(name: object, found: int, known: int) -> PowerProUnusable:
    """A store of a later version."""
    return PowerProUnusable(_other_schema(name, found, known), remedy=_NEWER)


def too_old(name: object, found: int, oldest: int) -> SettingsFault:
    """A store that is too old for `migrate`."""
    return SettingsFault(
        f"PowerPro's store {name} has schema {found}, which is too old. Only {oldest} or later can "
        "be migrated.",
        remedy=_TOO_OLD,
    )


def _other_schema(name: object, found: int, known: int) -> str:
    return f"PowerPro's store {name} has schema {found}, but this version needs schema {known}."


def no_state(name: object) -> PowerProUnusable:
    """Tables of the agent's state that a host has not made yet."""
    return PowerProUnusable(
        f"There are no tables of the agent's state in the {name}.",
        remedy="Make them once with `SqlAgentState.create`, or correct the schema or the prefix.",
    )


def no_state_of(name: object, rto: str) -> PowerProUnusable:
    return PowerProUnusable(
        f"The tables of the agent's state in the {name} have no RTO {rto!r}.",
        remedy="Add it once with `SqlAgentState.create`, or correct its name.",
    )


def not_ours(name: object, table: str) -> PowerProUnusable:
    """A table of another program, where one of the agent's state would be made."""
    return PowerProUnusable(
        f"The {name} has a table {table} of another program.",
        remedy="Choose a prefix, or a schema of its own.",
    )


def out_of_place(name: object, why: str) -> PowerProUnusable:
    """A programming error: the store was used after `close`, or from another thread."""
    return PowerProUnusable(
        f"PowerPro's store {name} {why}.",
        remedy="Open one store in each thread, and use it inside its `with` block.",
    )


def unreadable(sentences: Iterable[str]) -> PowerProUnusable:
    """Values that cannot be read, and without which nothing can be done."""
    return PowerProUnusable(" ".join(sentences), remedy=BACK_UP)
