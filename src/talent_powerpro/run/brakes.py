"""Brakes: limits on a stage's plan. A plan above a limit needs a person's release."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import frozen

from talent_powerpro.errors import BrakeApplied, Refused
from talent_powerpro.model import Absent
from talent_powerpro.records.step import Call, Event
from talent_powerpro.records.write import CreateUser, SetResult, Write
from talent_powerpro.rules.policy import Policy

BRAKES = ("known_users_missing", "outcomes_replaced", "users_created", "outcomes_written")
"""The brakes in the order in which they are checked. Each is a field of `Policy`."""


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

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.known_users_asked + other.known_users_asked,
            self.known_users_missing + other.known_users_missing,
            self.users_created + other.users_created,
            self.outcomes_written + other.outcomes_written,
            self.outcomes_replaced + other.outcomes_replaced,
        )


def tally(events: Iterable[Event], writes: Iterable[Write], policy: Policy) -> Tally:
    """Count the look-ups among *events*, and the *writes*."""
    lookups = [event for event in events if _asks_known_user(event)]
    writes = tuple(writes)
    replaced = [write.old.outcome for write in writes if isinstance(write, SetResult)]
    return Tally(
        known_users_asked=len(lookups),
        known_users_missing=sum(map(_is_denied, lookups)),
        users_created=sum(isinstance(write, CreateUser) for write in writes),
        outcomes_written=len(replaced),
        # Many RTOs enter 70 or 85 for each unit at enrolment. Counting these open outcomes as
        # replaced would stop their ordinary runs (decision 6).
        outcomes_replaced=sum(not policy.is_open(old) for old in replaced),
    )


def _asks_known_user(event: Event) -> bool:
    # Both actions use the stored id. Where TalentLMS denies many stored ids, the portal was
    # probably wiped: its name, by which a changed portal is noticed, is still the same.
    return isinstance(event.step, Call) and event.step.action in {"user_by_id", "progress"}


def _is_denied(event: Event) -> bool:
    unknown = isinstance(event.fault, Refused) and event.fault.reason in UNKNOWN
    return unknown or isinstance(event.answer, Absent)


def check(tally: Tally, policy: Policy, released: Collection[str]) -> None:
    """Raise `BrakeApplied` for the first brake above its limit, unless it is in *released*."""
    for brake in BRAKES:
        sentence = _SENTENCES[brake](tally, policy)
        if sentence and brake not in released:
            raise BrakeApplied(
                f"{sentence}. Nothing was written in this stage.",
                reason=brake,
                remedy="Check the plan. If it is right, run "
                f"`talent-powerpro run --release {brake}`.",
            )


def _share(part: int, whole: int, policy: Policy, limit: float, what: str) -> str:
    # Small numbers never brake: one of two is already 50%, and no sign of a wrong portal.
    if part < max(policy.brake_floor, 1) or part <= limit * whole:
        return ""
    return f"{part} of {whole} {what}, which is over the limit of {limit:.0%}"


def _many(count: int, limit: int, what: str) -> str:
    return f"{count} {what}, which is over the limit of {limit}" if count > limit else ""


_SENTENCES = {
    "known_users_missing": lambda t, p: _share(
        t.known_users_missing,
        t.known_users_asked,
        p,
        p.known_users_missing,
        "stored Talent user ids do not exist in TalentLMS",
    ),
    "outcomes_replaced": lambda t, p: _share(
        t.outcomes_replaced,
        t.outcomes_written,
        p,
        p.outcomes_replaced,
        "outcomes would replace a final outcome",
    ),
    "users_created": lambda t, p: _many(
        t.users_created, p.users_created, "Talent users would be created"
    ),
    "outcomes_written": lambda t, p: _many(
        t.outcomes_written, p.outcomes_written, "outcomes would be written"
    ),
}
