"""The identity of a store: its application, and the number of its schema."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table

from talent_powerpro.adapters.sql.columns import UtcDateTime, key

SCHEMA = 5
"""The number of this version's schema. A store with another number is not opened."""

REVISION = "schema_5"
"""The newest migration script. A new store is made as if all scripts had run on it."""

APPLICATION = "talent-powerpro"
"""The mark that distinguishes a store from another program's SQLite file."""

# Every constraint has a name, because Alembic can change only constraints with a name.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

store = Table(
    "store",
    metadata,
    key("application"),
    Column("schema", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

migrations = Table("migrations", metadata, key("version_num"))
"""One row: the newest migration that the store has had. Alembic sets the column's name."""
