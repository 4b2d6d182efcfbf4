"""The budget of an RTO's calls to TalentLMS: what a schedule needs, and what the quota allows.

Nothing is asked of TalentLMS but the quota, which it does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from attrs import field, frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.talent_group import group_key
from talent_powerpro.model import Course, Quota, TalentCourseId, plain, talent_number
from talent_powerpro.ports.optional import listings_of, quota_of, results_by_course_of
from talent_powerpro.records.due import Day
from talent_powerpro.records.json import NOT_WHEN_EMPTY
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.call_forecast import (
    InScope,
    Schedule,
    Student,
    calls_to_provision,
    schedule,
)
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.selection import select
from talent_powerpro.rules.withdrawal import courses_of
from talent_powerpro.rules.worth_asking import Sweep, is_of, next_turn, row_of, sweeps_at_once
from talent_powerpro.run.choosing import shared_users
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.linkage import linkages
from talent_powerpro.run.prefetch import course_of, will_ask
from talent_powerpro.run.results_work import least_recently_tried
from talent_powerpro.run.suspension_work import SuspensionWork, WithdrawalReader
from talent_powerpro.run.watched import watched
from talent_powerpro.run.work import tasks_of

SCHEDULES = (5, 10, 15, 30, 60, 24 * 60)
"""The intervals that are shown, in minutes."""
SAFE = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""The intervals among which the shortest safe one is looked for, in minutes: those that divide the
hour. TalentLMS counts by the hour, and a run of more than an hour later needs no fewer calls."""


@frozen
class Budget:
    """What runs need, and what TalentLMS accepts."""

    enrolments: int
    """Enrolments whose results are fetched."""
    courses: int
    """Their Talent courses."""
    due: int
    """Enrolments to provision now."""
    due_calls: int
    """The calls that provisioning them needs besides, where those without a Secondary ID are new in
    TalentLMS and the others are there. The forecast of a schedule is without them."""
    quota: Quota
    left_to_others: int
    """Calls an hour that runs leave to other programs."""
    schedules: tuple[Schedule, ...]
    shortest_safe: int | None
    """The shortest interval that the quota allows, in minutes; ``None``: none of a day or less."""
    shortest_literal: int | None
    """The same by the guide's own algorithm."""
    leaving: int = field(default=0, metadata=NOT_WHEN_EMPTY)
    """Withdrawn enrolments that the next run may suspend."""
    leaving_calls: int = field(default=0, metadata=NOT_WHEN_EMPTY)
    """The calls that suspending them needs at most, once."""


def budget_of(context: RunContext, now: datetime, day: Day) -> Budget:
    """Return the budget of the RTO at a moment."""
    found_in, turns = _courses(context, now, day), _course_turns(context, day)
    numbers = [TalentCourseId(each) for each in turns if each]
    of_courses = [found_in[each] for each in numbers if each in found_in]
    calls, quota = context.call_budget(), _quota(context)
    allowed = calls.an_hour_of(quota)
    due = _due(context, now, day)
    leaving, leaving_calls = _leaving(context, now, day)
    # Without listings, saving calls comes to not asking about those whom this run enrolled.
    rosters = context.saving.rosters and listings_of(context.talent) is not None
    found = {
        minutes: schedule(
            of_courses,
            now,
            minutes,
            context.saving.sweep,
            rosters=rosters,
            at_once=lambda number: sweeps_at_once(number, len(turns), allowed),
        )
        for minutes in {*SCHEDULES, *SAFE}
    }
    safe = (minutes for minutes in SAFE if found[minutes].per_hour <= allowed)
    literal = (minutes for minutes in SAFE if found[minutes].literal_per_hour <= allowed)
    return Budget(
        enrolments=sum(map(len, of_courses)),
        courses=len(of_courses),
        due=len(due),
        due_calls=calls_to_provision(
            due,
            _rosters_read(found_in, now, context.saving.sweep),
            rosters=rosters,
            group_at_signup=context.saving.group_at_signup,
            results_at_once=not context.saving.rosters,
        ),
        quota=quota,
        left_to_others=calls.kept_of(quota),
        schedules=tuple(found[minutes] for minutes in SCHEDULES),
        shortest_safe=next(safe, None),
        shortest_literal=next(literal, None),
        leaving=leaving,
        leaving_calls=leaving_calls,
    )


def _quota(context: RunContext) -> Quota:
    offered = quota_of(context.talent)
    try:
        return offered.quota() if offered else Quota()
    except RecordFault:
        return Quota()


