"""Brakes: limits on a stage's plan. A plan above a limit needs a person's release."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from talent_powerpro.errors import BrakeApplied, Refused
from talent_powerpro.model import Absent
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.journal import UNDO
from talent_powerpro.records.step import Call, Event
from talent_powerpro.records.write import CreateUser, EditUser, SetResult, Unenrol, Write
from talent_powerpro.rules.policy import Policy

BRAKES = (
    *("known_users_missing", "outcomes_replaced"),
    *("users_created", "outcomes_written", "users_suspended"),
    "users_updated",
)
"""The brakes in the order in which they are checked. Each is a field of `Policy`."""


RUNS_A_DAY = 2000
"""The most runs of a day that are counted. Every minute, a day has 1,440."""
COUNTS = ("users_created", "outcomes_written", "users_suspended", "users_updated")
"""The brakes that count. They are checked for each slice; the others judge a whole stage."""

UNKNOWN = frozenset({"unknown-user", "deleted-user"})
"""Reasons of refusals that mean: there is no such Talent user."""


@frozen
class Tally:
    """The counts of a stage's rehearsal that are compared with the brakes' limits."""

    known_users_asked: int = 0
    """Look-ups by a stored Talent user id."""
    known_users_missing: int = 0
    """Look-ups by a stored Talent user id that found no user."""
    users_created: int = 0
    outcomes_written: int = 0
    outcomes_replaced: int = 0
    """The part of `outcomes_written` that replaces an outcome that is not open."""
    users_suspended: int = 0
    """Talent users taken out of a Talent course."""
    users_updated: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.known_users_asked + other.known_users_asked,
            self.known_users_missing + other.known_users_missing,
            self.users_created + other.users_created,
            self.outcomes_written + other.outcomes_written,
            self.outcomes_replaced + other.outcomes_replaced,
            self.users_suspended + other.users_suspended,
            self.users_updated + other.users_updated,
        )


def looked_up(events: Iterable[Event]) -> Tally:
    """Count the look-ups among *events*."""
    lookups = [event for event in events if _asks_known_user(event)]
    return Tally(len(lookups), sum(map(_is_denied, lookups)))


def written(writes: Sequence[Write], policy: Policy) -> Tally:
    """Count the *writes*."""
    replaced = [write.old.outcome for write in writes if isinstance(write, SetResult)]
    return Tally(
        users_created=sum(isinstance(write, CreateUser) for write in writes),
        outcomes_written=len(replaced),
        # Many RTOs enter 70 or 85 for each unit at enrolment. Counting these open outcomes as
        # replaced would stop their ordinary runs (decision 6).
        outcomes_replaced=sum(not policy.is_open(old) for old in replaced),
        users_suspended=sum(isinstance(write, Unenrol) for write in writes),
        users_updated=sum(isinstance(write, EditUser) for write in writes),
    )


def _asks_known_user(event: Event) -> bool:
    # Both actions use the stored id. Where TalentLMS denies many stored ids, the portal was
    # probably wiped: its name, by which a changed portal is noticed, is still the same.
    return isinstance(event.step, Call) and event.step.action in {"user_by_id", "progress"}


def _is_denied(event: Event) -> bool:
    unknown = isinstance(event.fault, Refused) and event.fault.reason in UNKNOWN
    return unknown or isinstance(event.answer, Absent)


@frozen
class Before:
    """What was written before the writes that a brake is asked about."""

    in_stage: int = 0
    """The records that this stage has written."""
    in_a_day: Tally = field(factory=Tally)
    """The counts of earlier runs in the last 24 hours."""


def written_since(journal: RunJournal, since: datetime, policy: Policy) -> Tally:
    """Count what the runs that were under way at *since* or later have written."""
    writes: list[Write] = []
    for header in reversed(journal.runs(RUNS_A_DAY)):
        if header.ended and header.ended < since:
            break
        # What a person took back counts as nothing written.
        if UNDO not in header.stages and (header.wrote or not header.ended):
            writes += (write for entry in journal.entries(header.run_id) for write in entry.made)
    return written(writes, policy)


def check(
    tally: Tally,
    policy: Policy,
    released: Collection[str],
    before: Before = Before(),  # a frozen value
    brakes: Collection[str] = BRAKES,
) -> None:
    """Raise `BrakeApplied` for the first of *brakes* above its limit that is not in *released*.

    *tally* are the counts of the stage so far.
    """
    for brake in BRAKES:
        sentence = _SENTENCES[brake](tally, policy, before.in_a_day) if brake in brakes else ""
        if sentence and brake not in released:
            raise BrakeApplied(
                f"{sentence}. {_said(before.in_stage)}",
                reason=brake,
                remedy="Check the plan. If it is right, run "
                f"`talent-powerpro run --release {brake}`.",
            )


def _share(part: int, whole: int, policy: Policy, limit: float, what: str) -> str:
    # Small numbers never brake: one of two is already 50%, and no sign of a wrong portal.
    if part < max(policy.brake_floor, 1) or part <= limit * whole:
        return ""
    return f"{part} of {whole} {what}, which is over the limit of {limit:.0%}"


def _many(count: int, before: int, limit: int, what: str) -> str:
    # Counted over a day: small runs in a row are as many writes as a large one.
    if not count or count + before <= limit:
        return ""
    since = f", after {before} by earlier runs in the last 24 hours" if before else ""
    return f"{count} {what}{since}, which is over the limit of {limit}"


def _said(in_stage: int) -> str:
    if not in_stage:
        return "Nothing was written in this stage."
    records = "1 record was" if in_stage == 1 else f"{in_stage} records were"
    return f"Before that, {records} written in this stage."


_SENTENCES: Mapping[str, Callable[[Tally, Policy, Tally], str]] = {
    "known_users_missing": lambda t, p, _: _share(
        t.known_users_missing,
        t.known_users_asked,
        p,
        p.known_users_missing,
        "stored Talent user ids do not exist in TalentLMS",
    ),
    "outcomes_replaced": lambda t, p, _: _share(
        t.outcomes_replaced,
        t.outcomes_written,
        p,
        p.outcomes_replaced,
        "outcomes would replace a final outcome",
    ),
    "users_created": lambda t, p, earlier: _many(
        t.users_created, earlier.users_created, p.users_created, "Talent users would be created"
    ),
    "outcomes_written": lambda t, p, earlier: _many(
        t.outcomes_written,
        earlier.outcomes_written,
        p.outcomes_written,
        "outcomes would be written",
    ),
    "users_suspended": lambda t, p, earlier: _many(
        t.users_suspended,
        earlier.users_suspended,
        p.users_suspended,
        "Talent users would be taken out of Talent courses",
    ),
    "users_updated": lambda t, p, earlier: _many(
        t.users_updated, earlier.users_updated, p.users_updated, "Talent users would be changed"
    ),
}
