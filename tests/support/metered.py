"""A college whose portal accepts a number of calls an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any, cast

from attrs import evolve, field, mutable
from hypothesis import strategies as st

from support.the_guide import COURSE, DONE, LOG, PERTH, Clock, enrolment, talent_unit, unit
from talent_powerpro import Agent, Plan, Policy, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent, MeteredTalent
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.ports import TalentRepository
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.rules.saving import NO_SAVING, Saving

CODE = "ICTWEB304"


def course(number: int, group: str = "") -> Course:
    """A PowerPro course with the Talent course of that number."""
    return evolve(
        COURSE,
        code=CourseCode(f"ICT-{number}"),
        talent_course_id=str(number),
        talent_group_key=group,
    )


def student(number: int, email: str = "", secondary_id: str = "") -> Client:
    code = ClientCode(f"C{number:03}")
    return Client(
        code,
        "CASTER",
        f"LEN{number}",
        secondary_id=secondary_id,
        email=email or f"{code}@pm.me",
    )


def learner(number: int, of: int) -> Enrolment:
    """A provisioned student of Talent course *of*."""
    client = student(number, secondary_id=str(number))
    row = evolve(unit(CODE), id=UnitRowId(f"R{number}"), enrolment_id=EnrolmentId(f"R{number}"))
    log = evolve(LOG, description=f"Enrolled in Talent Course: {of}")
    return evolve(enrolment(f"R{number}", client, course(of)), units=(row,), contact_logs=(log,))


@mutable
class Metered:
    """An RTO and its portal, which accepts *limit* calls an hour."""

    powerpro: MemoryPowerPro
    talent: MemoryTalent
    limit: int
    reserve: float = 0.2
    width: int = 1
    policy: Policy = field(factory=Policy.guide)
    saving: Saving = NO_SAVING
    """Off, so that a stage needs more calls than the quota has."""
    state: AgentState = field(factory=memory_state)
    clock: Clock = field(factory=Clock)
    portal: MeteredTalent = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.portal = MeteredTalent(self.talent, self.limit, self.clock)

    def know_links(self) -> None:
        """Remember a verified link of each client with a Secondary ID."""
        assert self.state.links is not None
        clients = [each.client for each in self.powerpro.enrolments]
        self.state.links.remember_links(
            [
                VerifiedLink(client.code, TalentUserId(client.secondary_id), self.talent.portal)
                for client in clients
                if client.secondary_id
            ]
        )

    def agent(self, talent: Any = None, **rest: Any) -> Agent:
        return Agent(
            self.powerpro,
            cast(TalentRepository, talent or self.portal),
            timezone=PERTH,
            policy=self.policy,
            state=self.state,
            clock=self.clock,
            width=self.width,
            reserve=self.reserve,
            saving=self.saving,
            **rest,
        )

    def run(self, talent: Any = None, *, release: Sequence[str] = ()) -> RunReport:
        """Run in a new hour, with a fresh quota, and check that the reserve was kept."""
        self.clock.now += timedelta(hours=1)
        return self.checked(self.agent(talent).run(release=release))

    def apply(self, plan: Plan) -> RunReport:
        """As `run`, but write only what the plan says."""
        self.clock.now += timedelta(hours=1)
        return self.checked(self.agent().apply(plan))

    def checked(self, report: RunReport) -> RunReport:
        assert self.portal.refused == 0
        assert self.portal.calls <= self.limit - ceil(round(self.limit * self.reserve, 6))
        kinds = (FaultKind.QUOTA, FaultKind.BRAKE)
        assert report.stopped is None or report.stopped.kind in kinds
        return report


class Asked:
    """A repository that notes whose progress was asked for."""

    def __init__(self, talent: Any) -> None:
        self._talent = talent
        self.users: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talent, name)

    def progress(self, user_id: TalentUserId, course_id: TalentCourseId) -> Any:
        answer = self._talent.progress(user_id, course_id)
        self.users.append(user_id)
        return answer


def college(
    limit: int,
    *,
    new: Sequence[Enrolment] = (),
    learners: Sequence[Enrolment] = (),
    done: Sequence[int] = (),
    courses: int = 1,
    **rest: Any,
) -> Metered:
    """A college with new students and learners; *done* are those who completed their unit."""
    talent = MemoryTalent(
        courses=[
            TalentCourse(TalentCourseId(str(number)), "ICT", units=(talent_unit(CODE),))
            for number in range(1, courses + 1)
        ],
        next_user_id=10_000,
    )
    for each in learners:
        client, there = each.client, TalentCourseId(each.course.talent_course_id)
        name = client.given_names.title()
        user = TalentUser(
            TalentUserId(client.secondary_id), client.email, name, "Caster", client.email
        )
        talent.put_user(user)
        talent.put_enrolment(user.id, there)
        if int(user.id) in done:
            talent.complete(user.id, there, CODE, DONE)
    return Metered(MemoryPowerPro([*new, *learners]), talent, limit, **rest)


@st.composite
def colleges(draw: st.DrawFn) -> Metered:
    """New students, some with many enrolments or another's e-mail, and learners in courses."""
    courses = draw(st.integers(1, 4))
    new = []
    for number in range(draw(st.integers(0, 6))):
        # A Talent user of another name has it, so that this one is held at every run.
        email = draw(st.sampled_from(("", "", "shared@pm.me")))
        group = draw(st.sampled_from(("", "no such group")))
        many = draw(st.sampled_from((1, 1, 2, 15)))
        new += [
            enrolment(f"N{number}-{place}", student(500 + number, email), course(1, group))
            for place in range(many)
        ]
    total = draw(st.integers(0, 20))
    learners = [learner(number, 1 + number % courses) for number in range(1, total + 1)]
    done = draw(st.lists(st.integers(1, 20), unique=True))
    world = college(
        draw(st.integers(10, 40)),
        new=new,
        learners=learners,
        done=done,
        courses=courses,
        reserve=draw(st.sampled_from((0.2, 0))),
        width=draw(st.sampled_from((1, 8))),
    )
    world.talent.put_user(
        TalentUser(TalentUserId("9999"), "shared@pm.me", "Mary", "Smith", "shared@pm.me")
    )
    return world
