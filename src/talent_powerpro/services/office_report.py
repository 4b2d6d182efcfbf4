"""The office's report: what runs did in the last days, and what waits for a person.

No call is made to TalentLMS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta, tzinfo

from attrs import evolve, field, frozen

from talent_powerpro.counting import Steps, untold
from talent_powerpro.records.blocks import Block, blocks, of_holds
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.json import NOT_WHEN_EMPTY
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.work_lists import ListName, StandingFailure
from talent_powerpro.run.agent_state import required
from talent_powerpro.services.holds import waiting
from talent_powerpro.services.past_work import (
    EnrolledStudent,
    FetchedUnit,
    ReportedDay,
    in_zone,
    reported_day,
    runs_since,
    written,
)
from talent_powerpro.services.status import Status, status_of
from talent_powerpro.services.work_lists import ListRow, WorkListReader

DAYS = 7
"""The days of a report, unless a person asks for another number."""
MOST_LINES = 5_000
"""The most lines of the sync log in a report: a page with more is slow to search on a phone."""


@frozen
class OfficeReport:
    """What an office reads about its agent. Times are aware and in the RTO's zone."""

    rto: str
    """The RTO's name; blank: the settings have none."""
    portal: str
    """The portal's address; blank: unknown."""
    timezone: str
    made_at: datetime
    status: Status
    days: tuple[ReportedDay, ...]
    """Every day of the report, oldest first."""
    enrolled: tuple[EnrolledStudent, ...]
    """Newest first."""
    results: tuple[FetchedUnit, ...]
    """Newest first."""
    held: tuple[Block, ...]
    """Holds that nobody has answered, each cause once."""
    remarked: tuple[Block, ...]
    """Remarks on what was written, which a person may answer with a keep."""
    failed: tuple[StandingFailure, ...]
    missed: tuple[ListRow, ...]
    no_export_date: tuple[ListRow, ...]
    closed: tuple[ListRow, ...]
    unmatched: tuple[ListRow, ...]
    not_started: tuple[ListRow, ...]
    sync_log: tuple[SyncLogLine, ...]
    """The lines of these days, oldest first."""
    lines_left_out: bool
    """Whether these days have earlier lines, which are left out."""
    unreadable: tuple[UnreadableRow, ...] = ()
    """Rows of the store that could not be read, so that the report lacks them."""
    withdrawn: tuple[ListRow, ...] = field(default=(), metadata=NOT_WHEN_EMPTY)

    @property
    def waiting(self) -> int:
        """The number of entries that wait for a person."""
        status = self.status
        counted = (status.held, len(status.failed), status.missed, status.no_export_date)
        of_lists = (status.closed, status.unmatched, status.not_started, status.withdrawn)
        return sum(counted) + sum(of_lists)


def office_report(
    lists: WorkListReader,
    *,
    now: datetime,
    days: int = DAYS,
    sync_log: Sequence[SyncLogLine] = (),
    rto: str = "",
    portal: str = "",
    progress: Callable[[int, int], object] = untold,
) -> OfficeReport:
    """Return the report of the last *days*, the day of *lists* included.

    *now* is aware. *sync_log* are the newest lines of the log, oldest first: one more than
    `MOST_LINES`, or all. *rto* is the RTO's name, *portal* the portal's address.
    *progress* is called with the reads done and to do.
    """
    # The history, the lists, the enrolments without an export date, and two of the status.
    steps = Steps(1 + len(ListName) + 1 + 2, progress)
    zone = lists.rules.zone
    first = lists.day.today - timedelta(days=days - 1)
    since = datetime.combine(first, time(), zone)
    runs = runs_since(since, lists.powerpro, lists.state, zone)
    done = steps.did(tuple(written(reversed(runs))))
    enrolled = tuple(each for each in done if isinstance(each, EnrolledStudent))
    results = tuple(each for each in done if isinstance(each, FetchedUnit))
    rows = {name: steps.did(lists.rows(name)) for name in ListName}
    no_export_date = steps.did(lists.no_export_date())
    before = steps.done
    status = status_of(lists, rows, progress=lambda done, _: progress(before + done, steps.total))
    holds = waiting(required(lists.state.holds))
    lines = tuple(
        evolve(each, at=each.at.astimezone(zone)) for each in sync_log if each.at >= since
    )
    return OfficeReport(
        rto=rto,
        portal=portal,
        timezone=str(zone),
        made_at=now.astimezone(zone),
        status=_local(status, zone),
        days=tuple(
            reported_day(first + timedelta(days=number), runs, enrolled, results)
            for number in range(days)
        ),
        enrolled=enrolled,
        results=results,
        held=blocks(of_holds(each for each in holds if each.held)),
        remarked=blocks(of_holds(each for each in holds if not each.held)),
        failed=tuple(evolve(each, since=each.since.astimezone(zone)) for each in status.failed),
        missed=rows[ListName.MISSED],
        no_export_date=no_export_date,
        closed=rows[ListName.CLOSED],
        unmatched=rows[ListName.UNMATCHED],
        not_started=rows[ListName.NOT_STARTED],
        withdrawn=rows[ListName.WITHDRAWN],
        sync_log=lines[-MOST_LINES:],
        lines_left_out=len(lines) > MOST_LINES,
    )


def _local(status: Status, zone: tzinfo) -> Status:
    last_run = in_zone(status.last_run, zone) if status.last_run else None
    last_end = status.last_end.astimezone(zone) if status.last_end else None
    return evolve(status, last_run=last_run, last_end=last_end)
