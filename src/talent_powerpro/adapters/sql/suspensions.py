"""Suspensions in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import asdict
from sqlalchemy import delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept, pages_of
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.suspension import Suspension


class SqlSuspensions:
    """A `Suspensions` in the store; see ``SqlPowerPro.suspensions``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def every_suspended(self) -> Iterator[EnrolmentId]:
        for page in pages_of(self._store, schema.suspensions.c.enrolment_id):
            yield from map(EnrolmentId, page)

    def suspensions_of(
        self, enrolment_ids: Collection[EnrolmentId]
    ) -> Mapping[EnrolmentId, Suspension]:
        table, found = schema.suspensions, dict[EnrolmentId, Suspension]()
        for some in pieces(enrolment_ids):
            query = select(*columns_of(table, Suspension)).where(table.c.enrolment_id.in_(some))
            with self._store.reading() as connection:
                # One that cannot be read counts as none: the enrolment is suspended once more.
                values = kept(self._store, connection, table, query, _suspension)
            found |= {each.enrolment_id: each for each in values}
        return found

    def remember_suspended(self, suspensions: Collection[Suspension]) -> None:
        if not suspensions:
            return
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                schema.suspensions,
                [asdict(each) for each in suspensions],
                key=("enrolment_id",),
                values=("user_id", "course_ids", "whole", "settled"),
            )

    def forget_suspended(self, enrolment_ids: Collection[EnrolmentId]) -> None:
        table = schema.suspensions
        for some in pieces(enrolment_ids):
            with self._store.writing() as connection:
                connection.execute(delete(table).where(table.c.enrolment_id.in_(some)))


def _suspension(cells: dict[str, Any]) -> Suspension:
    courses = cells["course_ids"]
    if not isinstance(courses, list):
        raise TypeError("course_ids is no list")
    return Suspension(**cells)
