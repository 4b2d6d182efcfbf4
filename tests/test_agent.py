"""The agent: its arguments, its runs and its lists."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve, frozen

from support.beside import beside
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
    STARTED,
    TODAY,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    finished,
    many,
    only,
    outcomes,
    portal,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Agent
from talent_powerpro.agent import now_utc
from talent_powerpro.errors import Interrupted, LockHeld, NoAnswer, SettingsFault
from talent_powerpro.model import PROVISIONED, UnitResult
from talent_powerpro.records.due import Day
from talent_powerpro.records.report import RunReport
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.rules.call_forecast import Schedule
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run.context import RunContext
from talent_powerpro.run.run import Run
from talent_powerpro.services.holds import release_holds
from talent_powerpro.services.shadow import SWEEP

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


# --- what an agent is given -------------------------------------------------------


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


def test_the_defaults_of_an_agent() -> None:
    given = inspect.signature(Agent).parameters.values()
    assert {each.name: each.default for each in given if each.default is not each.empty} == {
        "policy": Policy.guide(),
        "plugins": (),
        "state": None,
        "clock": now_utc,
        "width": 8,
        "saving": Saving(),
        "listeners": (),
        "reserve": 0.2,
        "engagement": False,
    }


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


# --- the run that each call begins ------------------------------------------------

NOW, A_DAY_LATER = str(STARTED), str(STARTED + timedelta(days=1))
SAVING = Saving()
JOANAS = RunTargets(enrolments=(booking(),))
LATE = RunTargets(clients=(JOANA.code,), although_not_today="She was ill.")


@frozen
class Begun:
    """What a call begins a run with; by default an ordinary one, now."""

    day: Day = TODAY
    is_named: bool = False
    targets: RunTargets = EVERYBODY
    only: tuple[str, ...] | None = None
    saving: Saving = SAVING
    started: str = NOW
    made_at: str = NOW
    clock: str = NOW


def begun_by(
    call: Callable[[Agent], object], world: Rto, monkeypatch: pytest.MonkeyPatch
) -> list[Begun]:
    found: list[Begun] = []

    def begin(context: RunContext, **given: Any) -> Run:
        run = Run(context, **given)
        times = map(str, (run.started, run.made_at, context.clock()))
        found.append(Begun(run.day, run.is_named, run.targets, run.only, context.saving, *times))
        return run

    monkeypatch.setattr("talent_powerpro.agent.Run", begin)
    call(world.agent(saving=SAVING))
    return found


def applies(**asked: Any) -> Callable[[Agent], object]:
    """Plan, and apply the plan."""
    return lambda agent: agent.apply(agent.plan(**asked))


NAMED = Begun(is_named=True)
MISSED = evolve(NAMED, day=Day(EXPORT_DATE, YESTERDAY))
PREVIEW = Begun(Day(TOMORROW, TOMORROW), started=A_DAY_LATER, clock=A_DAY_LATER)
HERS = evolve(NAMED, targets=JOANAS, only=("1001",))
ANY_DATE = evolve(HERS, targets=LATE, day=evolve(TODAY, any_date=True))


@pytest.mark.parametrize(
    ("call", "begun"),
    [
        (lambda agent: agent.run(), [Begun()]),
        (lambda agent: agent.run(only="results"), [NAMED]),
        (lambda agent: agent.run(date=YESTERDAY), [evolve(MISSED, is_named=False)]),
        (lambda agent: agent.run(targets=JOANAS), [HERS]),
        (lambda agent: agent.run(targets=LATE), [ANY_DATE]),
        (lambda agent: agent.plan(), [Begun()]),
        (lambda agent: agent.plan(only="results"), [NAMED]),
        (lambda agent: agent.plan(date=TOMORROW), [PREVIEW]),
        (lambda agent: agent.plan(targets=LATE), [ANY_DATE]),
        (applies(), [Begun(), NAMED]),
        (applies(date=YESTERDAY), [evolve(MISSED, is_named=False), MISSED]),
        (applies(targets=JOANAS), [HERS, HERS]),
        (lambda agent: agent.explain(booking()), [HERS, HERS]),
        (lambda agent: agent.explain(booking(), offline=True), [HERS]),
        (lambda agent: agent.budget(), [Begun()]),
        (lambda agent: agent.check(), [Begun()]),
        (lambda agent: agent.shadow(), [evolve(Begun(), saving=Saving(sweep=SWEEP))]),
    ],
)
def test_the_run_that_a_call_begins(
    call: Callable[[Agent], object], begun: list[Begun], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert begun_by(call, rto(), monkeypatch) == begun


def test_an_earlier_day_is_compared_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    found = beside(enrolment(export_date=None))
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    found.world.clock.pass_days()
    today, that_day = begun_by(lambda agent: agent.shadow(found.memory), found.world, monkeypatch)
    assert today.day == Day(TOMORROW, TOMORROW)
    assert that_day == Begun(
        Day(TOMORROW, EXPORT_DATE),
        is_named=True,
        targets=JOANAS,
        only=("1001",),
        saving=NO_SAVING,
        started=A_DAY_LATER,
        made_at=A_DAY_LATER,
        clock=A_DAY_LATER,
    )


def test_a_plan_of_one_stage_has_no_other() -> None:
    plan = rto().agent().plan(only="results")
    assert (plan.stages, plan.records) == (("results",), ())


def test_a_plan_as_if_takes_the_other_values_in_place_of_powerpros() -> None:
    world = rto(enrolment(export=False))
    ticked = evolve(world.enrolment(), export=True)
    assert world.agent().plan().writing == ()
    (planned,) = world.agent().plan(as_if=[ticked]).writing
    assert planned.enrolment_id == "1001"


def test_a_released_hold_is_written_as_its_explanation_said() -> None:
    world = rto(
        provisioned(unit(outcome="51 - RPL")), talent=finished("ICTWEB304"), policy=careful()
    )
    world.clock.pass_days(20)
    agent = world.agent()
    (hold,) = only(agent.run().of("results")).holds
    told = agent.explain(booking()).next_run
    assert told is not None
    assert [(each.decision, len(each.records)) for each in told.if_answered] == [
        ("release", 1),
        ("keep", 0),
    ]
    assert agent.explain(booking(), offline=True).holds == world.releases.standing()
    release_holds([hold.id], world.releases, who="Ann", why="seen", now=world.clock())
    assert agent.run().wrote == 1


def test_an_unknown_enrolment_is_refused_with_near_ones() -> None:
    with pytest.raises(SettingsFault, match=r"PowerPro has no enrolment 101\. Did you mean 1001\?"):
        rto().agent().explain(booking("101"))


# --- a stop, the lock and the brakes ----------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda agent: agent.plan(),
        lambda agent: agent.explain(booking()),
        lambda agent: agent.shadow(),
    ],
)
def test_what_a_stop_ended_ends_no_later_run(call: Callable[[Agent], object]) -> None:
    agent = rto().agent()
    agent.stop()
    with pytest.raises(Interrupted):
        call(agent)
    assert ended(agent.run()) == ""


@pytest.mark.parametrize("name", ["run", "apply"])
def test_a_refused_run_names_what_is_under_way(name: str) -> None:
    agent = rto().agent()
    calls: dict[str, Callable[..., RunReport]] = {
        "run": agent.run,
        "apply": partial(agent.apply, agent.plan()),
    }
    with pytest.raises(LockHeld, match=f"already running `{name}`"):
        calls[name](deliver=lambda _: agent.run())


@pytest.mark.parametrize("release", [(), ("users_created",)])
def test_a_brake_stops_a_run_and_an_applied_plan_until_it_is_released(
    release: tuple[str, ...],
) -> None:
    policy = evolve(Policy.guide(), users_created=1)
    why = "" if release else "users_created"
    world = rto(*many(2), policy=policy)
    plan = world.agent().plan()
    assert ended(world.agent().apply(plan, release=release)) == why
    assert ended(rto(*many(2), policy=policy).run(release=release)) == why


def test_an_unknown_brake_and_a_plan_of_another_portal_are_refused() -> None:
    world = rto()
    plan = world.agent().plan()
    for call in (world.agent().run, partial(world.agent().apply, plan)):
        with pytest.raises(SettingsFault, match="'users' is not a brake"):
            call(release=["users"])
    with pytest.raises(SettingsFault, match=r"The plan is for the portal x\.example"):
        world.agent().apply(evolve(plan, portal="x.example"))


# --- a budget and a check ---------------------------------------------------------


def test_the_budget_of_one_student_due_and_one_enrolled() -> None:
    pink = evolve(
        provisioned(unit(row="2"), client=evolve(PINK, secondary_id="8")), id=booking("2")
    )
    world = rto(enrolment(), pink)
    found = world.agent().budget()
    assert (found.enrolments, found.courses, found.due, found.due_calls) == (1, 1, 1, 7)
    assert found.schedules[0] == Schedule(5, 2, 13, 1, 12)


def test_a_check_says_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    rto().agent().check(progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]
