"""Rows of the agent's memory about enrolments, units and clients that the store no longer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Delete, and_, delete, exists, func, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES
from talent_powerpro.records.record import StageName

DIGEST = 33
"""Characters before the enrolment id in a topic; see `records.topics`."""

ABOUT: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (schema.due_marks.c.enrolment_id, schema.enrolments.c.id),
    (schema.pending_memberships.c.enrolment_id, schema.enrolments.c.id),
    (schema.standing_holds.c.enrolment_id, schema.enrolments.c.id),
    (schema.hold_answers.c.enrolment_id, schema.enrolments.c.id),
    (schema.last_looks.c.enrolment_id, schema.enrolments.c.id),
    (schema.looks.c.enrolment_id, schema.enrolments.c.id),
    (schema.waits.c.enrolment_id, schema.enrolments.c.id),
    (schema.suspensions.c.enrolment_id, schema.enrolments.c.id),
    (schema.engagement.c.enrolment_id, schema.enrolments.c.id),
    (schema.standing_failures.c.enrolment_id, schema.enrolments.c.id),
    (schema.dismissals.c.enrolment_id, schema.enrolments.c.id),
    (schema.written_results.c.unit_id, schema.units.c.id),
    (schema.verified_links.c.client_code, schema.clients.c.code),
    (schema.written_users.c.client_code, schema.clients.c.code),
    (schema.ids_set_aside.c.client_code, schema.clients.c.code),
)
"""Columns of the agent's memory, each with the column that it refers to. A blank one refers to
none."""


def delete_ownerless(connection: Connection) -> int:
    """Delete the rows whose owner is gone, and links to another portal. Returns their number.

    Without any enrolment nothing is deleted: then PowerPro's own tables are elsewhere, and this
    store has only the agent's memory.
    """
    if not connection.execute(select(exists().select_from(schema.enrolments))).scalar_one():
        return 0
    return sum(connection.execute(each).rowcount for each in _statements())


def _statements() -> Iterator[Delete]:
    for column, owner in ABOUT:
        yield delete(column.table).where(column != "", column.not_in(select(owner)))
    about = func.substr(schema.told_topics.c.topic, DIGEST + 1)
    ids = select(schema.enrolments.c.id)
    yield delete(schema.told_topics).where(about != "", about.not_in(ids))
    tries = schema.tries.c
    yield delete(schema.tries).where(tries.kind.in_(StageName), tries.id.not_in(ids))
    imported = schema.imported_rows.c
    for target in IMPORT_TABLES:
        gone = imported.row.not_in(select(target.table.c[target.id]))
        yield delete(schema.imported_rows).where(imported.kind == target.kind.value, gone)
    links, portal = schema.verified_links.c, schema.portal.c.name
    moved = and_(exists().select_from(schema.portal), links.portal.not_in(select(portal)))
    yield delete(schema.verified_links).where(moved)
