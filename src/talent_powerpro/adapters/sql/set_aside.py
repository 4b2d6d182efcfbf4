"""Protection against Talent user ids of a former portal that an import would bring back.

The RTO's own system may still have them. Taken for a person's edit, such an id would give the
client the results of another person: the one who has that id in the current portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.model import talent_number
from talent_powerpro.ports.import_set import ImportedRow, Kind

CELL = "secondary_id"


def without_ids_set_aside(
    connection: Connection, rows: Iterable[ImportedRow]
) -> tuple[tuple[ImportedRow, ...], tuple[str, ...]]:
    """The rows without secondary ids that were set aside, and a warning for each one removed."""
    portals = dict(_set_aside(connection))
    kept: list[ImportedRow] = []
    warnings: list[str] = []
    for row in rows:
        number = talent_number(str(row.cells.get(CELL, "")))
        portal = portals.get((row.key[0], number)) if row.kind is Kind.CLIENT else None
        if portal is not None:
            cells = {name: cell for name, cell in row.cells.items() if name != CELL}
            kept.append(evolve(row, cells=cells))
            warnings.append(
                f"Client {row.key[0]}: the Secondary ID {number} belongs to the former portal "
                f"{portal}, so it was not imported. Clear it in the exporting system."
            )
        else:
            kept.append(row)
    return tuple(kept), tuple(warnings)


def _set_aside(connection: Connection) -> Iterator[tuple[tuple[str, str | None], str]]:
    """Yields (client code, id) and portal of each id set aside, except those of today's portal."""
    today = {row.name for row in fetched(connection, select(schema.portal.c.name))}
    for row in fetched(connection, select(schema.ids_set_aside)):
        # If the former portal is the current one again, its ids are right again.
        if row.portal not in today:
            yield (row.client_code, row.user_id), row.portal
