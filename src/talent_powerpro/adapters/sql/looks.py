"""The memory of looks in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice

from attrs import asdict
from sqlalchemy import delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.faults import fetched, readable
from talent_powerpro.adapters.sql.kept_values import columns_of
from talent_powerpro.adapters.sql.last_looks import AT_ONCE
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.look import Look, Wait


class SqlLooks:
    """A `Looks` in the store; see ``SqlPowerPro.looks``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def looked_at(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, Look]:
        table, ids = schema.looks, iter(enrolment_ids)
        found: dict[EnrolmentId, Look] = {}
        while some := list(islice(ids, AT_ONCE)):
            query = select(*columns_of(table, Look)).where(table.c.enrolment_id.in_(some))
            with self._store.reading() as connection:
                rows = [row._asdict() for row in fetched(connection, query)]
            with readable():
                found |= {row["enrolment_id"]: Look(**row) for row in rows}
        return found

    def remember_looks(self, looks: Collection[Look]) -> None:
        if not looks:
            return
        table = schema.looks
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                table,
                [asdict(each, recurse=False) for each in looks],
                key=("enrolment_id",),
                values=[each.name for each in table.columns if not each.primary_key],
            )

    def waits(self, stage: str) -> Mapping[EnrolmentId, Wait]:
        table = schema.waits
        query = select(*columns_of(table, Wait)).where(table.c.stage == stage)
        with self._store.reading() as connection:
            rows = [row._asdict() for row in fetched(connection, query)]
        with readable():
            return {row["enrolment_id"]: Wait(**row) for row in rows}

    def keep_waits(
        self, stage: str, waits: Collection[Wait], ended: Collection[EnrolmentId]
    ) -> None:
        if not waits and not ended:
            return
        table, ids = schema.waits, iter([*ended, *(each.enrolment_id for each in waits)])
        with self._store.writing() as connection:
            while some := list(islice(ids, AT_ONCE)):
                these = table.c.enrolment_id.in_(some)
                connection.execute(delete(table).where(table.c.stage == stage, these))
            if waits:
                rows = [asdict(each, recurse=False) for each in waits]
                connection.execute(table.insert(), rows)
