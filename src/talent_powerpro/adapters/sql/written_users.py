"""The memory of the agent's writes to Talent users, in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from attrs import asdict
from sqlalchemy import Select, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept, pages_of
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import ClientCode, UserDetails
from talent_powerpro.pieces import pieces
from talent_powerpro.records.written_user import WrittenUser


class SqlWrittenUsers:
    """A `WrittenUsers` in the store; see ``SqlPowerPro.written_users``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def every_written(self) -> Iterator[WrittenUser]:
        for page in pages_of(self._store, schema.written_users.c.client_code):
            yield from self.written_to([ClientCode(code) for code in page])

    def written_to(self, client_codes: Collection[ClientCode]) -> Iterator[WrittenUser]:
        table = schema.written_users
        for some in pieces(client_codes):
            query: Select[Any] = select(*columns_of(table, WrittenUser))
            these = query.where(table.c.client_code.in_(some))
            with self._store.reading() as connection:
                # Without its row, a Talent user is not updated.
                found = kept(self._store, connection, table, these, _user)
            yield from found

    def remember_written(self, users: Collection[WrittenUser]) -> None:
        if not users:
            return
        rows = {each.client_code: asdict(each) for each in users}
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                schema.written_users,
                list(rows.values()),
                key=("client_code",),
                values=("user_id", "portal", "written", "settled"),
            )


def _user(cells: dict[str, Any]) -> WrittenUser:
    details = {name: UserDetails(**cells[name]) for name in ("written", "settled")}
    if not all(
        isinstance(text, str) for each in details.values() for text in asdict(each).values()
    ):
        raise TypeError("a detail is no text")
    return WrittenUser(**{**cells, **details})
