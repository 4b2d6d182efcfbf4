"""The memory of looks in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from attrs import asdict
from sqlalchemy import bindparam, delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import is_readable
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.look import Look, UnmatchedUnit, Wait

_LOOKED_AT = select(*columns_of(schema.looks, Look)).where(
    schema.looks.c.enrolment_id.in_(bindparam("ids", expanding=True))
)


class SqlLooks:
    """A `Looks` in the store; see ``SqlPowerPro.looks``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def looked_at(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, Look]:
        found = dict[EnrolmentId, Look]()
        for some in pieces(enrolment_ids):
            with self._store.reading() as connection:
                rows: Sequence[Any] = connection.execute(_LOOKED_AT, {"ids": some}).all()
                if all(map(is_readable, rows)):
                    # JSON may be not the agent's own.
                    with suppress(ValueError, TypeError, LookupError, AttributeError):
                        found |= {row[0]: _look_of(row) for row in rows}
                        continue
                # One that cannot be read is as good as lost: TalentLMS is asked.
                table, query = schema.looks, _LOOKED_AT.params(ids=some)
                looks = kept(self._store, connection, table, query, _look)
            found |= {look.enrolment_id: look for look in looks}
        return found

    def remember_looks(self, looks: Collection[Look]) -> None:
        if not looks:
            return
        table = schema.looks
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                table,
                [_row(each) for each in looks],
                key=("enrolment_id",),
                values=[each.name for each in table.columns if not each.primary_key],
            )

    def waits(self, stage: str) -> Mapping[EnrolmentId, Wait]:
        table = schema.waits
        query = select(*columns_of(table, Wait)).where(table.c.stage == stage)
        with self._store.reading() as connection:
            waits = kept(self._store, connection, table, query, lambda cells: Wait(**cells))
        return {wait.enrolment_id: wait for wait in waits}

    def keep_waits(
        self, stage: str, waits: Collection[Wait], ended: Collection[EnrolmentId]
    ) -> None:
        if not waits and not ended:
            return
        table, ids = schema.waits, [*ended, *(each.enrolment_id for each in waits)]
        with self._store.writing() as connection:
            for some in pieces(ids):
                these = table.c.enrolment_id.in_(some)
                connection.execute(delete(table).where(table.c.stage == stage, these))
            if waits:
                rows = [asdict(each, recurse=False) for each in waits]
                connection.execute(table.insert(), rows)


def _row(look: Look) -> dict[str, Any]:
    unmatched = [
        [each.unit_id, each.name, each.completed.isoformat() if each.completed else ""]
        for each in look.unmatched
    ]
    return asdict(look, recurse=False) | {"unmatched": unmatched}


def _look(cells: dict[str, Any]) -> Look:
    unmatched = [
        UnmatchedUnit(unit_id, name, date.fromisoformat(day) if day else None)
        for unit_id, name, day in cells["unmatched"]
    ]
    return Look(**cells | {"unmatched": unmatched})


def _look_of(row: Any) -> Look:
    """As `_look`, and quick for a look that names no Talent unit, as nearly all."""
    return _look(row._asdict()) if row.unmatched else Look(*row)
