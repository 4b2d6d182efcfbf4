"""Withdrawn and cancelled enrolments: since when, and whether their Talent courses are still
needed. Pure functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from talent_powerpro.model import Enrolment, TalentCourseId, day_text, plain, talent_number
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.report import Listed, listed
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.last_look import closed_on, due_since
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope
from talent_powerpro.rules.shared_completion_hazards import course_in_log, talent_courses_of

CANCELLED = frozenset({"cancelled", "canceled", "withdrawn"})
"""Booking statuses that end an enrolment, compared without case. Others, such as Tentative, may
become Confirmed again."""


@frozen
class Withdrawal:
    """What ended an enrolment before its completion."""

    how: str
    """``withdrawn``, by the date, or ``cancelled``, by the booking status."""
    on: date | None
    """The day; ``None`` for a cancelled one that no run has seen in scope."""


def withdrawal(enrolment: Enrolment, look: LastLook | None, today: date) -> Withdrawal | None:
    """What ended the enrolment; ``None`` if it is not withdrawn, or was completed before.

    A booking status has no date: the day counts on which a run first found the enrolment outside
    the scope. Of two days the earlier counts.
    """
    end = closed_on(enrolment, today)
    if end and end[0] == "completion":
        return None
    # A host's own status wins over the dates, as it does in the scope of result fetching.
    by_date = end[1] if end and enrolment.active is not True else None
    cancelled = plain(enrolment.booking_status) in CANCELLED
    seen = look.left_on if look and cancelled else None
    if by_date is None:
        return Withdrawal("cancelled", seen) if cancelled else None
    if seen and seen < by_date:
        return Withdrawal("cancelled", seen)
    return Withdrawal("withdrawn", by_date)


def to_suspend(
    enrolment: Enrolment, look: LastLook | None, rules: Rules, day: Day
) -> Withdrawal | None:
    """What ended an enrolment that may be suspended now; ``None`` if it may not be.

    Never on the day itself, and never before the last look at its results. Those who left before
    the agent saw them, more than ``missed_days`` ago, stay as they are: turning the setting on
    must not change an RTO's history.
    """
    found = gone(enrolment, look, rules, day)
    if found is None or found.on is None or found.on >= day.today:
        return None
    if look is None and not _is_recent(found.on, rules.policy, day):
        return None
    return found if due_since(enrolment, look, day.today, rules.policy) is None else None


def gone(enrolment: Enrolment, look: LastLook | None, rules: Rules, day: Day) -> Withdrawal | None:
    """What ended a provisioned enrolment for which no results are fetched any more."""
    if enrolment.unreadable or enrolment.provisioning_log is None:
        return None
    # An RTO that dropped the condition goes on fetching results of withdrawn enrolments.
    if is_in_scope(enrolment, rules, day):
        return None
    return withdrawal(enrolment, look, day.today)


def _is_recent(on: date, policy: Policy, day: Day) -> bool:
    return (day.today - on).days <= policy.missed_days


# --- courses that are still needed ------------------------------------------------


def courses_of(enrolment: Enrolment) -> tuple[TalentCourseId, ...]:
    """The Talent courses of an enrolment, the one it was provisioned in first."""
    logged, every = course_in_log(enrolment), talent_courses_of(enrolment)
    return tuple(sorted(map(TalentCourseId, every), key=lambda each: (each != logged, each)))


def needs_its_courses(enrolment: Enrolment, look: LastLook | None, rules: Rules, day: Day) -> bool:
    """Whether the student needs the Talent courses of this enrolment.

    A withdrawn one needs them until its own last look was made. A completed one keeps them, and so
    does one whose values cannot be read.
    """
    if enrolment.unreadable:
        return True
    found = withdrawal(enrolment, look, day.today)
    if enrolment.provisioning_log is None:
        return enrolment.export and found is None
    if found is None or is_in_scope(enrolment, rules, day):
        return True
    if found.on is not None and found.on >= day.today:
        return True
    return due_since(enrolment, look, day.today, rules.policy) is not None


def courses_needed(
    others: Iterable[tuple[Enrolment, LastLook | None]], rules: Rules, day: Day
) -> frozenset[str]:
    """The Talent courses that these enrolments need."""
    return frozenset(
        course
        for each, look in others
        if needs_its_courses(each, look, rules, day)
        for course in talent_courses_of(each)
    )


# --- the list ---------------------------------------------------------------------


def listed_withdrawn(
    enrolment: Enrolment,
    look: LastLook | None,
    needed: Collection[str],
    rules: Rules,
    day: Day,
) -> Listed | None:
    """The entry of a withdrawn enrolment in the list; ``None`` if it has none.

    Listed for ``missed_days``, or until a person dismisses it. *needed* are the Talent courses that
    other enrolments of the student need.
    """
    found = gone(enrolment, look, rules, day)
    if found is None or found.on is None or not _is_recent(found.on, rules.policy, day):
        return None
    item = found.on.isoformat()
    if (ListName.WITHDRAWN, enrolment.id, item) in rules.dismissed:
        return None
    courses = courses_of(enrolment)
    named = f"Talent course {' and '.join(courses)}" if courses else "TalentLMS"
    since = f"{found.how} on {day_text(found.on)}"
    entry = listed(
        enrolment,
        (f"{since}, and may still have access to {named}",),
        (" ".join(_instructions(enrolment, look, courses, needed, rules, day)),),
    )
    return evolve(entry, since=found.on, items=(item,))


def _instructions(
    enrolment: Enrolment,
    look: LastLook | None,
    courses: Collection[str],
    needed: Collection[str],
    rules: Rules,
    day: Day,
) -> Iterator[str]:
    free = [each for each in courses if each not in needed]
    if kept := [each for each in courses if each in needed]:
        yield (
            f"Leave the student in Talent course {' and '.join(kept)}: another enrolment needs it."
        )
    if not free:
        return
    if to_suspend(enrolment, look, rules, day) is None:
        # Once the student is out of the course, TalentLMS shows nobody what they completed.
        yield "First let a run of a later day look for results once more. Then take"
    else:
        yield "Take"
    number = talent_number(enrolment.client.secondary_id)
    user = f"Talent user {number}" if number else "the student"
    yield (
        f"{user} out of Talent course {' and '.join(free)} in TalentLMS > Courses, if "
        "the student is to lose access."
    )
