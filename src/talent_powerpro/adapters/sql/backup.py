"""Back-up and restore of a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from talent_powerpro.adapters.sql.backed_up import BackedUp, Restored
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS
from talent_powerpro.adapters.sql.transactions import Url, now_utc

__all__ = ["BackedUp", "Restored", "backup", "restore"]


def backup(
    url: Url, file: Path, *, replace: bool = False, busy_seconds: float = BUSY_SECONDS
) -> BackedUp:
    """Back up the store at *url* to *file*, also while a run goes on.

    The back-up is one consistent state with everything committed so far. It is checked before it
    gets its name, and only this account may read it. It may have any schema that can be migrated.

    Raises `SettingsFault` for a file that exists already, unless *replace*, or that cannot be
    written, and `PowerProUnusable` for a store that is missing or damaged. *file* is then as it
    was.
    """
    return dialect_for(url).back_up(url, file, replace=replace, busy_seconds=busy_seconds)


def restore(
    url: Url,
    file: Path,
    *,
    today: date,
    busy_seconds: float = BUSY_SECONDS,
    clock: Callable[[], datetime] = now_utc,
) -> Restored:
    """Put the back-up *file* in the place of the store at *url*, which need not exist.

    Holds the run lock meanwhile. The file is checked first, and stays as it is. The replaced store
    is kept, with *today* in its name; a damaged one with all its files. After an interruption at
    any point the store is either the old or the restored one; if the old one was damaged, there
    may be none, and a restore again completes the first.

    Raises `SettingsFault` for a file that does not exist or is too old, `LockHeld` during a run,
    and `PowerProUnusable` for a file that is damaged, newer or no store, and where another program
    has the store open.
    """
    return dialect_for(url).restore(url, file, today=today, busy_seconds=busy_seconds, clock=clock)
