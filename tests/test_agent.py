"""The agent: its arguments, its runs and its lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from typing_extensions import override

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DESCRIPTION,
    DONE,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    LEN,
    PERTH,
    PINK,
    STAMP,
    USER_7,
    enrolment,
    only,
    outcomes,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Agent, PowerProRepository, TalentRepository
from talent_powerpro.errors import NoAnswer, SettingsFault
from talent_powerpro.model import PROVISIONED, Course, CourseCode, UnitResult
from talent_powerpro.ports import RunListener
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.policy import Policy

YESTERDAY, TOMORROW = EXPORT_DATE - timedelta(days=1), EXPORT_DATE + timedelta(days=1)


# --- the guide's own story --------------------------------------------------------


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("policy", [Policy.guide(), Policy.careful()])
def test_a_student_is_created_linked_enrolled_grouped_and_logged(
    width: int, policy: Policy
) -> None:
    """Students enrolled in PowerPro are transferred to Talent LMS and enrolled there"""
    world = rto(width=width, policy=policy)
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    user = world.talent.users[USER_7]
    assert (user.name, user.email, user.login) == ("Joana Gomez", "jg11@pm.me", "jg11@pm.me")
    assert (USER_7, COURSE_126) in world.talent.enrolled
    assert USER_7 in world.talent.groups[GROUP].members
    assert world.enrolment().client.secondary_id == "7"
    log = world.enrolment().provisioning_log
    assert log is not None
    assert (log.contact_type, log.description) == (PROVISIONED, DESCRIPTION)


@pytest.mark.parametrize("width", [1, 3])
def test_two_finished_units_come_back_and_a_third_run_writes_nothing(width: int) -> None:
    """The plug-in is also responsible for fetching any unit completions from Talent LMS"""
    world = rto(width=width)
    world.run()
    for code in ("ICTWEB304", "ICTWEB305"):
        world.talent.complete(USER_7, COURSE_126, code, DONE)
    world.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    second = world.run()
    assert outcomes(second, "results") == {"1001": "written"}
    assert second.wrote == 2
    assert world.unit("ICTWEB304").result == UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    assert world.unit("ICTWEB305").result == UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
    assert world.unit("ICTWEB306").outcome == ""

    before = world.powerpro.enrolments
    third = world.run()
    assert third.wrote == 0
    assert third.counts("results") == {"unchanged": 1}
    assert world.powerpro.enrolments == before


def test_a_unit_completed_late_in_utc_has_the_next_day_in_perth() -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.talent.complete(
        USER_7, COURSE_126, "ICTWEB304", datetime(2022, 6, 12, 23, 30, tzinfo=UTC)
    )
    world.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    world.run()
    assert world.unit().outcome_date == date(2022, 6, 13)


def test_two_enrolments_of_one_new_client_make_one_talent_user() -> None:
    other = Course(CourseCode("B"), "B", export_to_talent=True, talent_course_id="126")
    world = rto(enrolment(), enrolment("1002", course=other))
    plan = world.agent().plan()
    assert [w.action for r in plan.records for w in r.writes].count("create_user") == 1
    world.run()
    assert list(world.talent.users) == ["7"]
    assert all(e.provisioning_log for e in world.powerpro.enrolments)


# --- what an agent is given -------------------------------------------------------


def test_both_systems_in_memory_are_repositories() -> None:
    world = rto()
    assert isinstance(world.powerpro, PowerProRepository)
    assert isinstance(world.talent, TalentRepository)


def test_the_zone_may_be_a_name() -> None:
    world = rto()
    agent = Agent(world.powerpro, world.talent, timezone="Australia/Perth", clock=world.clock)
    assert agent.run().today == EXPORT_DATE


@pytest.mark.parametrize("name", ["Perth/Nowhere", "", "Australia", "../etc/passwd"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(SettingsFault, match="is not a time zone"):
        Agent(rto().powerpro, portal(), timezone=name)


def test_a_width_below_one_is_refused() -> None:
    with pytest.raises(SettingsFault, match="width: 0"):
        Agent(rto().powerpro, portal(), timezone=PERTH, width=0)


def test_by_default_it_has_its_own_clock_journal_and_log() -> None:
    world = rto(enrolment(export_date=date(2000, 1, 1)))
    report = Agent(world.powerpro, world.talent, timezone=PERTH).run()
    assert report.started <= report.ended
    assert report.started.tzinfo is PERTH


def test_today_is_the_rtos_own_day() -> None:
    world = rto()
    world.clock.now = datetime(2022, 6, 1, 16, 30, tzinfo=UTC)
    assert world.run().today == EXPORT_DATE
    world.clock.now = datetime(2022, 6, 2, 16, 30, tzinfo=UTC)
    assert world.agent().plan().today == TOMORROW


class Progress(RunListener):
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        self.calls.append((stage, phase, done, total))


def test_a_listener_receives_each_record_rehearsed_and_performed() -> None:
    progress = Progress()
    world = rto(enrolment(), enrolment("1002", client=PINK))
    world.agent(listeners=[progress]).run(only="provisioning")
    assert progress.calls == [
        ("provisioning", "rehearsing", 1, 2),
        ("provisioning", "rehearsing", 2, 2),
        ("provisioning", "performing", 1, 2),
        ("provisioning", "performing", 2, 2),
    ]


# --- conditions that are unmet, and the lists -------------------------------------


def test_unmet_missed_and_undated_enrolments_are_listed_with_reasons() -> None:
    world = rto(
        enrolment("1", evolve(JOANA, email="")),
        enrolment("2", PINK, export_date=YESTERDAY),
        enrolment("3", LEN, export_date=None),
    )
    report = world.run()
    assert report.records == ()
    assert [e.reasons for e in report.lists.unmet] == [("the client has no e-mail address",)]
    assert [e.enrolment_id for e in report.lists.missed] == ["2"]
    assert [e.enrolment_id for e in report.lists.no_export_date] == ["3"]


def test_what_was_listed_before_is_not_new_again() -> None:
    world = rto(enrolment(export_date=YESTERDAY))
    assert [entry.new for entry in world.run().lists.missed] == [True]
    assert [entry.new for entry in world.run().lists.missed] == [False]


def test_an_unknown_label_is_reported_once() -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE, label="Terminado")
    assert [r.reason for r in only(world.run().of("results")).remarks] == ["unknown-label"]
    again = world.run()
    assert again.of("results") == ()
    assert again.counts("results") == {"unchanged": 1}


def test_a_standing_hold_is_new_once_and_a_deferral_each_time() -> None:
    world = rto(talent=portal(users=[JOANA_7]))
    world.powerpro.put_client(evolve(PINK, secondary_id="7"))
    assert [r.new for r in world.run().needing_attention] == [True]
    assert [r.new for r in world.run().needing_attention] == [False]

    world = rto()
    world.talent.script.raises("course", NoAnswer("timed out"), NoAnswer("timed out"))
    assert [r.new for r in world.run().needing_attention] == [True]
    assert [r.new for r in world.run().needing_attention] == [True]


def test_careful_looks_a_week_back_and_the_guide_does_not() -> None:
    week_ago = enrolment(export_date=EXPORT_DATE - timedelta(days=7))
    assert outcomes(rto(week_ago, policy=Policy.careful()).run()) == {"1001": "provisioned"}
    assert outcomes(rto(week_ago).run()) == {}
