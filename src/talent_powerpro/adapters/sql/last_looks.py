"""Last looks in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import asdict
from sqlalchemy import Text, bindparam, cast, delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept, pages_of
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.last_look import Completion, LastLook

_SEEN_AMONG = select(schema.last_looks.c.enrolment_id).where(
    schema.last_looks.c.enrolment_id.in_(bindparam("ids", expanding=True)),
    schema.last_looks.c.left_on.is_(None),
)


class SqlLastLooks:
    """A `LastLooks` in the store; see ``SqlPowerPro.last_looks``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        table, found = schema.last_looks, dict[EnrolmentId, LastLook]()
        for some in pieces(enrolment_ids):
            query = select(*columns_of(table, LastLook)).where(table.c.enrolment_id.in_(some))
            with self._store.reading() as connection:
                # One that cannot be read counts as seen in scope: the enrolment is looked at again.
                looks = kept(self._store, connection, table, query, _look, instead=_seen)
            found |= {look.enrolment_id: look for look in looks}
        return found

    def remember(self, looks: Collection[LastLook]) -> None:
        if not looks:
            return
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                schema.last_looks,
                [_row(each) for each in looks],
                key=("enrolment_id",),
                values=("left_on", "looked_on", "found"),
            )

    # --- UnsettledLooks -----------------------------------------------------------

    def seen_in_scope(self) -> Iterator[EnrolmentId]:
        in_scope = schema.last_look_state == "in scope"
        for page in pages_of(self._store, schema.last_looks.c.enrolment_id, in_scope):
            yield from map(EnrolmentId, page)

    def left_unsettled(self) -> Collection[EnrolmentId]:
        query = select(schema.last_looks.c.enrolment_id).where(schema.last_look_state == "left")
        with self._store.reading() as connection:
            return list(connection.execute(query).scalars())

    def not_seen_in_scope(self, enrolment_ids: Collection[EnrolmentId]) -> Collection[EnrolmentId]:
        left = dict.fromkeys(enrolment_ids)
        for some in pieces(enrolment_ids):
            with self._store.reading() as connection:
                for found in connection.execute(_SEEN_AMONG, {"ids": some}).scalars():
                    left.pop(found, None)
        return left.keys()

    def purge(self, before: date) -> int:
        """Remove looks that were taken, found nothing, and whose enrolments left before *before*.

        Returns their number. An enrolment that left so long ago is not looked at again.
        """
        table = schema.last_looks
        over = (table.c.left_on < before, table.c.looked_on.is_not(None))
        nothing = cast(table.c.found, Text) == "[]"
        with self._store.writing() as connection:
            return connection.execute(delete(table).where(*over, nothing)).rowcount


def _row(look: LastLook) -> dict[str, Any]:
    found = [[each.unit_id, each.unit_code, each.completed.isoformat()] for each in look.found]
    return asdict(look, recurse=False) | {"found": found}


def _look(cells: dict[str, Any]) -> LastLook:
    found = (Completion(row, code, date.fromisoformat(day)) for row, code, day in cells["found"])
    return LastLook(**cells | {"found": found})


def _seen(cells: dict[str, Any]) -> LastLook:
    return LastLook(cells["enrolment_id"])
