"""The identity of a store: its application, and the number of its schema."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.sql.schema import SchemaItem

from talent_powerpro.adapters.sql.columns import UtcDateTime, key
from talent_powerpro.adapters.sql.table_names import OwnName

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


def kept_table(name: str, *columns: SchemaItem) -> Table:
    """A table that hosts can have without PowerPro's own, under names of their choosing."""
    return Table(OwnName(name), metadata, *columns)


store = kept_table(
    "store",
    key("application"),
    Column("schema", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

migrations = kept_table("migrations", key("version_num"))
"""One row: the newest migration that the store has had. Alembic sets the column's name."""
