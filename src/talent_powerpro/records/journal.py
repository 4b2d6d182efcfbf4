"""Values that the agent stores between runs: run headers, journal entries, log lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from talent_powerpro.model import ClientCode, EnrolmentId, TalentGroupKey, TalentUserId
from talent_powerpro.records.write import Write

UNDO = "undo"
"""The stage in the header of an undo. Its entries' stages begin with it."""


@frozen
class SyncLogLine:
    """One line of the E-Learning Sync Log."""

    at: datetime
    """Aware; shown in the RTO's zone."""
    message: str
    """One printable line without control characters and without secrets."""
    client_code: str = ""
    """The client that the line is about; blank for a line about a run or about several clients."""


@frozen
class RunHeader:
    """The summary of one run. Its records are in the journal under the same run id."""

    run_id: str
    started: datetime
    """Aware."""
    stages: tuple[str, ...] = ()
    ended: datetime | None = None
    """Aware. ``None`` while the run is under way, and after it was cut off."""
    counts: Mapping[str, Mapping[str, int]] = field(factory=dict)
    """The number of records that ended in each status, by stage."""
    wrote: int = 0
    """The number of writes to both systems."""
    stopped: str = ""
    """The kind of fault that stopped the run (`FaultKind`); blank if it reached its end."""
    message: str = ""
    """The reason why it stopped, for people."""
    targets: tuple[str, ...] = ()
    """The names that the run was limited to, such as ``client 2021000017``; empty: all."""
    although_not_today: str = ""
    """The reason why a person set the export date aside; blank: it counted."""
    quota_limit: int | None = None
    """The calls that TalentLMS accepts in an hour, as the run last read it; ``None``: unknown."""
    quota_left: int | None = None
    """Those left when the run ended. ``None``: unknown."""

    def repeats(self, before: RunHeader) -> bool:
        """Whether the run found what the run *before* found, and neither wrote anything."""
        idle = all(each.ended and not each.wrote and not each.stopped for each in (self, before))
        same = (self.stages, self.counts) == (before.stages, before.counts)
        return idle and same and not self.targets and not before.targets


@frozen
class JournalEntry:
    """One record of a plan, stored before its first write and completed when it ends."""

    run_id: str
    stage: str
    enrolment_id: EnrolmentId
    writes: tuple[Write, ...]
    """The planned writes, with old and new values."""
    # After a crash the next run compares these with PowerPro, to find out what was written. So
    # they are never replaced by `made`.
    status: str = ""
    """The status in which the record ended; blank until then."""
    made: tuple[Write, ...] = ()
    """The writes that were made. Ids ``new:<client code>`` of the plan are Talent's own here."""


@frozen
class PendingMembership:
    """A Talent group that still has to accept the user of a provisioned enrolment."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    group_key: TalentGroupKey


@frozen
class SetAside:
    """A Talent user id of an earlier portal that was removed from its client."""

    client_code: ClientCode
    user_id: TalentUserId
    portal: str
    """The host name of the portal that the id belongs to."""
    at: datetime
    """Aware."""
