"""A run for named enrolments: they alone are looked at, and all others stay as they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.scripted import ByCourse
from support.seam import actions_of
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    LEN,
    LOG,
    PERTH,
    PINK,
    USER_7,
    Rto,
    booking,
    careful,
    enrolment,
    numbers,
    outcomes,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.metered import MeteredTalent
from talent_powerpro.adapters.memory.state import MemoryTries
from talent_powerpro.errors import Deferred, SettingsFault
from talent_powerpro.model import (
    Client,
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.rules.saving import Saving
from talent_powerpro.run.targets import find_targets, limited_to, same_lane
from talent_powerpro.run.tasks import COURSE as TALENT_COURSE

PHONE = "on the phone"
TOMORROW = EXPORT_DATE + timedelta(days=1)
USER_8 = TalentUserId("8")
PINK_8 = evolve(PINK, secondary_id="8")


def ids(*given: str) -> RunTargets:
    return RunTargets(enrolments=tuple(map(EnrolmentId, given)))


def clients(*given: Client, why: str = "") -> RunTargets:
    return RunTargets(clients=tuple(each.code for each in given), although_not_today=why)


def courses(*given: str) -> RunTargets:
    return RunTargets(courses=tuple(map(CourseCode, given)))


def two_due() -> Rto:
    return rto(enrolment("1"), enrolment("2", PINK))


# --- who is found -----------------------------------------------------------------

OTHER = evolve(COURSE, code=CourseCode("BSB1"))


def store() -> Rto:
    return rto(
        enrolment("1", JOANA),
        enrolment("2", JOANA, OTHER, export=False),
        enrolment("3", PINK, OTHER, contact_logs=(LOG,)),
    )


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        (RunTargets(), None),
        (ids("1"), ["1"]),
        (ids("3", "1"), ["3", "1"]),
        (clients(JOANA), ["1", "2"]),
        (courses("BSB1"), ["2", "3"]),
        (clients(JOANA, PINK), ["1", "2", "3"]),
        (evolve(clients(JOANA), courses=(CourseCode("BSB1"),)), ["2"]),
        (evolve(clients(JOANA), enrolments=(EnrolmentId("1"),)), ["1"]),
    ],
)
def test_names_of_one_kind_add_up_and_kinds_narrow_each_other(
    targets: RunTargets, found: list[str] | None
) -> None:
    got = find_targets(targets, store().powerpro)
    assert (got if got is None else list(got)) == found


@pytest.mark.parametrize(
    "targets", [clients(JOANA, PINK), courses("ICT30120-A", "BSB1"), ids("1", "3")]
)
def test_only_the_named_are_read_where_the_repository_finds_them(targets: RunTargets) -> None:
    world = store()
    find_targets(targets, world.powerpro)
    assert not {"enrolments_to_provision", "provisioned_enrolments"} & {
        *world.powerpro.script.asked
    }


class Plain:
    """A repository with the required methods alone."""

    def __init__(self, powerpro: object) -> None:
        for name in actions_of(PowerProRepository):
            setattr(self, name, getattr(powerpro, name))


@pytest.mark.parametrize("targets", [clients(JOANA), courses("BSB1"), ids("1")])
def test_a_repository_with_the_required_methods_alone_finds_the_same(targets: RunTargets) -> None:
    powerpro = store().powerpro
    plain = cast(PowerProRepository, Plain(powerpro))
    assert find_targets(targets, plain) == find_targets(targets, powerpro)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (ids("11"), r"no enrolment 11\. Did you mean 1\?"),
        (ids("1", "zzz"), r"no enrolment zzz\.$"),
        (
            RunTargets(clients=(ClientCode("2021000071"),)),
            r"no client 2021000071 with an enrolment\. Did you mean 20210000",
        ),
        (courses("BSB2"), r"no course BSB2 with an enrolment\. Did you mean BSB1\?"),
        (
            evolve(clients(PINK), courses=(CourseCode("ICT30120-A"),)),
            "leave no enrolment of client 2021000018",
        ),
        (
            evolve(clients(JOANA), enrolments=(EnrolmentId("3"),)),
            "leave no enrolment of enrolment 3",
        ),
        (evolve(courses("BSB1"), although_not_today=PHONE), "for named clients or enrolments"),
        (RunTargets(although_not_today=PHONE), "for named clients or enrolments"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_before_anything_is_begun(
    targets: RunTargets, message: str
) -> None:
    world = store()
    for ask in (world.agent().run, world.agent().plan):
        with pytest.raises(SettingsFault, match=message):
            ask(targets=targets)
    assert world.messages == []
    assert world.journal.runs() == ()


@pytest.mark.parametrize(
    ("targets", "remedy"),
    [
        (
            evolve(clients(PINK), courses=(CourseCode("ICT30120-A"),)),
            "Names of different kinds narrow each other. Run once for each of them.",
        ),
        (RunTargets(although_not_today=PHONE), "Name them: --client CODE or --enrolment ID."),
        (ids("11"), "Nothing was run. Correct the name and run again."),
    ],
)
def test_what_to_do_about_names_that_do_not_fit_is_said(targets: RunTargets, remedy: str) -> None:
    with pytest.raises(SettingsFault) as raised:
        find_targets(targets, store().powerpro)
    assert raised.value.remedy == remedy


def test_the_store_limited_to_names_answers_what_a_stage_asks_and_lists_nobody_else() -> None:
    powerpro = MemoryPowerPro(store().powerpro.enrolments)
    limited = limited_to((booking("1"),), powerpro)
    for name in (
        "enrolment",
        "clients_linked_to",
        "provisioned_enrolments_of",
        "shared_talent_ids",
    ):
        assert getattr(limited, name) == getattr(powerpro, name)
    with pytest.raises(AttributeError, match="rows_in_scope"):
        limited.rows_in_scope  # type: ignore[attr-defined]  # noqa: B018


def test_who_is_not_provisioned_yet_has_no_results_although_named() -> None:
    limited = limited_to((booking("1"), booking("3")), store().powerpro)
    assert [each.id for each in limited.provisioned_enrolments()] == ["3"]


def test_all_unknown_names_are_reported_at_once_each_with_its_near_ones() -> None:
    wrong = RunTargets((EnrolmentId("9"),), (ClientCode("C"),), (CourseCode("ICT30120"),))
    there = [
        enrolment(str(number), course=evolve(COURSE, code=CourseCode(f"ICT30120-{letter}")))
        for number, letter in enumerate("ABCDE", 10)
    ]
    with pytest.raises(SettingsFault) as raised:
        find_targets(wrong, rto(*there).powerpro)
    assert raised.value.faults == (
        "PowerPro has no enrolment 9.",
        "PowerPro has no client C with an enrolment.",
        "PowerPro has no course ICT30120 with an enrolment."
        " Did you mean ICT30120-E, ICT30120-D, ICT30120-C?",
    )


def test_a_provisioned_enrolment_is_found_where_the_repository_lists_it_apart() -> None:
    powerpro = store().powerpro
    apart = Plain(powerpro)
    to_provision = [each for each in powerpro.enrolments if not each.provisioning_log]
    vars(apart)["enrolments_to_provision"] = lambda _: to_provision
    assert find_targets(clients(PINK), cast(PowerProRepository, apart)) == ("3",)


# --- the others are left alone ----------------------------------------------------


def test_a_run_for_one_client_asks_and_writes_nothing_of_the_others() -> None:
    alone = rto(enrolment("1"))
    alone.run()
    world = two_due()
    report = world.run(targets=clients(JOANA))
    assert outcomes(report) == {"1": "provisioned"}
    assert report.targets == ("client 2021000017",)
    assert world.enrolment("2").provisioning_log is None
    # Call by call as if Pink were not there.
    assert world.talent.script.asked == alone.talent.script.asked
    assert [mark.enrolment_id for mark in world.journal.due_marks()] == []
    # Pink is provisioned by the next ordinary run.
    assert outcomes(world.run()) == {"2": "provisioned"}


def test_a_plan_for_one_client_is_the_clients_part_of_the_whole_plan() -> None:
    whole, named = two_due().agent().plan(), two_due().agent().plan(targets=clients(JOANA))
    assert named.records == tuple(each for each in whole.records if each.enrolment_id == "1")


def linked() -> Rto:
    """Two provisioned students who have each completed a unit."""
    talent = portal(users=[JOANA_7, TalentUser(USER_8, "p", "Pink", "Panther", PINK.email)])
    for user in (USER_7, USER_8):
        talent.put_enrolment(user, COURSE_126)
        talent.groups[GROUP].members.add(user)
        talent.complete(user, COURSE_126, "ICTWEB304", DONE)
    pink = evolve(enrolment("1002", PINK_8), contact_logs=(LOG,))
    world = rto(provisioned(*enrolment("1001").units), pink, talent=talent)
    world.clock.pass_days(20)
    return world


@pytest.mark.parametrize("by_course", [False, True])
def test_results_are_asked_for_and_written_for_the_named_client_alone(by_course: bool) -> None:
    world = linked()
    if by_course:
        world.powerpro = ByCourse(world.powerpro.enrolments)
    report = world.run(targets=clients(PINK))
    assert outcomes(report, "results") == {"1002": "written"}
    assert world.talent.script.asked.count("progress") == 1


def test_the_holds_of_others_stay_and_those_of_the_named_end() -> None:
    deferred: dict[str, Any] = {"deferment_date": date(2022, 8, 1)}
    world = rto(enrolment("1", **deferred), enrolment("2", PINK, **deferred), policy=careful())
    world.run()
    assert {each.enrolment_id for each in world.releases.standing()} == {"1", "2"}
    for number, client in (("1", JOANA), ("2", PINK)):
        world.powerpro.put_enrolment(enrolment(number, client))
    world.run(targets=clients(JOANA))
    assert {each.enrolment_id for each in world.releases.standing()} == {"2"}
    # Also where the named one has left the scope, so that no stage found it.
    world.powerpro.put_enrolment(enrolment("2", PINK, withdrawal_date=EXPORT_DATE))
    world.run(targets=clients(PINK))
    assert world.releases.standing() == ()


def test_a_pending_membership_of_another_is_not_tried() -> None:
    world = linked()
    for number in ("1001", "1002"):
        world.journal.set_pending(PendingMembership(booking(number), USER_7, GROUP))
    world.run(targets=ids("1002"), only="provisioning")
    assert [each.enrolment_id for each in world.journal.pending_memberships()] == ["1001"]


def test_the_rest_of_a_talent_course_keeps_its_turn() -> None:
    world = linked()
    tries = MemoryTries()
    metered = MeteredTalent(world.talent, 500, world.clock)
    state = evolve(world.state, tries=tries)
    agent = Agent(world.powerpro, metered, timezone=PERTH, state=state, clock=world.clock)
    agent.run(targets=ids("1002"))
    assert tries.tried("results", ["1001", "1002"]).keys() == {"1002"}
    assert not tries.tried(TALENT_COURSE, ["126"])
    agent.run(only="results")
    assert tries.tried(TALENT_COURSE, ["126"])


def test_a_named_record_does_not_wait() -> None:
    stranger = TalentUser(TalentUserId("5"), "m", "Mary", "Smith", JOANA.email)
    world = rto(enrolment("1"), talent=portal(users=[stranger]))
    agent, asked = world.agent(saving=Saving(rosters=True)), world.talent.script.asked
    for targets, asks in ((RunTargets(), True), (RunTargets(), False), (ids("1"), True)):
        asked.clear()
        assert outcomes(agent.run(only=None, targets=targets)) == {"1": "held"}
        assert bool(asked) == asks


def test_an_answer_to_a_run_with_targets_is_remembered_as_no_look() -> None:
    """Its course's other codes were not read, so what matches no unit is not fully known."""
    talent = portal_with_joana()
    world = rto(provisioned(unit()), talent=talent)
    agent = world.agent(saving=Saving(rosters=True))
    agent.run(targets=ids("1001"))
    assert agent._context.looks.looked_at([booking("1001")]) == {}
    agent.run()
    assert agent._context.looks.looked_at([booking("1001")]).keys() == {"1001"}


