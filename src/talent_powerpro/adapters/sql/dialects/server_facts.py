"""Names and facts of an RTO's rows on a database server, for a support bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects.server_scope import is_of_an_rto
from talent_powerpro.adapters.sql.dialects.server_tables import rtos, run_locks
from talent_powerpro.adapters.sql.store_names import CLIENTS, COURSES, PEOPLE, Row, StoreNames
from talent_powerpro.adapters.sql.transactions import Store


def names_in(store: Store) -> StoreNames:
    """The names in the RTO's rows. Raises `PowerProUnusable`."""
    with store.reading() as connection:
        return StoreNames(
            clients=_rows(connection, "clients", CLIENTS),
            courses=_rows(connection, "courses", COURSES),
            enrolments=_column(connection, "enrolments", "id"),
            unit_codes=_column(connection, "units", "code"),
            people=[name for where in PEOPLE for name in _column(connection, *where)],
            runs=_column(connection, "runs", "run_id"),
        )


def facts_of(store: Store, rto: str) -> dict[str, Any]:
    """The facts by name. Raises `PowerProUnusable`."""
    with store.reading() as connection:
        version = connection.dialect.server_version_info or ()
        holder = select(run_locks.c.holder).where(run_locks.c.rto == rto)
        return {
            "server": [connection.dialect.name, *version],
            "rtos": connection.execute(select(func.count()).select_from(rtos)).scalar_one(),
            "schema": connection.execute(select(schema.store.c.schema)).scalar_one(),
            "schema_of_this_version": schema.SCHEMA,
            # It stays after a kill. The lock itself is not tried: a run that starts meanwhile
            # would find it held.
            "last_holder_of_the_run_lock": connection.execute(holder).scalar_one_or_none() or "",
            "tables": {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in schema.metadata.tables.items()
                if is_of_an_rto(table)
            },
        }


def _rows(connection: Connection, table: str, columns: Sequence[str]) -> list[Row]:
    there = schema.metadata.tables[table].c
    query = select(*(there[each] for each in columns)).distinct()
    return [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in connection.execute(query).mappings()
    ]


def _column(connection: Connection, table: str, column: str) -> list[str]:
    return [row[column] for row in _rows(connection, table, [column])]
