"""The identity of a store: its application, and the number of its schema."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table

from talent_powerpro.adapters.sql.columns import UtcDateTime, key

SCHEMA = 3
"""The number of this schema. A store with another number is refused."""

REVISION = "schema_3"
"""The newest of the migration scripts, which a new store needs no more."""

APPLICATION = "talent-powerpro"
"""How a store says that it is one of ours."""

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
"""One row: the migration that the store has come to. The column's name is Alembic's."""
