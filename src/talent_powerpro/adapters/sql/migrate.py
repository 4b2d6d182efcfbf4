"""Migration of a store to this version's schema. No other module loads Alembic."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime

from alembic import command
from alembic.config import Config
from attrs import evolve
from sqlalchemy import Connection

from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.migrated import Migrated
from talent_powerpro.adapters.sql.schema import SCHEMA, metadata
from talent_powerpro.adapters.sql.state_parts import BUSY_SECONDS
from talent_powerpro.adapters.sql.transactions import Url, now_utc
from talent_powerpro.adapters.sql.unreadable import all_unreadable

__all__ = ["SCHEMA", "Migrated", "migrate", "upgrade"]


def migrate(
    url: Url,
    *,
    today: date,
    busy_seconds: float = BUSY_SECONDS,
    clock: Callable[[], datetime] = now_utc,
) -> Migrated | None:
    """Migrate the store at *url* to `SCHEMA`; ``None``: it has that schema already.

    Holds the run lock meanwhile. After an interruption at any point the store is either unchanged
    or fully migrated. The old store is kept, with *today* in its name. Raises `SettingsFault` for
    a store that is too old, `LockHeld` during a run, and `PowerProUnusable` for a store that is
    newer, cannot be used, or would lose rows.
    """
    dialect = dialect_for(url)
    if dialect.schema_number(url, busy_seconds=busy_seconds) == SCHEMA:
        return None
    # The dialect looks again under the lock: another process may have migrated meanwhile.
    migrated = dialect.migrate(url, upgrade, today=today, busy_seconds=busy_seconds, clock=clock)
    if migrated is None:
        return None
    store = dialect.open(url, rto="", busy_seconds=busy_seconds)
    with closing(store), store.reading() as connection:
        return evolve(migrated, unreadable=all_unreadable(connection, metadata.sorted_tables))


def upgrade(connection: Connection) -> None:
    """Run the migration scripts that a store of schema 3 or later has not had yet."""
    scripts = Config(attributes={"connection": connection})
    scripts.set_main_option("script_location", "talent_powerpro.adapters.sql:migrations")
    command.upgrade(scripts, "head")
