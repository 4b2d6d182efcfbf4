"""Columns of clients that an RTO chose not to keep: cleared wherever the store has them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, or_, select, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.unreadable import rows_of
from talent_powerpro.ports.import_set import Kind


def clear(connection: Connection, fields: Collection[str]) -> int:
    """Clear *fields* of all clients, and of the values last imported; return the rows changed."""
    table, imported = schema.clients, schema.imported_rows
    blanks = {name: None if table.c[name].nullable else "" for name in fields}
    given = or_(*(table.c[name].is_distinct_from(blank) for name, blank in blanks.items()))
    changed = connection.execute(update(table).where(given).values(**blanks)).rowcount
    of_clients = imported.c.kind == Kind.CLIENT.value
    query = select(imported.c.row, imported.c.cells).where(of_clients)
    for row, _ in rows_of(connection, query):
        cells = row["cells"]
        if isinstance(cells, dict) and not blanks.keys().isdisjoint(cells):
            kept = {name: cell for name, cell in cells.items() if name not in blanks}
            theirs = (of_clients, imported.c.row == row["row"])
            connection.execute(update(imported).where(*theirs).values(cells=kept))
            changed += 1
    return changed