def test_who_is_not_provisioned_is_named_with_every_reason() -> None:
    world = rto(enrolment("1", export=False, export_date=None), enrolment("2", PINK, export=False))
    report = world.run(targets=ids("1"))
    (listed,) = report.lists.unmet
    assert listed.enrolment_id == "1"
    assert listed.reasons == (
        "the enrolment's export box is not ticked",
        "the enrolment has no export date",
    )
    assert report.records == ()


def test_who_was_missed_long_ago_is_named_too() -> None:
    world = rto(enrolment("1", export_date=date(2020, 1, 1)))
    assert numbers(world.run().lists.missed) == []
    assert numbers(world.run(targets=ids("1")).lists.missed) == ["1"]


def test_an_enrolment_that_cannot_be_read_by_itself_is_taken_from_the_list() -> None:
    world = two_due()
    world.powerpro.script.raises("enrolment", *[Deferred("a deadlock")] * 2)
    report = world.run(targets=ids("1"))
    assert outcomes(report).keys() == {"1"}


# --- although not today -----------------------------------------------------------


@pytest.mark.parametrize("export_date", [None, TOMORROW])
def test_the_export_date_is_set_aside_for_the_named_alone(export_date: date | None) -> None:
    world = rto(enrolment("1", export_date=export_date), enrolment("2", PINK))
    report = world.run(targets=clients(JOANA, why=PHONE))
    assert outcomes(report) == {"1": "provisioned"}
    assert report.although_not_today == PHONE
    (header,) = world.journal.runs()
    assert (header.targets, header.although_not_today) == (("client 2021000017",), PHONE)


