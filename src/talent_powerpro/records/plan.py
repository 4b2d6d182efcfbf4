"""A plan: what a run would write, found out by rehearsing it.

Plans compare equal when they would write the same. Talent users still to be created
stand in as ``new:<client code>``, contact dates are left out, and secrets never enter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from attrs import evolve, field, frozen
from cattrs.errors import BaseValidationError

from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.json import CONVERTER, SCHEMA, as_json
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.write import Write


@frozen
class Plan:
    """The records of a rehearsed run, each with what it would write and how it would end."""

    today: date
    """The RTO's local date on which it was made."""
    records: tuple[Record, ...] = ()
    """All of which there is something to say; see `Record.is_silent`."""
    unchanged: Mapping[StageName, int] = field(factory=dict)
    """By stage, how many others were looked at."""
    schema: int = SCHEMA

    @property
    def writing(self) -> tuple[Record, ...]:
        """The records that would write something."""
        return tuple(record for record in self.records if record.writes)

    def agreeing_with(self, approved: Plan) -> Plan:
        """This plan, cut down to what was approved: a record's writes are the approved ones, or
        it is held; one that was not in the approved plan is not reached."""
        agreed = {record.key: record.writes for record in approved.writing}
        return evolve(self, records=tuple(_agreed(each, agreed) for each in self.records))

    def to_json(self) -> str:
        """The plan as JSON text, with its schema number."""
        return as_json(self)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """A plan from what `to_json` gave; `SettingsFault` when it is not one."""
        try:
            parsed = json.loads(text)
            schema = parsed["schema"]
            plan = CONVERTER.structure(parsed, Plan) if schema == SCHEMA else None
        except (BaseValidationError, ValueError, TypeError, LookupError, RecursionError) as fault:
            raise SettingsFault(
                f"this is no plan: {type(fault).__name__}", remedy="Make one with `plan --out FILE`"
            ) from fault
        if plan is None:
            raise SettingsFault(
                f"schema: {schema!r} is not {SCHEMA}; make the plan with this version"
            )
        return plan


def _agreed(record: Record, agreed: Mapping[tuple[StageName, str], tuple[Write, ...]]) -> Record:
    if not record.writes or agreed.get(record.key) == record.writes:
        return record
    if record.key in agreed:
        return evolve(
            record,
            status=RecordStatus.HELD,
            reason="plan-changed",
            message="what would be written is no longer what was approved",
            remedy="Make a new plan and approve that",
            writes=(),
        )
    return evolve(
        record,
        status=RecordStatus.NOT_REACHED,
        reason="not-in-plan",
        message="it is not in the approved plan",
        writes=(),
    )
