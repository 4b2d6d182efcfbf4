"""The budget of an RTO's calls to TalentLMS: what a schedule needs, and what the quota allows.

Nothing is asked of TalentLMS but the quota, which it does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Quota, TalentCourseId, talent_number
from talent_powerpro.ports.optional import quota_of, results_by_course_of
from talent_powerpro.records.due import Day
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.call_forecast import InScope, Schedule, schedule
from talent_powerpro.rules.selection import select
from talent_powerpro.rules.worth_asking import is_of, row_of, sweeps_at_once
from talent_powerpro.run.choosing import shared_users
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.tasks import TO_PROVISION
from talent_powerpro.run.watched import watched

SCHEDULES = (5, 10, 15, 30, 60, 24 * 60)
"""The intervals that are shown, in minutes."""
SAFE = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440)
"""The intervals among which the shortest safe one is looked for, in minutes."""


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
    """The most calls that provisioning them needs. The forecast of a schedule is without them."""
    quota: Quota
    left_to_others: int
    """Calls an hour that runs leave to other programs."""
    schedules: tuple[Schedule, ...]
    shortest_safe: int | None
    """The shortest interval that the quota allows, in minutes; ``None``: none of a day or less."""
    shortest_literal: int | None
    """The same by the guide's own algorithm."""


def budget_of(context: RunContext, now: datetime, day: Day) -> Budget:
    """Return the budget of the RTO at a moment."""
    of_courses = tuple(_courses(context, now, day).values())
    calls, quota = context.call_budget(), _quota(context)
    allowed = calls.an_hour_of(quota)
    every_course = _number_of_courses(context, day)
    candidates = context.powerpro.enrolments_to_provision(context.rules.narrowed_by)
    due = select(candidates, context.rules, day, context.journal.due_marks()).due
    found = {
        minutes: schedule(
            of_courses,
            now,
            minutes,
            context.saving.sweep,
            rosters=context.saving.rosters,
            at_once=lambda number: sweeps_at_once(number, every_course, allowed),
        )
        for minutes in sorted({*SCHEDULES, *SAFE})
    }
    safe = [minutes for minutes in SAFE if found[minutes].per_hour <= allowed]
    literal = [minutes for minutes in SAFE if found[minutes].literal_per_hour <= allowed]
    number = len({each.enrolment_id for each in due})
    return Budget(
        enrolments=sum(map(len, of_courses)),
        courses=len(of_courses),
        due=number,
        due_calls=TO_PROVISION * number,
        quota=quota,
        left_to_others=calls.kept_of(quota),
        schedules=tuple(found[minutes] for minutes in SCHEDULES),
        shortest_safe=min(safe, default=None),
        shortest_literal=min(literal, default=None),
    )


def _quota(context: RunContext) -> Quota:
    offered = quota_of(context.talent)
    try:
        return offered.quota() if offered else Quota()
    except RecordFault:
        return Quota()


def _number_of_courses(context: RunContext, day: Day) -> int:
    """The number of Talent courses that a run goes through, as `ResultsWork` finds them."""
    if by_course := results_by_course_of(context.powerpro):
        found = {each.talent_course_id for each in by_course.provisioned_courses()}
    else:
        every = context.powerpro.provisioned_enrolments()
        found = {
            each.enrolment.course.talent_course_id
            for each in watched(every, context.last_looks, context.rules, day)
            if each.in_scope or each.due_since
        }
    return len(set(map(talent_number, found)))


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
            InScope(row.enrolment_id, answered_at, is_verified=link is not None)
        )
    return courses
