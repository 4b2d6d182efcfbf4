"""Protection against Talent user ids of a former portal that an import would bring back.

The RTO's own system may still have them. Taken for a person's edit, such an id would give the
client the results of another person: the one who has that id in the current portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import Factory, define, evolve
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.model import talent_number
from talent_powerpro.ports.import_set import ImportedRow

CELL = "secondary_id"


@define
class SetAside:
    """Removes ids that were set aside from the rows of an import."""

    portals: Mapping[tuple[str, str | None], str]
    """The portal by client code and id."""
    warnings: list[str] = Factory(list)
    """A sentence for each id that was removed."""

    @classmethod
    def of(cls, connection: Connection) -> SetAside:
        """Reads what is set aside."""
        return cls(dict(_set_aside(connection)))

    def removed(self, rows: Iterable[ImportedRow]) -> Iterator[ImportedRow]:
        """Pass on rows of clients without secondary ids that were set aside."""
        for row in rows:
            number = talent_number(str(row.cells.get(CELL, ""))) if self.portals else None
            portal = self.portals.get((row.key[0], number))
            if portal is None:
                yield row
                continue
            cells = {name: cell for name, cell in row.cells.items() if name != CELL}
            self.warnings.append(
                f"Client {row.key[0]}: the Secondary ID {number} belongs to the former portal "
                f"{portal}, so it was not imported. Clear it in the exporting system."
            )
            yield evolve(row, cells=cells)


def _set_aside(connection: Connection) -> Iterator[tuple[tuple[str, str | None], str]]:
    """Yields (client code, id) and portal of each id set aside, except those of today's portal."""
    today = {row.name for row in fetched(connection, select(schema.portal.c.name))}
    for row in fetched(connection, select(schema.ids_set_aside)):
        # If the former portal is the current one again, its ids are right again.
        if row.portal not in today:
            yield (row.client_code, row.user_id), row.portal