def _course_turns(context: RunContext, day: Day) -> Sequence[str | None]:
    """The Talent courses that a run goes through, in the order of their turns in `ResultsWork`."""
    courses: Iterable[Course]
    if by_course := results_by_course_of(context.powerpro):
        courses = by_course.provisioned_courses()
    else:
        every = context.powerpro.provisioned_enrolments()
        courses = (
            each.enrolment.course
            for each in watched(every, context.last_looks, context.rules, day)
            if each.in_scope or each.due_since
        )
    numbers = dict.fromkeys(talent_number(each.talent_course_id) for each in courses)
    return least_recently_tried(context.tries, numbers)


def _due(context: RunContext, now: datetime, day: Day) -> Sequence[Student]:
    """The enrolments that the next run provisions, without those that it holds at once."""
    candidates = context.powerpro.enrolments_to_provision(context.rules.narrowed_by)
    due = select(candidates, context.rules, day, context.journal.due_marks()).due
    waiting = context.waiting(StageName.PROVISIONING, now, is_named=False)
    students = {}
    for each in (found.enrolment for found in due):
        if will_ask(each, context.rules.policy) and waiting.fault_of(each) is None:
            user_id = talent_number(each.client.secondary_id)
            students[each.id] = Student(
                (user_id, plain(each.client.email)),
                user_id is not None,
                course_of(each),
                group_key(each.course),
            )
    return tuple(students.values())


def _leaving(context: RunContext, now: datetime, day: Day) -> tuple[int, int]:
    """The withdrawn enrolments that the next run may suspend, and the calls for them at most."""
    if context.rules.policy.on_withdrawal != OnWithdrawal.SUSPEND:
        return 0, 0
    reader = WithdrawalReader(context.powerpro, context.last_looks, context.rules, day)
    stage = StageName.SUSPENSION
    of = tasks_of(stage, context.waiting(stage, now, is_named=False))
    known = partial(linkages, context.links, context.portal)
    work = SuspensionWork(reader, context.suspensions, lambda each: known(list(each)), of)
    leaving = [
        courses
        for task in work.tasks()
        if not task.waits
        and (courses := set(courses_of(task.enrolment)) - set(reader.needed(task.enrolment)))
    ]
    # The look at each Talent user, and a call for each course.
    return len(leaving), sum(1 + len(each) for each in leaving)


def _rosters_read(
    courses: Mapping[TalentCourseId, Sequence[InScope]], now: datetime, sweep: timedelta
) -> Collection[TalentCourseId]:
    """The courses of the next run's results for which a roster costs no call more."""
    # One enrolment alone is asked for by itself. With a roster at hand it may be spared that.
    return {
        course_id
        for course_id, those in courses.items()
        if len(those) > 1 or _is_spared(those[0], now, sweep)
    }


def _is_spared(alone: InScope, now: datetime, sweep: timedelta) -> bool:
    """Whether a roster on which nothing has changed spares an enrolment its own call."""
    if alone.answered_at is None or not alone.has_percentage:
        return False
    return next_turn(alone.enrolment_id, alone.answered_at, Sweep(sweep, at_once=True)) > now


def _courses(
    context: RunContext, now: datetime, day: Day
) -> Mapping[TalentCourseId, Sequence[InScope]]:
    """The enrolments that idle runs may ask about, by Talent course."""
    waiting = context.waiting(StageName.RESULTS, now, is_named=False)
    every = context.powerpro.provisioned_enrolments()
    rows = [
        (each.enrolment.client, row)
        for each in watched(every, context.last_looks, context.rules, day)
        if each.in_scope
        and (row := row_of(each.enrolment, context.basis))
        and waiting.fault_of(each.enrolment) is None
    ]
    shared = shared_users((row for _, row in rows), context.powerpro)
    looks = context.looks.looked_at([row.enrolment_id for _, row in rows])
    links = context.links.links_of({client.code for client, _ in rows})
    courses: dict[TalentCourseId, list[InScope]] = {}
    for client, row in rows:
        if row.user_id in shared:
            continue  # Held, without a call.
        look = looks.get(row.enrolment_id)
        answered_at = look.answered_at if look and is_of(look, row) else None
        link = Linkage(context.portal, links.get(client.code)).to(row.user_id)
        courses.setdefault(row.course_id, []).append(
            InScope(
                row.enrolment_id,
                answered_at,
                is_verified=link is not None,
                has_percentage=look is not None and look.percentage is not None,
            )
        )
    return courses