def test_every_other_condition_still_counts() -> None:
    world = rto(enrolment("1", export_date=None, booking_status="Tentative"))
    report = world.run(targets=clients(JOANA, why=PHONE))
    assert [each.reasons for each in report.lists.unmet] == [("the booking status is Tentative",)]


@pytest.mark.parametrize("export_date", [None, TOMORROW])
def test_what_such_a_run_did_not_finish_stays_due(export_date: date | None) -> None:
    world = rto(enrolment("1", export_date=export_date))
    world.talent.script.raises("enrol", Deferred("busy"))
    report = world.run(targets=clients(JOANA, why=PHONE))
    assert outcomes(report) == {"1": "deferred"}
    assert outcomes(world.run()) == {"1": "provisioned"}


def test_a_mark_without_a_date_ends_when_a_person_sets_one() -> None:
    world = rto(enrolment("1", export_date=date(2022, 7, 1)))
    world.journal.mark_due([DueMark(booking("1"), None)])
    report = world.run()
    assert numbers(report.lists.unmet) == ["1"]
    assert report.of("provisioning") == ()


# --- who depends on whom -----------------------------------------------------------------


def test_an_enrolment_depends_on_those_who_share_its_email_or_secondary_id() -> None:
    same_email = evolve(PINK, email=JOANA.email)
    same_id = Client(ClientCode("3"), "CASTER", "LEN", email="len@pm.me", secondary_id="7")
    clients = (same_email, evolve(JOANA, secondary_id="7"), same_id, evolve(LEN, email="l@pm.me"))
    world = rto(*(enrolment(str(number), each) for number, each in enumerate(clients, 1)))
    for number, lane in (("1", "12"), ("2", "123"), ("3", "23"), ("4", "4")):
        assert same_lane(world.enrolment(number), world.powerpro) == tuple(map(booking, lane))


