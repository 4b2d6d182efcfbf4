"""The SQLite dialect. A store is one file, with the files of the run lock beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, MetaData, Table
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import TypeCompiler
from sqlalchemy.types import TypeEngine

from talent_powerpro.adapters.sql.backed_up import BackedUp, Restored
from talent_powerpro.adapters.sql.columns import AT_ONCE, NEVER, WHITE, Checked, Json, LocalDate
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.sqlite_checks import add_checks, valid
from talent_powerpro.adapters.sql.dialects.sqlite_file import (
    file_of,
    filled_file,
    make_file,
    number_in,
    open_file,
)
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.adapters.sql.transactions import Store, Url
from talent_powerpro.ports.state import RunLock


class SQLite:
    """The `Dialect` of SQLite.

    What few commands need (back-ups, migration) is imported when it is called for.
    """

    name = "sqlite"

    def address_faults(self, url: URL) -> Iterable[str]:  # noqa: ARG002  # `file_of` finds them
        return ()

    def named(self, url: URL) -> str:
        return str(file_of(url))

    def names(self, url: Url, *, rto: str, busy_seconds: float) -> StoreNames:  # noqa: ARG002  # a file has one RTO
        from talent_powerpro.adapters.sql.dialects.sqlite_names import names_in

        return names_in(file_of(url), busy_seconds=busy_seconds)

    def facts(self, url: Url, *, rto: str, busy_seconds: float) -> dict[str, Any]:  # noqa: ARG002  # a file has one RTO
        from talent_powerpro.adapters.sql.dialects.sqlite_facts import store_facts

        return store_facts(file_of(url), busy_seconds=busy_seconds)

    def make(self, url: Url, *, rto: str, busy_seconds: float) -> bool:  # noqa: ARG002  # a file has one RTO
        return make_file(file_of(url), busy_seconds=busy_seconds)

    def open(self, url: Url, *, rto: str, busy_seconds: float) -> Store:  # noqa: ARG002  # a file has one RTO
        return open_file(file_of(url), busy_seconds=busy_seconds)

    def filling(
        self,
        url: Url,
        *,
        rto: str,  # noqa: ARG002  # a file has one RTO
        busy_seconds: float,
    ) -> AbstractContextManager[Connection]:
        return filled_file(file_of(url), busy_seconds=busy_seconds)

    def limit(self, kind: TypeEngine[Any]) -> Callable[[Any], str]:  # noqa: ARG002  # a file takes any value
        return lambda _: ""

    def run_lock(
        self,
        url: Url,
        *,
        rto: str,  # noqa: ARG002  # a file has one RTO
        clock: Callable[[], datetime],
        store: Store | None = None,  # noqa: ARG002  # the lock cannot be lost
    ) -> FileRunLock:
        return FileRunLock(file_of(url), clock=clock)

    def make_state(self, place: DatabasePlace, *, rto: str, busy_seconds: float) -> None:
        from talent_powerpro.adapters.sql.dialects.sqlite_state import make_state

        make_state(place, rto=rto, busy_seconds=busy_seconds)

    def open_state(
        self,
        place: DatabasePlace,
        *,
        rto: str,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> tuple[Store, RunLock]:
        from talent_powerpro.adapters.sql.dialects.sqlite_state import open_state

        return open_state(place, rto=rto, busy_seconds=busy_seconds, clock=clock)

    def schema_number(self, url: Url, *, busy_seconds: float) -> int:
        return number_in(file_of(url), busy_seconds=busy_seconds)

    def migrate(
        self,
        url: Url,
        upgrade: Upgrade,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> Migrated | None:
        from talent_powerpro.adapters.sql.dialects.sqlite_migration import migrate_file

        with FileRunLock(file_of(url), clock=clock).hold("migrate"):
            return migrate_file(file_of(url), upgrade, today=today, busy_seconds=busy_seconds)

    def back_up(self, url: Url, file: Path, *, replace: bool, busy_seconds: float) -> BackedUp:
        from talent_powerpro.adapters.sql.dialects.sqlite_backup import back_up_file

        return back_up_file(file_of(url), file, replace=replace, busy_seconds=busy_seconds)

    def restore(
        self,
        url: Url,
        file: Path,
        *,
        today: date,
        busy_seconds: float,
        clock: Callable[[], datetime],
    ) -> Restored:
        from talent_powerpro.adapters.sql.dialects.sqlite_restore import restore_file

        with FileRunLock(file_of(url), clock=clock).hold("restore"):
            return restore_file(file_of(url), file, today=today, busy_seconds=busy_seconds)

    def upsert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        key: Sequence[str],
        values: Sequence[str],
    ) -> None:
        if rows:
            # Not INSERT OR REPLACE: it would delete the row and give it a new sequence.
            statement = insert(table)
            new = {name: statement.excluded[name] for name in values}
            connection.execute(
                statement.on_conflict_do_update(index_elements=list(key), set_=new), rows
            )

    def insert_new(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if rows:
            connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def plain_text(self, source: str) -> str:
        # SQLite's lower() knows ASCII letters only, and it cannot join blanks inside a text.
        trimmed = _trimmed(source)
        unsure = f"{trimmed} GLOB '*[^ -~]*' OR instr({trimmed}, '  ')"
        return f"CASE WHEN {unsure} THEN NULL ELSE lower({trimmed}) END"

    def talent_number(self, source: str) -> str:
        trimmed = _trimmed(source)
        number = f"nullif(ltrim({trimmed}, '0'), '')"
        return f"CASE WHEN {trimmed} NOT GLOB '*[^0-9]*' THEN {number} END"

    def is_valid(self, name: str, kind: type[Checked]) -> str:
        return valid(name, kind)

    def closed_on(self) -> str:
        days = (
            f"CASE WHEN {valid(each, LocalDate)} THEN {each} ELSE '{NEVER}' END"
            for each in ("withdrawal_date", "completion_date")
        )
        return f"min({', '.join(days)})"

    def scope_ends(self) -> str:
        # Null, where SQL cannot compute the plain text, counts as confirmed: Python decides.
        return (
            "CASE WHEN active IS 0 OR typeof(booking_status) = 'text'"
            f" AND {self.plain_text('booking_status')} <> 'confirmed'"
            f" THEN '{AT_ONCE}' WHEN active IS NOT NULL THEN '{NEVER}'"
            f" ELSE {self.closed_on()} END"
        )

    def unit_line(self) -> str:
        tab = " || char(9) || "
        return tab.join(("type", "code", "outcome", "ifnull(outcome_date, '')"))

    def unit_lines(self) -> str:
        # Ordered by the very expression of an index, so that the units themselves are not read.
        line = self.unit_line()
        lines = (
            f"SELECT {line} AS line FROM units"  # noqa: S608  # names of the schema
            f" WHERE units.enrolment_id = enrolments.id ORDER BY {line}"
        )
        return f"(SELECT group_concat(line, char(10)) FROM ({lines}))"  # noqa: S608

    def make_temporary(self, connection: Connection, tables: MetaData) -> None:
        tables.create_all(connection, checkfirst=False)

    def drop_temporary(self, connection: Connection, tables: MetaData) -> None:
        tables.drop_all(connection, checkfirst=False)

    def add_checks(
        self, connection: Connection, table: str, columns: Mapping[str, type[Checked]]
    ) -> None:
        add_checks(connection, table, {name: valid(name, kind) for name, kind in columns.items()})


@compiles(Json, "sqlite")
def _json(type_: Json, compiler: TypeCompiler, **_: Any) -> str:  # noqa: ARG001  # the signature is SQLAlchemy's
    return "JSON"


def _trimmed(source: str) -> str:
    return f"trim({source}, char({', '.join(str(ord(white)) for white in WHITE)}))"
