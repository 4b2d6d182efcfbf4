"""Results that the agent wrote, as a list for a person who enters them in another system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from attrs import frozen
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.export_changes import differs, readable
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES, StoredRow
from talent_powerpro.adapters.sql.unreadable import rows_of
from talent_powerpro.counting import Steps, untold
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.import_set import Kind

_RESULT = ("outcome", "outcome_date")
_UNITS = next(each for each in IMPORT_TABLES if each.kind is Kind.UNIT)


@frozen(kw_only=True)
class WrittenResult:
    """One unit with its result, and whose it is."""

    client_code: str
    surname: str
    given_names: str
    enrolment_id: str
    course_code: str
    unit_code: str
    unit_name: str
    outcome: str
    """Blank: a result that the last import had was taken back."""
    outcome_date: date | None

    @property
    def name(self) -> str:
        """Such as ``GOMEZ, JOANA``; a single name without the comma."""
        return ", ".join(filter(None, (self.surname, self.given_names)))


@frozen
class Results:
    """The results, by client and unit."""

    rows: tuple[WrittenResult, ...]
    left_out: tuple[str, ...] = ()
    """Sentences on rows that cannot be read. Results that need them are left out."""


def results(
    connection: Connection,
    since: datetime | None = None,
    progress: Callable[[int, int], object] = untold,
) -> Results:
    """The units whose outcome or outcome date differs from the last import.

    With *since* (aware): the units whose result the agent wrote then or later and that still have
    it, also where an import has brought it since. The store's units are read one by one.
    Without *since*, *progress* is called now and then with the units read and all units.
    """
    left_out: list[str] = []
    if since is None:
        seen = Steps(queries.counts(connection)[_UNITS.table.name], progress)
        units = tuple(_new(connection, left_out, seen))
    else:
        units = tuple(_since(connection, since, left_out))
    rows = tuple(_with_names(connection, units, left_out))
    order = sorted(rows, key=lambda each: (each.name.casefold(), each.client_code, each.unit_code))
    return Results(tuple(order), tuple(dict.fromkeys(left_out)))


def _new(connection: Connection, left_out: list[str], seen: Steps) -> Iterator[StoredRow]:
    for some in pieces(_UNITS.stored(connection)):
        last = _UNITS.last_imported(connection, (row.id for row in some))
        for row in some:
            if row.unreadable or row.id in last.unreadable:
                left_out += row.unreadable.values() or (last.unreadable[row.id],)
            elif differs(row.cells, last.rows.get(row.id), _RESULT):
                yield row
        seen.add(len(some))


def _since(connection: Connection, since: datetime, left_out: list[str]) -> Iterator[StoredRow]:
    written = _written_since(connection, since, left_out)
    for some in pieces(written):
        for row in _UNITS.stored(connection, _UNITS.table.c.id.in_(some)):
            if row.unreadable:
                left_out += row.unreadable.values()
            elif tuple(row.cells[name] for name in _RESULT) == written[row.id]:
                yield row


def _written_since(
    connection: Connection, since: datetime, left_out: list[str]
) -> Mapping[str, tuple[str, date | None]]:
    """The last result that the agent wrote to each unit since then, by the unit's id."""
    table = schema.result_evidence
    query = select(table.c.unit_id, table.c.outcome, table.c.outcome_date)
    found = {}
    for cells, why in rows_of(
        connection, query.where(table.c.at >= since).order_by(table.c.sequence)
    ):
        left_out += why
        if not why:
            found[cells["unit_id"]] = (cells["outcome"], cells["outcome_date"])
    return found


def _with_names(
    connection: Connection, units: Iterable[StoredRow], left_out: list[str]
) -> Iterator[WrittenResult]:
    """The results with their clients; without those whose enrolment or client is unreadable."""
    ids = [row.cells["enrolment_id"] for row in units]
    enrolments = readable(connection, Kind.ENROLMENT, "id", ids)
    codes = [row.cells["client_code"] for row in enrolments.values()]
    clients = readable(connection, Kind.CLIENT, "code", codes)
    for row in units:
        enrolment = enrolments.get(row.cells["enrolment_id"])
        client = clients.get(enrolment.cells["client_code"]) if enrolment else None
        if enrolment is None or client is None:
            left_out.append(
                f"Results of enrolment {row.cells['enrolment_id']} wait until its row can be read."
            )
            continue
        yield WrittenResult(
            client_code=client.cells["code"],
            surname=client.cells["surname"],
            given_names=client.cells["given_names"],
            enrolment_id=enrolment.cells["id"],
            course_code=enrolment.cells["course_code"],
            unit_code=row.cells["code"],
            unit_name=row.cells["name"],
            outcome=row.cells["outcome"],
            outcome_date=row.cells["outcome_date"],
        )
