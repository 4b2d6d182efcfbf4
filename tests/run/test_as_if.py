"""PowerPro as if some enrolments had other export dates."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from support.the_guide import EXPORT_DATE, PINK, booking, enrolment, rto
from talent_powerpro.run.as_if import as_if

TOMORROW = EXPORT_DATE + timedelta(days=1)


def test_changed_enrolments_stand_in_place_of_powerpros_own_in_order() -> None:
    world = rto(enrolment("1", export=False), enrolment("2", PINK))
    changed = evolve(world.enrolment("1"), export=True, export_date=TOMORROW)
    seen = as_if([changed], world.powerpro)
    assert seen.enrolment(booking("1")) == changed
    assert seen.enrolment(booking("2")) == world.enrolment("2")
    assert seen.enrolment(booking("3")) is None
    assert list(seen.enrolments_to_provision(())) == [changed, world.enrolment("2")]
    # One that the repository leaves out as it is comes last.
    narrowed = seen.enrolments_to_provision({"enrolment-exported"})
    assert [each.id for each in narrowed] == ["2", "1"]
    assert seen.clients_with_email(PINK.email) == (PINK,)


def test_without_a_change_it_is_the_repository_itself() -> None:
    powerpro = rto().powerpro
    assert as_if([], powerpro) is powerpro


def test_a_plan_as_if_boxes_were_ticked_is_that_of_the_day_after_they_are() -> None:
    world = rto(enrolment("1", export=False, export_date=None), enrolment("2", PINK))
    ticked = evolve(world.enrolment("1"), export=True, export_date=TOMORROW)
    preview = world.agent().plan(date=TOMORROW, as_if=[ticked])
    assert world.enrolment("1").export is False
    assert [each.enrolment_id for each in preview.writing] == ["1"]
    world.powerpro.put_enrolment(ticked)
    world.clock.pass_days(1)
    assert world.agent().plan() == preview
