"""Queries that read tables into the model's values, with few statements for any number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, func, or_, select
from sqlalchemy import exists as exists_

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.faults import dangling, fetched
from talent_powerpro.adapters.sql.kept_values import columns_of
from talent_powerpro.model import (
    PROVISIONED,
    Client,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    Unit,
    plain,
    same_text,
    talent_number,
)

T = TypeVar("T")

_LOGS = schema.contact_logs.alias("marks")
# True where SQL recognises a provisioning contact log, null where only Python can tell.
_IS_MARK = _LOGS.c.contact_type_plain == plain(PROVISIONED)


def narrowing(narrowed_by: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of *narrowed_by* that SQL can check. Other names are ignored."""
    known = {
        "enrolment-exported": schema.enrolments.c.export.is_(True),
        # Rows where SQL cannot decide (null) stay in: more rows may be returned, never fewer.
        "not-yet-provisioned": schema.enrolments.c.id.not_in(_enrolments_with(_IS_MARK)),
    }
    return tuple(condition for name, condition in known.items() if name in narrowed_by)


def perhaps_provisioned() -> ColumnElement[bool]:
    """Condition: enrolments that may have a provisioning contact log. The caller checks the log."""
    return schema.enrolments.c.id.in_(
        _enrolments_with(or_(_IS_MARK, _LOGS.c.contact_type_plain.is_(None)))
    )


def in_courses(codes: Collection[CourseCode]) -> tuple[ColumnElement[bool], ...]:
    """Conditions: enrolments of *codes* that may have a provisioning contact log. Uses an index."""
    table = schema.enrolments
    perhaps = or_(_IS_MARK, _LOGS.c.contact_type_plain.is_(None))
    return table.c.course_code.in_(codes), exists_(
        select(_LOGS.c.id).where(_LOGS.c.enrolment_id == table.c.id, perhaps)
    )


def provisioned_courses(connection: Connection) -> tuple[Course, ...]:
    """The courses that have an enrolment with a provisioning contact log, sorted by code."""
    table = schema.enrolments
    types = (
        select(table.c.course_code, _LOGS.c.contact_type)
        .join(_LOGS, _LOGS.c.enrolment_id == table.c.id)
        .where(or_(_IS_MARK, _LOGS.c.contact_type_plain.is_(None)))
        .distinct()
    )
    found = fetched(connection, types)
    codes = {row.course_code for row in found if same_text(row.contact_type, PROVISIONED)}
    courses = _courses_of(connection, select(table.c.course_code).distinct())
    return tuple(courses[code] for code in sorted(codes & courses.keys()))


def _enrolments_with(condition: ColumnElement[bool]) -> Select[Any]:
    return select(_LOGS.c.enrolment_id).where(condition)


def enrolments(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Enrolment, ...]:
    """The enrolments that meet *conditions*, oldest first. Conditions use ``enrolments`` only."""
    table = schema.enrolments
    # A statement for each enrolment would take minutes at an RTO with 10,000 of them.
    ids = select(table.c.id).where(*conditions)
    clients = _clients_of(connection, select(table.c.client_code).where(*conditions))
    courses = _courses_of(connection, select(table.c.course_code).where(*conditions))
    logs = _by_enrolment(contact_logs(connection, schema.contact_logs.c.enrolment_id.in_(ids)))
    units = _by_enrolment(_units(connection, schema.units.c.enrolment_id.in_(ids)))
    chosen = select(*columns_of(table, Enrolment), table.c.client_code, table.c.course_code)
    rows = fetched(connection, chosen.where(*conditions).order_by(table.c.sequence))
    return tuple(
        Enrolment(
            client=_found(clients, cells.pop("client_code"), cells["id"], "client"),
            course=_found(courses, cells.pop("course_code"), cells["id"], "course"),
            contact_logs=logs.get(cells["id"], ()),
            units=units.get(cells["id"], ()),
            **cells,
        )
        for cells in (row._asdict() for row in rows)
    )


