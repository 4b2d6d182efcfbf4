"""The budget against what the sandbox then counts, call by call, with the real client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, field, mutable

from support.metered import CODE, course, learner, student
from support.sandboxed import client_over
from support.the_guide import PERTH, enrolment
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.model import Enrolment, TalentUserId
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalUnit,
    PortalUser,
    Sandbox,
)

NAME, GROUP = "powerpro.talentlms.com", "web"
NOW = datetime(2022, 6, 20, 14, 58, 56, tzinfo=PERTH)
COURSES = 4


@mutable
class College:
    """An RTO over the sandbox. *learners* are provisioned, the *due* are to be."""

    learners: Sequence[Enrolment]
    due: Sequence[Enrolment] = ()
    saving: Saving = field(factory=Saving)
    state: AgentState = field(factory=memory_state)
    now: datetime = NOW
    powerpro: MemoryPowerPro = field(init=False)
    sandbox: Sandbox = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.powerpro = MemoryPowerPro([*self.learners, *self.due])
        self.sandbox = Sandbox(self._portal(), clock=lambda: self.now)

    def _portal(self) -> Portal:
        clients = {each.client for each in (*self.learners, *self.due) if each.client.secondary_id}
        return Portal(
            NAME,
            ZoneInfo("Australia/Perth"),
            next_user_id=10_000,
            users=(
                PortalUser("9000", "admin@pm.me", "Ada", "Admin", "admin@pm.me"),
                *(
                    PortalUser(c.secondary_id, c.email, c.given_names.title(), "Caster", c.email)
                    for c in clients
                ),
            ),
            courses=tuple(
                PortalCourse(n, "ICT", units=(PortalUnit(10 * n, f"{CODE} Web"),))
                for n in range(1, COURSES + 1)
            ),
            groups=(PortalGroup("5", "Web", GROUP),),
            enrolments=tuple(
                PortalEnrolment(each.client.secondary_id, each.course.talent_course_id)
                for each in self.learners
            ),
        )

    def verify(self, learners: Sequence[Enrolment]) -> None:
        assert self.state.links is not None
        self.state.links.remember_links(
            [
                VerifiedLink(each.client.code, TalentUserId(each.client.secondary_id), NAME)
                for each in learners
            ]
        )

    def agent(self) -> Agent:
        return Agent(
            self.powerpro,
            client_over(self.sandbox),
            timezone=PERTH,
            state=self.state,
            saving=self.saving,
            clock=lambda: self.now,
            width=1,
        )

    def predicted(self) -> int:
        """The calls of the next run, as the budget has them."""
        found = self.agent().budget()
        # No run of a day needs more than the next one, where there are no sweeps in that day.
        (daily,) = [each for each in found.schedules if each.minutes == 24 * 60]
        return daily.per_run + found.due_calls

    def counted(self) -> int:
        """The calls that a run then makes."""
        before = len(self.counts)
        report = self.agent().run()
        assert report.stopped is None
        return len(self.counts) - before

    @property
    def counts(self) -> list[str]:
        return [call.action for call in self.sandbox.calls if call.action != "ratelimit"]

    def check(self) -> int:
        """Compare the next run with its prediction, and return its calls."""
        predicted = self.predicted()
        assert self.counted() == predicted
        return predicted


def some(count: int, *, of: int = 1, first: int = 1) -> list[Enrolment]:
    return [learner(number, 1 + number % of) for number in range(first, first + count)]


def due(numbers: range, to: int = 2, *, known: bool = False, group: str = "") -> list[Enrolment]:
    """Students who are due in Talent course *to*. *known*: they have a Talent user already."""
    return [
        evolve(
            enrolment(
                f"N{number}",
                student(number, secondary_id=str(number) if known else ""),
                course(to, group),
            ),
            export_date=NOW.date(),
        )
        for number in numbers
    ]


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING], ids=["rosters", "no rosters"])
def test_cold_and_warm(saving: Saving) -> None:
    college = College(some(11, of=3), saving=saving)
    college.verify(college.learners)
    cold = college.check()
    college.now += timedelta(minutes=10)
    warm = college.check()
    assert (cold, warm) == ((3 + 11, 3) if saving.rosters else (11, 11))
    college.now += timedelta(days=1)
    assert college.check() == cold


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING], ids=["rosters", "no rosters"])
@pytest.mark.parametrize("unverified", [1, 2, 4, 11])
def test_links_to_verify(unverified: int, saving: Saving) -> None:
    """Where a course has three or more, one listing has the users of all courses."""
    college = College(some(11, of=2), saving=saving)
    college.verify(college.learners[unverified:])
    calls = college.check()
    college.now += timedelta(minutes=10)
    assert college.check() < calls


def test_held_results_cost_nothing_until_they_are_retried() -> None:
    learners = some(6)
    stranger = evolve(learners[0].client, surname="Nguyen", given_names="Van Anh")
    college = College([*learners])
    college.verify(learners[1:])
    college.powerpro.put_client(evolve(stranger, email="other@pm.me"))
    assert [each.status for each in college.agent().run().records] == ["held"]
    college.now += timedelta(minutes=10)
    assert college.check() == 1


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING], ids=["rosters", "no rosters"])
@pytest.mark.parametrize("group", ["", GROUP])
@pytest.mark.parametrize(
    "students",
    [
        due(range(501, 503)),
        due(range(501, 507)),
        due(range(501, 507), known=True),
        [*due(range(501, 504)), *due(range(601, 604), 3, known=True)],
        [*due(range(501, 504)), *due(range(501, 504), 3)],
    ],
    ids=["a few", "new", "known", "both", "two courses"],
)
def test_new_students(students: list[Enrolment], group: str, saving: Saving) -> None:
    those = [evolve(e, course=evolve(e.course, talent_group_key=group)) for e in students]
    college = College(some(5, of=2), those, saving=saving)
    college.verify(college.learners)
    college.check()
    assert all(each.provisioning_log for each in college.powerpro.enrolments)
    college.now += timedelta(minutes=10)
    college.check()


def test_new_students_who_join_their_group_at_sign_up() -> None:
    college = College([], due(range(501, 507), group=GROUP), Saving(group_at_signup=True))
    college.check()


@pytest.mark.parametrize("later", [timedelta(minutes=10), timedelta(days=1)])
@pytest.mark.parametrize("learners", [1, 2])
def test_a_due_student_beside_one_learner(learners: int, later: timedelta) -> None:
    """Where an earlier roster has shown the learner, the one that provisioning reads may spare
    their own call, until the sweep comes round."""
    college = College(some(learners))
    college.verify(college.learners)
    college.check()
    for each in college.learners[1:]:
        college.powerpro.put_enrolment(evolve(each, booking_status="Cancelled"))
    (new,) = due(range(501, 502), to=1)
    college.powerpro.put_enrolment(evolve(new, export_date=(NOW + later).date()))
    college.now += later
    college.check()
