"""Pending group memberships: examples that generated worlds once found wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import evolve

from talent_powerpro import Agent, RecordStatus
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.state import AgentState

NOW = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
JOANA = Client(ClientCode("2021000017"), "GOMEZ", "JOANA", email="jg11@pm.me")
WEB = Course(
    CourseCode("ICT30120-A"),
    "Certificate III - Information Technology",
    export_to_talent=True,
    talent_course_id="126",
    talent_group_key="GONE",
)
OTHER = evolve(WEB, code=CourseCode("BSB30120"), talent_course_id="127", talent_group_key="")


def due(number: int, client: Client = JOANA, course: Course = WEB) -> Enrolment:
    return Enrolment(
        EnrolmentId(str(number)),
        client,
        course,
        "Confirmed",
        export=True,
        export_date=date(2022, 6, 2),
    )


class TheRto:
    """An RTO whose course names a Talent group that is not there."""

    def __init__(self, *enrolments: Enrolment, user: TalentUser | None = None) -> None:
        courses = [TalentCourse(TalentCourseId(each), "Web") for each in ("126", "127")]
        self.powerpro = MemoryPowerPro(enrolments)
        self.talent = MemoryTalent(users=[user] if user else [], courses=courses, next_user_id=7)
        self.journal = MemoryJournal()
        self.agent = Agent(
            self.powerpro,
            self.talent,
            timezone="Australia/Perth",
            state=AgentState(journal=self.journal),
            clock=lambda: NOW,
        )


def test_two_pending_memberships_of_one_user_are_settled_by_one_run() -> None:
    rto = TheRto(due(1), due(2))
    rto.agent.run()
    rto.talent.put_group(TalentGroupKey("GONE"))
    rto.agent.run()
    assert rto.journal.pending_memberships() == ()


def test_an_enrolment_provisioned_twice_waits_for_its_latest_group_alone() -> None:
    rto = TheRto(due(1))
    rto.agent.run()
    (enrolment,) = rto.powerpro.enrolments
    also = evolve(WEB, talent_group_key="ALSO")
    rto.powerpro.put_enrolment(evolve(enrolment, contact_logs=(), course=also))
    rto.agent.run()
    assert [each.group_key for each in rto.journal.pending_memberships()] == ["ALSO"]
    rto.talent.put_group(TalentGroupKey("ALSO"))
    rto.agent.run()
    assert rto.journal.pending_memberships() == ()


def test_provisioning_again_with_a_group_that_accepts_drops_the_pending_membership() -> None:
    rto = TheRto(due(1))
    rto.agent.run()
    (enrolment,) = rto.powerpro.enrolments
    rto.talent.put_group(TalentGroupKey("GONE"))
    rto.powerpro.put_enrolment(evolve(enrolment, contact_logs=()))
    rto.agent.run()
    assert rto.journal.pending_memberships() == ()


def test_surrounding_blanks_of_a_secondary_id_are_removed() -> None:
    """ "Set PP Secondary ID to the Talent User ID"."""
    user = TalentUser(TalentUserId("5"), "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
    rto = TheRto(due(1, evolve(JOANA, secondary_id=" 5"), OTHER), user=user)
    rto.agent.run()
    assert rto.powerpro.clients[JOANA.code].secondary_id == "5"


def test_apply_creates_nobody_whom_that_record_did_not_plan_to_create() -> None:
    plain = evolve(WEB, talent_group_key="")
    rto = TheRto(due(1, course=plain), due(2, course=OTHER))
    plan = rto.agent.plan()
    rto.powerpro.put_course(evolve(plain, talent_group_key="NEW"))
    report = rto.agent.apply(plan)
    assert [(each.status, each.reason) for each in report.of("provisioning")] == [
        (RecordStatus.DEFERRED, "plan-changed"),
        (RecordStatus.DEFERRED, "plan-changed"),
    ]
    assert rto.talent.users == {}
