"""The choice of enrolments that are worth asking TalentLMS about. Pure functions.

A roster shows everybody's percentage with one call. Who is where the last look left them is not
asked again until the sweep comes round.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from zlib import crc32

from attrs import frozen

from talent_powerpro.model import (
    Enrolment,
    EnrolmentId,
    RosterEntry,
    TalentCourseId,
    TalentUserId,
    Unit,
    talent_number,
)
from talent_powerpro.records.look import Look
from talent_powerpro.records.scope import ScopeRow, scope_row, unit_lines


class Why(StrEnum):
    """Why an enrolment is asked about."""

    NEW = "new"
    """No look is remembered."""
    CHANGED = "changed"
    """PowerPro, the Talent user, the Talent course or the policy is not as at the last look."""
    UNSEEN = "unseen"
    """No roster shows the Talent user."""
    NEWS = "news"
    """The roster shows other progress than at the last look."""
    SWEEP = "sweep"
    """The sweep has come round."""


@frozen
class Row:
    """What decides about one enrolment in the scope of result fetching."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    course_id: TalentCourseId
    facts: str
    """From `facts_of`."""


@frozen
class Sweep:
    """The sweep of one Talent course: everybody's progress is asked for once in an *interval*."""

    interval: timedelta
    at_once: bool = False
    """Whether those who were answered together are asked together again. Otherwise each has a turn
    of its own."""


def sweeps_at_once(enrolments: int, courses: int, an_hour: float) -> bool:
    """Whether so many enrolments of one of so many Talent courses may be asked in one run.

    *an_hour* is the number of calls that runs may make in an hour. All courses that are asked at
    once take half of it at most, even where all fall due in the same run.
    """
    return 2 * enrolments * courses <= an_hour


def row_of(enrolment: Enrolment, basis: str) -> Row | None:
    """The enrolment's row; ``None`` if it names no Talent user or course that could be asked."""
    return row_in(scope_row(enrolment), enrolment.course.talent_course_id, basis)


def row_in(row: ScopeRow, talent_course_id: str, basis: str) -> Row | None:
    """As `row_of`, from a narrow row and the Talent Course ID of its course."""
    user, course = talent_number(row.secondary_id), talent_number(talent_course_id)
    if user is None or course is None:
        return None
    facts = facts_in(row.units, basis)
    return Row(row.enrolment_id, TalentUserId(user), TalentCourseId(course), facts)


def facts_of(units: Iterable[Unit], basis: str) -> str:
    """A digest of units, as far as a look's answer depends on them.

    *basis* stands for the policy: a look that was taken under another one counts as none.
    """
    return facts_in(unit_lines(units), basis)


def facts_in(lines: str, basis: str) -> str:
    """As `facts_of`, from `unit_lines`."""
    # Codes and outcomes, not comments: a person's own comment changes no result.
    return digest(f"{basis}\n{lines}")


def digest(text: str) -> str:
    """A short digest, equal for equal texts."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def worth_asking(
    row: Row,
    remembered: Look | None,
    entry: RosterEntry | None,
    now: datetime,
    sweep: Sweep,
) -> Why | None:
    """Why TalentLMS is asked for the enrolment's progress; ``None`` if it is not.

    *entry* is the Talent user's entry in the course's roster; ``None`` if that has none.
    """
    if remembered is None:
        return Why.NEW
    if not is_of(remembered, row):
        return Why.CHANGED
    if entry is None or entry.percentage is None:
        return Why.UNSEEN
    if (entry.percentage, entry.completed_at) != (remembered.percentage, remembered.completed_at):
        return Why.NEWS
    if sweep_is_due(row.enrolment_id, remembered.answered_at, now, sweep):
        return Why.SWEEP
    return None


def is_of(look: Look, row: Row) -> bool:
    """Whether the look is of the enrolment as it is now."""
    seen = (look.user_id, look.course_id, look.facts)
    return seen == (row.user_id, row.course_id, row.facts)


def has_news(remembered: Look | None, entry: RosterEntry | None) -> bool:
    """Whether the roster shows a completion, or more progress than remembered."""
    if entry is None:
        return False
    before = (remembered.percentage if remembered else None) or 0
    completed_before = remembered.completed_at if remembered else None
    is_completed = entry.completed_at is not None and entry.completed_at != completed_before
    return is_completed or (entry.percentage or 0) > before


def sweep_is_due(
    enrolment_id: EnrolmentId, answered_at: datetime, now: datetime, sweep: Sweep
) -> bool:
    """Whether the enrolment's turn in the sweep has come since *answered_at*."""
    # A clock that was set back must not keep anybody from being asked.
    return answered_at > now or next_turn(enrolment_id, answered_at, sweep) <= now


def next_turn(enrolment_id: EnrolmentId, answered_at: datetime, sweep: Sweep) -> datetime:
    """The enrolment's next turn in the sweep after *answered_at*, at most one interval later.

    Any answer counts as a turn, so asking all *at_once* when the interval is over takes the fewest
    calls. Otherwise each enrolment has a turn of its own in every interval, by its id: the sweep
    spreads over the runs, and costs one call more for each in the first interval after all were
    asked together. Without an interval, the turn is at once.
    """
    length = sweep.interval.total_seconds()
    if length <= 0 or sweep.at_once:
        return answered_at + max(sweep.interval, timedelta())
    offset = crc32(enrolment_id.encode("utf-8", "surrogatepass")) / 2**32 * length
    turns = (answered_at.timestamp() - offset) // length + 1
    return datetime.fromtimestamp(offset + turns * length, answered_at.tzinfo)
