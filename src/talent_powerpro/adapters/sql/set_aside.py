"""Keeps Talent user ids of an earlier portal from coming back by import.

The RTO's own system still holds them. Taken for a person's edit, such an id would give the
client the results of another person: the one who has that id in today's portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.model import talent_number
from talent_powerpro.ports.import_set import ImportedRow, Kind

CELL = "secondary_id"


def without_ids_set_aside(
    connection: Connection, rows: Iterable[ImportedRow]
) -> tuple[tuple[ImportedRow, ...], tuple[str, ...]]:
    """The rows without clients' ids that were set aside, and a warning for each of these."""
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
                f"Client {row.key[0]}: the Secondary ID {number} is of the portal {portal} and was "
                "set aside; it is left as it is. Clear it in the exporting system"
            )
        else:
            kept.append(row)
    return tuple(kept), tuple(warnings)


def _set_aside(connection: Connection) -> Iterator[tuple[tuple[str, str | None], str]]:
    """Client and id, with the portal that it is of; not those of the portal of today."""
    today = {row.name for row in fetched(connection, select(schema.portal.c.name))}
    for row in fetched(connection, select(schema.ids_set_aside)):
        if row.portal not in today:
            yield (row.client_code, row.user_id), row.portal
