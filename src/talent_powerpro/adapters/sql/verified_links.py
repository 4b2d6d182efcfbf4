"""Verified links in the store: which Talent user was checked to be which client's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import asdict
from sqlalchemy import select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import ClientCode
from talent_powerpro.pieces import pieces
from talent_powerpro.records.links import VerifiedLink


class SqlVerifiedLinks:
    """A `VerifiedLinks` in the store; see ``SqlPowerPro.links``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        if not links:
            return
        table = schema.verified_links
        # The last one of a client counts. All in one statement: a run stores many at once.
        rows = {link.client_code: asdict(link) for link in links}
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                table,
                list(rows.values()),
                key=("client_code",),
                values=("user_id", "portal", "basis"),
            )

    def links_of(self, client_codes: Collection[ClientCode]) -> Mapping[ClientCode, VerifiedLink]:
        if not client_codes:
            return {}
        table = schema.verified_links
        query = select(*columns_of(table, VerifiedLink))
        with self._store.reading() as connection:
            links = [
                link
                for codes in pieces(client_codes)
                # Without its link, a client's Talent user is looked at again.
                for link in kept(
                    self._store,
                    connection,
                    table,
                    query.where(table.c.client_code.in_(codes)),
                    lambda cells: VerifiedLink(**cells),
                )
            ]
        return {link.client_code: link for link in links}
