"""Narrow rows of the enrolments in scope of result fetching, over a SQL store.

Each enrolment's units come as one text that the database puts together: making values of a million
units takes a minute at every run. Statements are made once, because a run needs some for each
Talent course.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import exists as exists_

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.columns import ClosedOn, ScopeEnds, UnitLines
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import as_text, is_readable
from talent_powerpro.model import (
    PROVISIONED,
    UNDONE,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    counting,
    plain,
)
from talent_powerpro.pieces import pieces
from talent_powerpro.records.scope import Scope, ScopeRow

_ENROLMENT, _CLIENT = schema.enrolments.c, schema.clients.c
_LOGS, _UNITS = schema.contact_logs, schema.units


# --- conditions -------------------------------------------------------------------

_LOG = _LOGS.alias("log").c
# By enrolment: a database that went by the contact type would read all logs for each enrolment.
PERHAPS_PROVISIONED = exists_(
    select(_LOG.id).where(
        _LOG.enrolment_id == _ENROLMENT.id,
        or_(
            _LOG.contact_type == PROVISIONED,
            # Null, where SQL could not compute the plain type: Python compares.
            func.coalesce(_LOG.contact_type_plain, plain(PROVISIONED)) == plain(PROVISIONED),
        ),
    )
)
# Null, or a log that undoes another one: Python decides.
_UNSURE = select(_LOGS.c.enrolment_id).where(
    or_(
        _LOGS.c.contact_type_plain.is_(None),
        _LOGS.c.contact_type_plain == plain(UNDONE),
    )
)
_COURSE = schema.courses.alias("course").c
_NOT_ARCHIVED = ~exists_(
    select(_COURSE.code).where(_COURSE.code == _ENROLMENT.course_code, _COURSE.archived.is_(true()))
)
_ENDS_LATER = ScopeEnds() > bindparam("today")
_USUAL = and_(
    _ENROLMENT.booking_status == "Confirmed",
    _ENROLMENT.withdrawal_date.is_(None),
    _ENROLMENT.completion_date.is_(None),
    _ENROLMENT.active.is_(None),
)


def _perhaps(conditions: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """Conditions: enrolments that may be in scope. Values that cannot be read stay in."""
    both = {"booking-confirmed", "enrolment-active"} <= conditions
    unarchived = "course-not-archived" in conditions
    ends = (_ENDS_LATER,) if both else ()
    return (*ends, *((_NOT_ARCHIVED,) if unarchived else ()), PERHAPS_PROVISIONED)


# --- statements -------------------------------------------------------------------

_NARROW = (
    select(
        _ENROLMENT.sequence,
        _ENROLMENT.id,
        case((_USUAL, 1), else_=0),
        _ENROLMENT.client_code,
        _CLIENT.given_names + " " + _CLIENT.surname,
        _CLIENT.secondary_id,
        func.coalesce(UnitLines(), ""),
    )
    .select_from(
        schema.enrolments.outerjoin(schema.clients, _CLIENT.code == _ENROLMENT.client_code)
    )
    .where(_ENROLMENT.course_code == bindparam("course"))
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_AMONG = select(_ENROLMENT.id, case((_USUAL, 1), else_=0)).where(_ENROLMENT.id.in_(_IDS))
_DECIDING = select(
    _ENROLMENT.id,
    _ENROLMENT.booking_status,
    _ENROLMENT.withdrawal_date,
    _ENROLMENT.completion_date,
    _ENROLMENT.active,
).where(_ENROLMENT.id.in_(_IDS))
_CLOSED_BETWEEN = select(_ENROLMENT.id).where(
    ClosedOn().between(bindparam("first"), bindparam("last")), PERHAPS_PROVISIONED
)
_CODES_IN = (
    select(_UNITS.c.code)
    .select_from(schema.enrolments.join(_UNITS, _UNITS.c.enrolment_id == _ENROLMENT.id))
    .where(_ENROLMENT.course_code == bindparam("course"), PERHAPS_PROVISIONED)
    .distinct()
)


@cache
def _in_scope(query: Select[Any], conditions: frozenset[str]) -> Select[Any]:
    """The statement *query* for enrolments that may be in scope."""
    return query.where(*_perhaps(conditions))


def _course_codes() -> CTE:
    """The course codes of all enrolments. Each is found by one look into the index."""
    column = _ENROLMENT.course_code
    first = select(func.min(column).label("code")).cte("codes", recursive=True)
    after = select(func.min(column)).where(column > first.c.code).scalar_subquery()
    return first.union_all(select(after).where(first.c.code.is_not(None)))


class SqlResultScope:
    """The part of `SqlPowerPro` that is its `ResultScope`. The port has the contract."""

    _store: Store

    def courses_in_scope(self, scope: Scope) -> Sequence[Course]:
        keys, today = _course_codes(), {"today": scope.today.isoformat()}
        here = select(_ENROLMENT.id).where(
            _ENROLMENT.course_code == keys.c.code, *_perhaps(scope.conditions)
        )
        with self._store.reading() as connection:
            found = connection.execute(select(keys.c.code).where(exists_(here)), today)
            courses = queries.courses_with(connection, found.scalars().all())
        return [course for course, _ in courses]

    def rows_in_scope(
        self, course_codes: Collection[CourseCode], scope: Scope
    ) -> Sequence[ScopeRow]:
        found: list[tuple[int, ScopeRow]] = []
        query, today = _in_scope(_NARROW, scope.conditions), scope.today.isoformat()
        with self._store.reading() as connection:
            for course, why in queries.courses_with(connection, course_codes):
                cells = {"course": course.code, "today": today}
                rows: Sequence[Any] = connection.execute(query, cells).all()
                out, bad = _looked_into(connection, scope, [row[1:3] for row in rows])
                for sequence, key, _, code, name, stored, lines in rows:
                    if key in out:
                        continue
                    are_texts = type(name) is type(stored) is type(lines) is str
                    if are_texts and not why and key not in bad:
                        row = ScopeRow(key, course.code, code, name.strip(), stored, lines)
                    else:
                        client = ClientCode(as_text(code))
                        row = ScopeRow(key, course.code, client, "", "", "", unreadable=True)
                    found.append((sequence, row))
        found.sort(key=lambda each: each[0])
        return [row for _, row in found]

    def not_in_scope(
        self, enrolment_ids: Collection[EnrolmentId], scope: Scope
    ) -> Collection[EnrolmentId]:
        left = dict.fromkeys(enrolment_ids)
        query, today = _in_scope(_AMONG, scope.conditions), scope.today.isoformat()
        with self._store.reading() as connection:
            for some in pieces(enrolment_ids):
                rows: Sequence[Any]
                rows = connection.execute(query, {"ids": some, "today": today}).all()
                out, _ = _looked_into(connection, scope, rows)
                for key, _ in rows:
                    if key not in out:
                        left.pop(key, None)
        return left.keys()

    def closed_between(self, first: date, last: date) -> Sequence[EnrolmentId]:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        with self._store.reading() as connection:
            return connection.execute(_CLOSED_BETWEEN, days).scalars().all()

    def enrolments_with(self, enrolment_ids: Collection[EnrolmentId]) -> Iterator[Enrolment]:
        for some in pieces(dict.fromkeys(enrolment_ids)):
            with self._store.reading() as connection:
                found = queries.enrolments(connection, _ENROLMENT.id.in_(some))
            yield from found

    def unit_codes_in(
        self, course_codes: Collection[CourseCode]
    ) -> Mapping[CourseCode, Collection[str]]:
        with self._store.reading() as connection:
            return {
                each: [*map(as_text, connection.execute(_CODES_IN, {"course": each}).scalars())]
                for each in course_codes
            }


def _looked_into(
    connection: Connection, scope: Scope, rows: Collection[tuple[EnrolmentId, bool]]
) -> tuple[Collection[EnrolmentId], Collection[EnrolmentId]]:
    """Those of *rows* that are out of scope after all, and those that cannot be read.

    Each is an id, and whether it is usual.
    """
    out, bad = set[EnrolmentId](), set[EnrolmentId]()
    for some in pieces(key for key, usual in rows if not usual):
        for key, *cells in connection.execute(_DECIDING, {"ids": some}):
            if not is_readable(cells):
                bad.add(key)
            elif not scope.admits(False, *cells):
                out.add(key)
    unsure = set(connection.execute(_UNSURE).scalars())
    out |= {key for key, _ in rows if key in unsure and not _is_provisioned(connection, key)}
    return out, bad


def _is_provisioned(connection: Connection, enrolment_id: EnrolmentId) -> bool:
    logs = queries.contact_logs_read(connection, _LOGS.c.enrolment_id == enrolment_id)
    return bool(counting(log for _, log, _ in logs))
