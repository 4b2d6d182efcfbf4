"""A college in PowerPro's store, written row by row: an import has no contact logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert

from benchmarks.college import FIRST_USER, PORTAL_NAME, College
from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.model import Enrolment, TalentUserId
from talent_powerpro.records.links import VerifiedLink

AT_ONCE = 1_000


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def make_store(college: College, file: Path) -> None:
    """Make the store, with the college's rows and the links that an earlier run verified."""
    with SqlPowerPro.create(url_of(file)) as store:
        if college.verified and college.known:
            store.links.remember_links([_link(college, each) for each in range(college.enrolments)])
    engine = create_engine(url_of(file))
    with engine.begin() as connection:
        write = partial(_write, connection)
        write(schema.courses, map(college.course, range(college.courses)))
        write(schema.clients, map(college.client, range(college.enrolments)))
        for first in range(0, college.enrolments, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, college.enrolments))
            rows = [*map(college.enrolment, numbers)]
            _insert(connection, schema.enrolments, _enrolments(rows))
            write(schema.units, (unit for row in rows for unit in row.units))
            _insert(connection, schema.contact_logs, (log for row in rows for log in _logs(row)))
    engine.dispose()


def _link(college: College, number: int) -> VerifiedLink:
    client = college.client(number)
    return VerifiedLink(client.code, TalentUserId(str(FIRST_USER + number)), PORTAL_NAME)


def _enrolments(rows: Iterable[Enrolment]) -> Iterator[dict[str, Any]]:
    keys = ({"client_code": row.client.code, "course_code": row.course.code} for row in rows)
    return map(dict.__or__, keys, _fields(schema.enrolments, rows))


def _logs(row: Enrolment) -> Iterator[dict[str, Any]]:
    keys = {"id": f"{row.id}/log", "enrolment_id": row.id}
    return (keys | log for log in _fields(schema.contact_logs, row.contact_logs))


def _fields(table: Table, values: Iterable[object]) -> Iterator[dict[str, Any]]:
    """The columns that have the name of a field; the others are keys, or computed."""
    names: list[str] = []
    for value in values:
        names = names or [each.name for each in table.columns if hasattr(value, each.name)]
        yield {name: getattr(value, name) for name in names}


def _write(connection: Connection, table: Table, values: Iterable[object]) -> None:
    _insert(connection, table, _fields(table, values))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    every = iter(rows)
    while some := [*islice(every, AT_ONCE)]:
        connection.execute(insert(table), some)
