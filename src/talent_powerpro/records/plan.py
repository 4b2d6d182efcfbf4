"""The plan of a run: the writes that its rehearsal would have made.

Two plans are equal if they would write the same, whenever they were made. Talent users still to
be created have the id ``new:<client code>``, contact dates are left out, and a plan never contains
a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from attrs import evolve, field, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.blocks import json_with_blocks
from talent_powerpro.records.json import SCHEMA, converter
from talent_powerpro.records.reasons import DEFERRED, remedy_of
from talent_powerpro.records.record import ALWAYS, Record, RecordStatus, StageName
from talent_powerpro.records.report import Lists, Stopped
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Write

NEXT = remedy_of("plan-changed", DEFERRED)


@frozen
class Plan:
    """The records of a rehearsed run, each with its planned writes and its status."""

    today: date
    """The RTO's local date on which it was made; of a preview, the later day it is for."""
    records: tuple[Record, ...] = ()
    """All records that have something to report; see `Record.is_silent`."""
    unchanged: Mapping[StageName, int] = field(factory=dict)
    """The number of other records, by stage."""
    not_reached: Mapping[StageName, tuple[EnrolmentId, ...]] = field(factory=dict)
    """By stage, the enrolments that the plan lacks because the quota of calls ended it."""
    stopped: Stopped | None = None
    """The fault that ended the plan early; ``None``: it is complete."""
    unreadable: tuple[UnreadableRow, ...] = field(default=(), eq=False)
    """Rows of the agent's state that cannot be read. A plan marks none as new."""
    lists: Lists = field(factory=Lists, eq=False)
    """Who is left out, and why. A plan marks no entry as new."""
    export_day: date | None = None
    """The date that export dates were compared with, if it was not `today`."""
    stages: tuple[StageName, ...] = ALWAYS
    targets: RunTargets = EVERYBODY
    """The enrolments that a person named for it."""
    rto: str = field(default="", eq=False)
    """The RTO's name, in a file; blank where the settings have none."""
    portal: str = field(default="", eq=False)
    """The portal it was made for; blank where the Talent repository does not say."""
    run_id: str = field(default="", eq=False)
    """The id of the run that made it."""
    made_at: datetime | None = field(default=None, eq=False)
    """Aware, in the RTO's zone."""
    schema: int = SCHEMA

    @property
    def is_preview(self) -> bool:
        """True if it is for a day after the one on which it was made."""
        return self.made_at is not None and self.made_at.date() < self.today

    @property
    def writing(self) -> tuple[Record, ...]:
        """The records that would write something."""
        return tuple(record for record in self.records if record.writes)

    def agreeing_with(self, approved: Plan) -> Plan:
        """This plan, limited to what a person approved.

        A record whose writes differ from the approved ones is deferred, and so is a record that the
        approved plan does not write.
        """
        agreed = {record.key: record.writes for record in approved.writing}
        return evolve(self, records=tuple(_agreed(each, agreed) for each in self.records))

    def to_json(self) -> str:
        """The plan as JSON text, with its schema number."""
        return json_with_blocks(self, self.records)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Reads what `to_json` returned. Raises `SettingsFault` if *text* is not a plan."""
        from cattrs.errors import BaseValidationError

        try:
            parsed = json.loads(text)
            # The number first: another schema's plan would be called damaged.
            schema = parsed["schema"]
            parsed.pop("blocks", None)  # For people and programs; the records have it all.
            plan = converter().structure(parsed, Plan) if schema == SCHEMA else None
        except (BaseValidationError, ValueError, TypeError, LookupError, RecursionError) as fault:
            raise SettingsFault(
                "This is not a plan that this version can read.",
                remedy="Make a plan with `plan --out FILE`.",
            ) from fault
        if plan is None:
            raise SettingsFault(
                f"The plan has schema {schema!r}, but this version reads schema {SCHEMA}.",
                remedy="Make the plan again with this version: `plan --out FILE`.",
            )
        return plan


def _agreed(record: Record, agreed: Mapping[tuple[StageName, str], tuple[Write, ...]]) -> Record:
    if not record.writes or agreed.get(record.key) == record.writes:
        return record
    if record.key in agreed:
        return evolve(
            record,
            status=RecordStatus.DEFERRED,
            reason="plan-changed",
            message="The record has changed since the plan: a run would now write something else.",
            remedy=NEXT,
            writes=(),
        )
    return evolve(
        record,
        status=RecordStatus.DEFERRED,
        reason="not-in-plan",
        message="The record has changed since the plan, which writes nothing for it.",
        remedy=NEXT,
        writes=(),
    )
