"""Validation of an import set. All faults are collected before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from attrs import Factory, define
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.import_staging import Staging
from talent_powerpro.adapters.sql.import_tables import ImportTable
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.import_set import ImportedRow, Kind

_REMEDY = "Nothing was imported. Correct the rows in the system they come from, then import again."


@define
class Faults:
    """The faults of an import. Rows are checked while they are staged, in the order of `Kind`."""

    courses: set[object]
    clients: set[object]
    enrolments: set[object]
    """Keys that a row may refer to: those in the store, and those of the rows seen so far."""
    holders: Mapping[str, str]
    """The client code of each stored enrolment, by enrolment id."""
    unknown_cells: dict[str, None] = Factory(dict)
    repeated: list[str] = Factory(list)
    references: list[str] = Factory(list)

    @classmethod
    def of(cls, connection: Connection) -> Faults:
        """No faults yet. Reads what is stored."""
        table = schema.enrolments
        holders = {
            row.id: row.client_code
            for row in fetched(connection, select(table.c.id, table.c.client_code))
        }
        courses = fetched(connection, select(schema.courses.c.code))
        clients = fetched(connection, select(schema.clients.c.code))
        return cls(
            courses={code for (code,) in courses},
            clients={code for (code,) in clients},
            enrolments=set(holders),
            holders=holders,
        )

    def seen(self, target: ImportTable, rows: Iterable[ImportedRow]) -> Iterator[ImportedRow]:
        """Pass on the rows of one kind, and check each."""
        named = {
            Kind.COURSE: self.courses,
            Kind.CLIENT: self.clients,
            Kind.ENROLMENT: self.enrolments,
        }.get(target.kind)
        columns = {*target.key, *target.blanks}
        for row in rows:
            if named is not None:
                named.add(row.key[0])
            if not row.cells.keys() <= columns:
                self._see_unknown_cells(row, columns)
            self.references += self._bad_references(row)
            yield row

    def see_repeated(self, target: ImportTable, staging: Staging) -> None:
        """Check that the staged rows of one kind have different keys."""
        # A repeated unit shares its key with the first attempt.
        if target.kind is not Kind.UNIT:
            self.repeated += (
                f"The {target.kind} {', '.join(key)} appears {times} times in the import."
                for key, times in staging.repeated(target)
            )

    def check(self) -> None:
        """Raise `SettingsFault` with every fault, if there is any."""
        if found := (*self.unknown_cells, *self.repeated, *self.references):
            raise SettingsFault(found, remedy=_REMEDY)

    def _see_unknown_cells(self, row: ImportedRow, columns: Set[str]) -> None:
        for name in row.cells:
            if name not in columns:
                kind = row.kind.capitalize()
                fault = f"{kind} rows have a cell {name!r}, but the store has no such column."
                self.unknown_cells[fault] = None

    def _bad_references(self, row: ImportedRow) -> Iterable[str]:
        if row.kind is Kind.ENROLMENT:
            return _bad_enrolment(row, self)
        if row.kind in _OF_AN_ENROLMENT and row.key[0] not in self.enrolments:
            return (f"The {row.kind} {row.key[1]} belongs to enrolment {row.key[0]}, {_UNKNOWN}.",)
        return ()


_OF_AN_ENROLMENT = frozenset({Kind.UNIT, Kind.CONTACT_LOG})
_UNKNOWN = "which is neither in the import nor in the store"


def _bad_enrolment(row: ImportedRow, known: Faults) -> Iterator[str]:
    enrolment, holder = f"Enrolment {row.key[0]}", known.holders.get(row.key[0])
    for name, what, codes in (
        ("client_code", "client", known.clients),
        ("course_code", "course", known.courses),
    ):
        if name in row.cells and row.cells[name] not in codes:
            yield f"{enrolment} names {what} {row.cells[name]}, {_UNKNOWN}."
        elif name not in row.cells and holder is None:
            yield f"{enrolment} is new but names no {what}."
    if holder is not None and row.cells.get("client_code", holder) != holder:
        yield (
            f"{enrolment} belongs to client {holder} in the store but to client"
            f" {row.cells['client_code']} in the import. An enrolment cannot change its client."
        )
