"""The journal's values: run headers, records begun, memberships to retry; and log lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from talent_powerpro.model import ClientCode, EnrolmentId, TalentGroupKey, TalentUserId
from talent_powerpro.records.write import Write


@frozen
class SyncLogLine:
    """One line of the E-Learning Sync Log."""

    at: datetime
    """Aware; shown in the RTO's zone."""
    message: str
    """One printable line: no control character, no secret."""


@frozen
class RunHeader:
    """One run, without its records: those are in the journal under the same id."""

    run_id: str
    started: datetime
    """Aware; so is `ended`."""
    stages: tuple[str, ...] = ()
    ended: datetime | None = None
    """``None``: it is under way, or was cut off."""
    counts: Mapping[str, Mapping[str, int]] = field(factory=dict)
    """By stage, how many records ended in each status."""
    wrote: int = 0
    """How many writes it made to either system."""
    stopped: str = ""
    """The kind of fault that stopped it (`FaultKind`); blank: it reached its end."""
    message: str = ""
    """Why it stopped, for people."""


@frozen
class JournalEntry:
    """One record of a plan, stored before its first write; its end is added to it."""

    run_id: str
    stage: str
    enrolment_id: EnrolmentId
    writes: tuple[Write, ...]
    """What was planned, old values beside new ones."""
    status: str = ""
    """``""`` until the record has ended."""
    made: tuple[Write, ...] = ()
    """What was written. A Talent user whom the plan calls ``new:<client code>`` has their own
    id here."""


@frozen
class PendingMembership:
    """A Talent group that a provisioned enrolment's user could not be added to yet."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    group_key: TalentGroupKey


@frozen
class SetAside:
    """A Talent user id of an earlier portal, taken off its client."""

    client_code: ClientCode
    user_id: TalentUserId
    portal: str
    """The portal that it is of."""
    at: datetime
