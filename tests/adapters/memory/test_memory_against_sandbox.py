"""MemoryTalent and the TalentLMS client over the sandbox: one world, one end.

The one is what every other law is proven over; the other is HTTP, JSON and the API sheet.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.sandboxed import client_over
from support.spies import named_state
from support.worlds import NEXT_USER_ID, World, worlds
from talent_powerpro import Agent, RunReport, TalentRepository
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.model import TalentCourseId, TalentGroupKey, TalentUser, TalentUserId
from talent_powerpro.sandbox import (
    CourseStatus,
    DateFormat,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Sandbox,
    UserStatus,
)

DELETED = PortalUser("99", "gone@rto.example", status=UserStatus.DELETED)
"""Some clients of the worlds have this id: in dictionaries, a user who is not there."""

FINISHED = datetime(2022, 6, 2, 16, 30, tzinfo=UTC)
"""Past midnight in Perth, long past it in Sydney."""


@st.composite
def portals(draw: st.DrawFn) -> tuple[World, Portal]:
    """A world, and the same TalentLMS as a portal, with whatever live portals may differ in."""
    world = draw(worlds().map(with_moments))
    quirks = st.builds(
        Quirks,
        refusal_status=st.sampled_from((400, 404, 200)),
        timestamps=st.booleans(),
        sections_in_status=st.booleans(),
    )
    return world, portal_of(world, draw(quirks), draw(st.sampled_from(DateFormat)))


def with_moments(world: World) -> World:
    """Bare dates as noon of that day: a portal always has a time."""
    return evolve(
        world,
        progress=tuple(
            (user_id, course_id, tuple((unit_id, dated(each, world)) for unit_id, each in reached))
            for user_id, course_id, reached in world.progress
        ),
    )


def dated(completion: Completion, world: World) -> Completion:
    day = completion.completed
    if isinstance(day, date) and not isinstance(day, datetime):
        return evolve(completion, completed=datetime.combine(day, time(12), world.zone))
    return completion


def portal_of(world: World, quirks: Quirks, date_format: DateFormat) -> Portal:
    return Portal(
        domain="powerpro.talentlms.com",
        zone=world.zone,
        date_format=date_format,
        next_user_id=NEXT_USER_ID,
        users=(
            DELETED,
            *(
                PortalUser(
                    user.id,
                    user.login,
                    user.first_name,
                    user.last_name,
                    user.email,
                    status=UserStatus.ACTIVE if user.active else UserStatus.INACTIVE,
                )
                for user in world.users
            ),
        ),
        courses=tuple(
            PortalCourse(
                course.id,
                course.name,
                status=CourseStatus.ACTIVE if course.active else CourseStatus.INACTIVE,
                units=tuple(PortalUnit(unit.id, unit.name, unit.type) for unit in course.units),
            )
            for course in world.courses
        ),
        groups=tuple(
            PortalGroup(number, f"Group {number}", key, courses=courses, members=members)
            for number, (key, courses, members) in enumerate(world.groups, 1)
        ),
        enrolments=tuple(
            PortalEnrolment(
                user_id,
                course_id,
                enrolled=world.now - timedelta(days=30),
                progress=tuple(progress(unit_id, each) for unit_id, each in reached),
            )
            for user_id, course_id, reached in world.progress
        ),
        quirks=quirks,
    )


def progress(unit_id: str, reached: Completion) -> PortalProgress:
    moment = reached.completed
    return PortalProgress(unit_id, reached.label, moment if isinstance(moment, datetime) else None)


def held_by(sandbox: Sandbox) -> MemoryTalent:
    """What the sandbox holds of users, groups and enrolments, in dictionaries."""
    talent = MemoryTalent()
    for user in sandbox.users.values():
        if not user.exists:
            continue
        talent.put_user(
            TalentUser(
                TalentUserId(user.id),
                user.login,
                user.first_name,
                user.last_name,
                user.email,
                active=user.status is UserStatus.ACTIVE,
            )
        )
    for group in sandbox.groups.values():
        talent.put_group(TalentGroupKey(group.key))
        talent.groups[TalentGroupKey(group.key)].members |= {
            TalentUserId(user_id) for user_id, of in sandbox.memberships if of == group.id
        }
    for user_id, course_id in sandbox.enrolments:
        talent.put_enrolment(TalentUserId(user_id), TalentCourseId(course_id))
    return talent


def ended(powerpro: MemoryPowerPro, talent: MemoryTalent) -> dict[str, Any]:
    """Both systems, who is in which course, but not how far: that is read from either alone."""
    state = named_state(powerpro, talent)
    return state | {"enrolled": set(state["enrolled"])}


@law()
@given(portals(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=3))
def test_both_end_in_the_same_state(
    both: tuple[World, Portal], finished: list[tuple[int, int]]
) -> None:
    """After a first run; and a day later, when learners have finished units."""
    world, portal = both
    now = world.now

    def agent(powerpro: MemoryPowerPro, talent: TalentRepository) -> Agent:
        # One call at a time: who is first to get a user, say, is not left to chance.
        return Agent(powerpro, talent, timezone=world.zone, clock=lambda: now, width=1)

    memory, sandbox = world.talent(), Sandbox(portal, clock=lambda: now)
    one, other = world.powerpro(), world.powerpro()
    over_memory, over_http = agent(one, memory), agent(other, client_over(sandbox))

    assert outcomes(over_http.run()) == outcomes(over_memory.run())
    assert ended(other, held_by(sandbox)) == ended(one, memory)

    now += timedelta(days=1)
    for whom, unit in finished:
        finish(memory, sandbox, whom, unit)
    assert outcomes(over_http.run()) == outcomes(over_memory.run())
    assert ended(other, held_by(sandbox)) == ended(one, memory)


def outcomes(report: RunReport) -> list[tuple[object, ...]]:
    assert report.stopped is None
    # Dictionaries do not tell deleted users from those who never were.
    same = {"deleted-user": "unknown-user"}
    # Only the sandbox has a quota, and there whoever has waited longest comes first.
    records = sorted(report.records, key=lambda each: each.key)
    return [(r.key, r.status, same.get(r.reason, r.reason), r.writes) for r in records]


def finish(memory: MemoryTalent, sandbox: Sandbox, whom: int, number: int) -> None:
    """A learner finishes a unit, in both."""
    places = sorted(memory.enrolled)
    if places:
        user_id, course_id = places[whom % len(places)]
        unit = memory.courses[course_id].units[number]
        if not unit.is_section:
            memory.complete(user_id, course_id, unit.id, FINISHED)
            sandbox.complete(user_id, course_id, unit.id, FINISHED)
