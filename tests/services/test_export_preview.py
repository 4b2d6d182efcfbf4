"""Who will be enrolled on an export date, and who will not: in PowerPro and with TalentLMS."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    EXPORT_DATE,
    LEN,
    LOG,
    PERTH,
    PINK,
    Rto,
    careful,
    enrolment,
    many,
    portal,
    rto,
    rules,
)
from talent_powerpro import Plan
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.records.record import RecordStatus, StageName
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.services.export_dates import planned_exports, set_export
from talent_powerpro.services.export_preview import ExportPreview, preview_of

TOMORROW = EXPORT_DATE + timedelta(days=1)


def preview(world: Rto, *, asks: bool = True, reserve: float = 0) -> ExportPreview:
    """The preview of setting tomorrow's date for everybody."""
    planned = planned_exports(COURSE.code, None, TOMORROW, world.powerpro, rules(), EXPORT_DATE)
    due = [
        evolve(each, export=change.export, export_date=change.export_date)
        for each, change in planned
        if not change.warnings
    ]
    targets = RunTargets(enrolments=tuple(each.id for each in due))
    plan: Plan | None = None
    if asks:
        agent = world.agent(reserve=reserve)
        plan = agent.plan(only="provisioning", date=TOMORROW, targets=targets, as_if=due)
    changes = [change for _, change in planned]
    return preview_of(changes, TOMORROW, today=EXPORT_DATE, zone=PERTH, plan=plan)


def named(found: ExportPreview) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    will = [str(each.enrolment_id) for each in found.will]
    return will, {str(each.client.enrolment_id): each.reasons for each in found.will_not}


def unticked() -> Rto:
    """Joana may be enrolled; Pink is not confirmed, and Len is provisioned."""
    return rto(
        enrolment("1", export=False, export_date=None),
        enrolment("2", PINK, export=False, export_date=None, booking_status="Tentative"),
        enrolment("3", LEN, contact_logs=(LOG,)),
    )


def test_it_says_first_how_many_with_todays_date_and_zone() -> None:
    found = preview(unticked())
    assert (found.on, found.not_asked) == (TOMORROW, "")
    assert found.sentence == (
        "1 will be enrolled, 2 will not. Today is 02/06/2022 in Australia/Perth."
    )
    will, will_not = named(found)
    assert will == ["1"]
    assert "booking status is Tentative" in will_not["2"][0]
    assert "already provisioned" in will_not["3"][0]


@pytest.mark.parametrize("asks", [True, False])
def test_whom_it_names_the_run_of_that_day_enrols(asks: bool) -> None:
    world = unticked()
    will, will_not = named(preview(world, asks=asks))
    set_export(COURSE.code, None, TOMORROW, world.powerpro, rules(), EXPORT_DATE)
    world.clock.pass_days(1)
    done = {str(r.enrolment_id): str(r.status) for r in world.run(only="provisioning").records}
    assert [each for each in done if done[each] == "provisioned"] == will
    assert not set(will_not) & set(done)


def test_a_course_that_talentlms_lacks_and_a_hold_are_reasons_too() -> None:
    lacking = rto(enrolment("1", export=False), talent=portal(active=False))
    will, will_not = named(preview(lacking))
    assert will == []
    assert "126" in will_not["1"][0]
    held = rto(enrolment("1", deferment_date=TOMORROW), policy=careful())
    will, will_not = named(preview(held))
    assert will == []
    assert "Deferment Date" in will_not["1"][0]


def test_a_group_that_talentlms_lacks_is_to_know() -> None:
    course = evolve(COURSE, talent_group_key="NOSUCHKEY")
    found = preview(rto(enrolment("1", course=course), enrolment("2", PINK, course)))
    assert [str(each.enrolment_id) for each in found.will] == ["1", "2"]
    told = {str(each.client.enrolment_id): each.message for each in found.to_know}
    assert list(told) == ["1", "2"]
    assert all("NOSUCHKEY" in each for each in told.values())


def test_who_the_quota_left_out_is_not_known_to_be_enrolled() -> None:
    talent = MeteredTalent(portal(), 4)
    found = preview(rto(*many(3), talent=talent))  # type: ignore[arg-type]  # by its methods
    will, will_not = named(found)
    assert will == ["1", "2"]
    assert "calls" in will_not["3"][0]


def test_what_the_plan_does_with_results_is_no_reason() -> None:
    world = rto(enrolment("1"))
    planned = planned_exports(COURSE.code, None, TOMORROW, world.powerpro, rules(), EXPORT_DATE)
    (enrols,) = world.agent().plan(only="provisioning").records
    holds = evolve(enrols, stage=StageName.RESULTS, status=RecordStatus.HELD)
    plan = Plan(TOMORROW, (enrols, holds))
    changes = [change for _, change in planned]
    found = preview_of(changes, TOMORROW, today=EXPORT_DATE, zone=PERTH, plan=plan)
    assert named(found) == (["1"], {})


def test_who_somebody_provisions_meanwhile_would_be_left_as_it_is() -> None:
    world = unticked()
    planned = planned_exports(COURSE.code, None, TOMORROW, world.powerpro, rules(), EXPORT_DATE)
    changes = [change for _, change in planned]
    nothing = preview_of(changes, TOMORROW, today=EXPORT_DATE, zone=PERTH, plan=Plan(TOMORROW))
    _, will_not = named(nothing)
    assert will_not["1"] == ("A run on 03/06/2022 would leave the enrolment as it is.",)
