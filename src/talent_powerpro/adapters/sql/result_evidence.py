"""Evidence of written results in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from attrs import asdict
from sqlalchemy import delete, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.records.evidence import ResultEvidence


class SqlEvidence:
    """An `EvidenceStore` in the store; see ``SqlPowerPro.evidence``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, run_id: str, evidence: Mapping[EnrolmentId, Sequence[ResultEvidence]]) -> None:
        if not evidence:
            return
        table = schema.result_evidence
        rows = [asdict(each) for kept in evidence.values() for each in kept]
        with self._store.writing() as connection:
            for enrolment_id in evidence:
                of_run = (table.c.run_id == run_id, table.c.enrolment_id == enrolment_id)
                connection.execute(delete(table).where(*of_run))
            if rows:
                connection.execute(insert(table), rows)

    def of_units(self, unit_ids: Collection[UnitRowId]) -> tuple[ResultEvidence, ...]:
        if not unit_ids:
            return ()
        table = schema.result_evidence
        query = select(*columns_of(table, ResultEvidence)).order_by(table.c.sequence)
        with self._store.reading() as connection:
            of_these = query.where(table.c.unit_id.in_(unit_ids))
            return kept(
                self._store, connection, table, of_these, lambda cells: ResultEvidence(**cells)
            )

    def purge(self, before: datetime) -> int:
        """Remove the evidence of writes older than *before* (aware), and return its number."""
        table = schema.result_evidence
        with self._store.writing() as connection:
            return connection.execute(delete(table).where(table.c.at < before)).rowcount
