"""Withdrawn enrolments, found over a SQL store without reading the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Text, cast, func, or_, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.result_scope import PERHAPS_PROVISIONED
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import as_text
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.withdrawals import WithdrawnOn

_ENROLMENT = schema.enrolments.c
_DAY = cast(_ENROLMENT.withdrawal_date, Text)
# More than the agent's statuses: what a database trims and compares differs from what Python does.
_CANCELLED = or_(
    *(func.lower(_ENROLMENT.booking_status).like(text) for text in ("%cancel%", "%withdrawn%"))
)


class SqlWithdrawals:
    """The part of `SqlPowerPro` that is its `Withdrawals`. The port has the contract."""

    _store: Store

    def withdrawn(self, today: date) -> Sequence[WithdrawnOn]:
        query = (
            select(_ENROLMENT.id, _DAY)
            .where(or_(today.isoformat() >= _DAY, _CANCELLED), PERHAPS_PROVISIONED)
            .order_by(_ENROLMENT.sequence)
        )
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        return [(EnrolmentId(as_text(key)), _day(day)) for key, day in rows]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # Another program wrote it. Reading the whole enrolment says so.
        return None