def contact_logs(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Iterable[tuple[EnrolmentId, ContactLog]]:
    """Yields contact logs, oldest first, each with its enrolment id."""
    table = schema.contact_logs
    query = select(table.c.enrolment_id, *columns_of(table, ContactLog)).where(*conditions)
    for row in fetched(connection, query.order_by(table.c.contact_date, table.c.sequence)):
        cells = row._asdict()
        yield cells.pop("enrolment_id"), ContactLog(**cells)


def exists(connection: Connection, key: Column[str], value: str) -> bool:
    """Whether a row has that key."""
    return bool(fetched(connection, select(key).where(key == value)))


def is_provisioned(connection: Connection, enrolment_id: EnrolmentId) -> bool:
    """Whether the enrolment has a provisioning contact log, written by anyone."""
    table = schema.contact_logs
    # By the contact type alone, so that a log of another agent or of a person counts too.
    types = select(table.c.contact_type).where(table.c.enrolment_id == enrolment_id)
    return any(same_text(found, PROVISIONED) for (found,) in fetched(connection, types))


def clients_linked_to(connection: Connection, user_id: str) -> tuple[Client, ...]:
    number = talent_number(user_id)
    # A stand-in such as new:2021000017, or another system's id, links no client.
    if number is None:
        return ()
    return _clients(connection, schema.clients.c.secondary_number == number)


def shared_talent_ids(connection: Connection) -> frozenset[TalentUserId]:
    number = schema.clients.c.secondary_number
    query = select(number).where(number.is_not(None)).group_by(number).having(func.count() > 1)
    return frozenset(TalentUserId(row[0]) for row in fetched(connection, query))


def clients_with_talent_id(connection: Connection) -> tuple[Client, ...]:
    return _clients(connection, schema.clients.c.secondary_number.is_not(None))


def clients_with_email(connection: Connection, email: str) -> tuple[Client, ...]:
    column = schema.clients.c.email_plain
    # Where SQL could not compute the plain address (null), Python compares.
    found = _clients(connection, or_(column == plain(email), column.is_(None)))
    return tuple(client for client in found if same_text(client.email, email))


def counts(connection: Connection) -> Mapping[str, int]:
    """The number of rows in each of PowerPro's tables, by table name."""
    tables = (
        schema.courses,
        schema.clients,
        schema.enrolments,
        schema.units,
        schema.contact_logs,
    )
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def _found(found: Mapping[str, T], code: str, enrolment_id: str, what: str) -> T:
    if code not in found:
        raise dangling(f"Enrolment {enrolment_id} names {what} {code}")
    return found[code]


def _clients_of(connection: Connection, codes: Select[Any]) -> dict[str, Client]:
    found = _clients(connection, schema.clients.c.code.in_(codes))
    return {client.code: client for client in found}


def _clients(connection: Connection, condition: ColumnElement[bool]) -> tuple[Client, ...]:
    table = schema.clients
    query = select(*columns_of(table, Client)).where(condition).order_by(table.c.code)
    return tuple(Client(**row._asdict()) for row in fetched(connection, query))


def _courses_of(connection: Connection, codes: Select[Any]) -> dict[str, Course]:
    table = schema.courses
    query = select(*columns_of(table, Course)).where(table.c.code.in_(codes))
    return {row.code: Course(**row._asdict()) for row in fetched(connection, query)}


def _units(
    connection: Connection, condition: ColumnElement[bool]
) -> Iterable[tuple[EnrolmentId, Unit]]:
    table = schema.units
    query = select(*columns_of(table, Unit)).where(condition).order_by(table.c.sequence)
    for row in fetched(connection, query):
        unit = Unit(**row._asdict())
        yield unit.enrolment_id, unit


def _by_enrolment(pairs: Iterable[tuple[EnrolmentId, T]]) -> dict[str, tuple[T, ...]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for enrolment_id, value in pairs:
        found[enrolment_id].append(value)
    return {enrolment_id: tuple(values) for enrolment_id, values in found.items()}
