"""The writes of the PowerPro repository over a SQL store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from uuid import uuid4

from attrs import asdict
from sqlalchemy import Connection, insert

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.conditional_write import ensure, gone
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import (
    Client,
    ContactLog,
    Enrolment,
    TalentUserId,
    Unit,
    UnitResult,
)


class PowerProWrites:
    """The part of `SqlPowerPro` that writes to PowerPro's tables. The ports have the contracts."""

    _store: Store

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.clients,
                schema.clients.c.code == client.code,
                what=f"Client {client.code}",
                read={"secondary_id": client.secondary_id},
                wanted={"secondary_id": user_id},
            )

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Raises `EditedMeanwhile` if the enrolment itself was removed."""
        with self._store.writing() as connection:
            # In this transaction, so that two programs cannot both add a log.
            marks = queries.counting_marks(connection, enrolment.id)
            if marks is None:
                raise gone(f"Enrolment {enrolment.id}")
            if not marks:
                _add(connection, enrolment, log)

    def add_undone_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Raises `EditedMeanwhile` if the enrolment itself was removed."""
        with self._store.writing() as connection:
            marks = queries.counting_marks(connection, enrolment.id)
            if marks is None:
                raise gone(f"Enrolment {enrolment.id}")
            if log.description in marks:
                _add(connection, enrolment, log)

    def add_group_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Raises `EditedMeanwhile` if the enrolment itself was removed."""
        with self._store.writing() as connection:
            if not queries.exists(connection, schema.enrolments.c.id, enrolment.id):
                raise gone(f"Enrolment {enrolment.id}")
            of_these = queries.contact_logs(
                connection, schema.contact_logs.c.enrolment_id == enrolment.id
            )
            there = {each.description for _, each in of_these if each.tells_of_group}
            if log.description not in there:
                _add(connection, enrolment, log)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.units,
                schema.units.c.id == unit.id,
                what=f"Unit {unit.code} of enrolment {unit.enrolment_id}",
                read=asdict(unit.result),
                wanted=asdict(result),
            )

    # --- ExportDates --------------------------------------------------------------

    def set_export(self, enrolment: Enrolment, export: bool, export_date: date | None) -> None:
        with self._store.writing() as connection:
            ensure(
                connection,
                schema.enrolments,
                schema.enrolments.c.id == enrolment.id,
                what=f"Enrolment {enrolment.id}",
                read={"export": enrolment.export, "export_date": enrolment.export_date},
                wanted={"export": export, "export_date": export_date},
            )

    # --- GroupCommit --------------------------------------------------------------

    def group_commit(self) -> AbstractContextManager[None]:
        return self._store.group_commit()


def _add(connection: Connection, enrolment: Enrolment, log: ContactLog) -> None:
    row = {"id": uuid4().hex, "enrolment_id": enrolment.id, **asdict(log)}
    connection.execute(insert(schema.contact_logs), row)
