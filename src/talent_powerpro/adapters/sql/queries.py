"""Queries that read tables into the model's values, with few statements for any number of rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import exists as exists_

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import columns_of
from talent_powerpro.adapters.sql.unreadable import fetched, joined_rows_of, rows_of
from talent_powerpro.model import (
    PROVISIONED,
    UNDONE,
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
    Unit,
    plain,
    same_text,
)

T = TypeVar("T")
Why: TypeAlias = tuple[str, ...]
"""Why a row cannot be read, a sentence each; empty: it can."""

_LOGS = schema.contact_logs.alias("marks")
# True where SQL recognises a provisioning contact log, null where only Python can tell.
_IS_MARK = _LOGS.c.contact_type_plain == plain(PROVISIONED)
_IS_UNDO = or_(_LOGS.c.contact_type_plain == plain(UNDONE), _LOGS.c.contact_type_plain.is_(None))


def narrowing(narrowed_by: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of *narrowed_by* that SQL can check. Other names are ignored."""
    known = {
        # Rows where SQL cannot decide (null, or a box that is neither ticked nor not) stay in:
        # more rows may be returned, never fewer.
        "enrolment-exported": schema.enrolments.c.export.is_not(false()),
        "not-yet-provisioned": or_(
            schema.enrolments.c.id.not_in(_enrolments_with(_IS_MARK)),
            schema.enrolments.c.id.in_(_enrolments_with(_IS_UNDO)),
        ),
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


def every_course(connection: Connection) -> tuple[Course, ...]:
    """Every course, sorted by code."""
    found = _courses_of(connection, _COURSES)
    return tuple(sorted((course for course, _ in found.values()), key=_code))


def provisioned_courses(connection: Connection) -> tuple[Course, ...]:
    """The courses that have an enrolment with a provisioning contact log, sorted by code."""
    table = schema.enrolments
    types = (
        select(table.c.course_code, _LOGS.c.contact_type)
        .join(_LOGS, _LOGS.c.enrolment_id == table.c.id)
        .where(or_(_IS_MARK, _LOGS.c.contact_type_plain.is_(None)))
        .distinct()
    )
    # As far as they can be read: their enrolments fail one by one, and none is left out.
    found = (cells for cells, _ in rows_of(connection, types))
    codes = {row["course_code"] for row in found if same_text(row["contact_type"], PROVISIONED)}
    courses = _courses_of(connection, _courses_in(select(table.c.course_code).distinct()))
    missing = (Course(CourseCode(code), "") for code in codes - courses.keys())
    return tuple(
        sorted((*missing, *(courses[code][0] for code in codes & courses.keys())), key=_code)
    )


def _code(course: Course) -> str:
    return course.code


def _enrolments_with(condition: ColumnElement[bool]) -> Select[Any]:
    return select(_LOGS.c.enrolment_id).where(condition)


def enrolments(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Enrolment, ...]:
    """The enrolments that meet *conditions*, oldest first. Conditions use ``enrolments`` only.

    One that cannot be read is among them, with blanks for its unreadable fields.
    """
    table = schema.enrolments
    # A statement for each enrolment would take minutes at an RTO with 10,000 of them.
    ids = select(table.c.id).where(*conditions)
    clients = _clients_of(connection, select(table.c.client_code).where(*conditions))
    of_these = select(table.c.course_code).where(*conditions)
    courses = _courses_of(connection, _courses_in(of_these))
    logs = _by_enrolment(contact_logs_read(connection, schema.contact_logs.c.enrolment_id.in_(ids)))
    units = _by_enrolment(_units(connection, schema.units.c.enrolment_id.in_(ids)))
    chosen = select(*_enrolment_columns()).where(*conditions).order_by(table.c.sequence)
    return tuple(
        _enrolment(
            cells,
            why,
            clients.get(cells["client_code"]),
            courses.get(cells["course_code"]),
            logs.get(cells["id"], ((), ())),
            units.get(cells["id"], ((), ())),
        )
        for cells, why in rows_of(connection, chosen)
    )


def enrolment(connection: Connection, enrolment_id: EnrolmentId) -> Enrolment | None:
    """The enrolment with that id, as `enrolments` reads it; ``None`` where there is none."""
    table, clients, courses = schema.enrolments, schema.clients, schema.courses
    of_clients, of_courses = columns_of(clients, Client), columns_of(courses, Course)
    # With its client and its course in one statement: a run reads each new student's.
    joined = table.outerjoin(clients, clients.c.code == table.c.client_code).outerjoin(
        courses, courses.c.code == table.c.course_code
    )
    found = joined_rows_of(
        connection,
        joined,
        _enrolment_columns(),
        of_clients,
        of_courses,
        where=table.c.id == enrolment_id,
    )
    for (cells, why), (client, of_client), (course, of_course) in found:
        of_this = schema.contact_logs.c.enrolment_id == enrolment_id
        logs = _by_enrolment(contact_logs_read(connection, of_this))
        units = _by_enrolment(_units(connection, schema.units.c.enrolment_id == enrolment_id))
        return _enrolment(
            cells,
            why,
            (Client(**client), of_client) if client["code"] is not None else None,
            (Course(**course), of_course) if course["code"] is not None else None,
            logs.get(enrolment_id, ((), ())),
            units.get(enrolment_id, ((), ())),
        )
    return None


def _enrolment_columns() -> tuple[Column[Any], ...]:
    table = schema.enrolments
    return (*columns_of(table, Enrolment), table.c.client_code, table.c.course_code)


def _enrolment(
    cells: dict[str, Any],
    why: Why,
    client: tuple[Client, Why] | None,
    course: tuple[Course, Why] | None,
    logs: tuple[tuple[ContactLog, ...], Why],
    units: tuple[tuple[Unit, ...], Why],
) -> Enrolment:
    """The enrolment of a row, with everything in it that cannot be read."""
    code, course_code = cells.pop("client_code"), cells.pop("course_code")
    missing = f"Enrolment {cells['id']} names {{}}, which is not in PowerPro's store.".format
    of, of_client = client or (Client(code, "", ""), (missing(f"client {code}"),))
    its_course, of_course = course or (Course(course_code, ""), (missing(f"course {course_code}"),))
    return Enrolment(
        client=of,
        course=its_course,
        contact_logs=logs[0],
        units=units[0],
        unreadable=(*why, *of_client, *of_course, *logs[1], *units[1]),
        **cells,
    )


def contact_logs(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Iterable[tuple[EnrolmentId, ContactLog]]:
    """Yields the readable contact logs, oldest first, each with its enrolment id."""
    for enrolment_id, log, why in contact_logs_read(connection, *conditions):
        if not why:
            yield enrolment_id, log


def contact_logs_read(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Iterable[tuple[EnrolmentId, ContactLog, Why]]:
    """Yields contact logs, oldest first, each with its enrolment id and why it is unreadable."""
    table = schema.contact_logs
    query = select(table.c.id, table.c.enrolment_id, *columns_of(table, ContactLog))
    ordered = query.where(*conditions).order_by(table.c.contact_date, table.c.sequence)
    for cells, why in rows_of(connection, ordered):
        del cells["id"]
        yield cells.pop("enrolment_id"), ContactLog(**cells), why


def exists(connection: Connection, key: Column[str], value: str) -> bool:
    """Whether a row has that key."""
    return bool(fetched(connection, select(key).where(key == value)))


def counting_marks(connection: Connection, enrolment_id: EnrolmentId) -> Counter[str] | None:
    """The descriptions of the enrolment's provisioning contact logs that no log undoes.

    ``None`` where there is no such enrolment.
    """
    there, logs = schema.enrolments, schema.contact_logs
    joined = there.outerjoin(logs, logs.c.enrolment_id == there.c.id)
    query = select(there.c.id, logs.c.contact_type, logs.c.description).select_from(joined)
    rows = fetched(connection, query.where(there.c.id == enrolment_id))
    if not rows:
        return None
    # By the contact type alone, so that a log of another agent or of a person counts too.
    said = [(row.contact_type, row.description) for row in rows if row.contact_type is not None]
    marks = Counter(about for kind, about in said if same_text(kind, PROVISIONED))
    return marks - Counter(about for kind, about in said if same_text(kind, UNDONE))


def client(connection: Connection, code: str) -> Client | None:
    """The client with that very code; ``None`` where there is none."""
    return next(iter(_clients(connection, schema.clients.c.code == code)), None)


def every_client(connection: Connection) -> tuple[Client, ...]:
    return _clients(connection, true())


def clients_with(connection: Connection, codes: Collection[ClientCode]) -> tuple[Client, ...]:
    return _clients(connection, schema.clients.c.code.in_(codes))


def clients_linked_to(connection: Connection, number: str) -> tuple[Client, ...]:
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


def _clients_of(connection: Connection, codes: Select[Any]) -> dict[str, tuple[Client, Why]]:
    found = _clients_read(connection, schema.clients.c.code.in_(codes))
    return {client.code: (client, why) for client, why in found}


def _clients(connection: Connection, condition: ColumnElement[bool]) -> tuple[Client, ...]:
    # One that cannot be read is among them, as far as it can: another client may have its Talent
    # user. Its e-mail and names are compared, never its date of birth.
    return tuple(client for client, _ in _clients_read(connection, condition))


def _clients_read(
    connection: Connection, condition: ColumnElement[bool]
) -> Iterable[tuple[Client, Why]]:
    table = schema.clients
    query = select(*columns_of(table, Client)).where(condition).order_by(table.c.code)
    return ((Client(**cells), why) for cells, why in rows_of(connection, query))


def courses_with(
    connection: Connection, codes: Collection[CourseCode]
) -> Sequence[tuple[Course, Why]]:
    """The courses with these codes, as far as they can be read. Missing ones have only a code."""
    found = _courses_of(connection, _COURSES_WITH, codes=codes)
    missing = "The course is not in PowerPro's store."
    return [found.get(each) or (Course(each, ""), (missing,)) for each in codes]


def _courses_in(codes: Select[Any] | BindParameter[Any]) -> Select[Any]:
    return _COURSES.where(schema.courses.c.code.in_(codes))


_COURSES = select(*columns_of(schema.courses, Course))
_COURSES_WITH = _courses_in(bindparam("codes", expanding=True))
"""Made once, because result fetching reads the courses of each Talent course."""


def _courses_of(
    connection: Connection, query: Select[Any], **parameters: object
) -> dict[str, tuple[Course, Why]]:
    rows = rows_of(connection, query, **parameters)
    return {cells["code"]: (Course(**cells), why) for cells, why in rows}


def _units(
    connection: Connection, condition: ColumnElement[bool]
) -> Iterable[tuple[EnrolmentId, Unit, Why]]:
    table = schema.units
    query = select(*columns_of(table, Unit)).where(condition).order_by(table.c.sequence)
    for cells, why in rows_of(connection, query):
        unit = Unit(**cells)
        yield unit.enrolment_id, unit, why


def _by_enrolment(
    read: Iterable[tuple[EnrolmentId, T, Why]],
) -> dict[str, tuple[tuple[T, ...], Why]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    whys: defaultdict[str, Why] = defaultdict(tuple)
    for enrolment_id, value, why in read:
        found[enrolment_id].append(value)
        if why:
            whys[enrolment_id] += why
    return {each: (tuple(values), whys.get(each, ())) for each, values in found.items()}