def test_another_enrolment_of_the_same_student_is_not_depended_on() -> None:
    world = rto(enrolment("1"), enrolment("2", course=OTHER))
    assert same_lane(world.enrolment("2"), world.powerpro) == (booking("2"),)


def test_who_was_provisioned_within_the_moment_is_still_among_them() -> None:
    as_read = enrolment("1")
    world = rto(
        evolve(as_read, contact_logs=(LOG,)), enrolment("2", evolve(PINK, email=JOANA.email))
    )
    assert same_lane(as_read, world.powerpro) == (booking("1"), booking("2"))


def test_nobody_shares_a_blank_email() -> None:
    blank = [evolve(each, email="", secondary_id="") for each in (JOANA, PINK)]
    world = rto(*(enrolment(str(number), each) for number, each in enumerate(blank)))
    assert same_lane(world.enrolment("0"), world.powerpro) == (booking("0"),)


def test_who_is_provisioned_depends_on_nobody_and_nobody_on_them() -> None:
    pink = evolve(PINK, email=JOANA.email)
    done = evolve(enrolment("1", pink), contact_logs=(LOG,))
    world = rto(done, enrolment("2"))
    assert same_lane(done, world.powerpro) == (booking("1"),)
    assert same_lane(world.enrolment("2"), world.powerpro) == (booking("2"),)
