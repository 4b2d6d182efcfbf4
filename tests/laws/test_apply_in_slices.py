"""Laws of plans where a stage runs in slices: what is applied is what was approved."""

from __future__ import annotations

from hypothesis import given

from support.metered import Metered, colleges
from talent_powerpro import Agent, Plan, Record, RecordStatus
from talent_powerpro.model import client_of_stand_in
from talent_powerpro.records.write import Enrol, JoinGroup, SetSecondaryId


def unlimited(world: Metered) -> Agent:
    return world.agent(world.talent)


def as_planned(record: Record) -> list[tuple[str, ...]]:
    """The writes of a record without the ids of users who were still to be created."""
    writes: list[tuple[str, ...]] = []
    for write in record.writes:
        match write:
            case Enrol(user_id=user) | JoinGroup(user_id=user) | SetSecondaryId(new=user):
                new = client_of_stand_in(user) is not None or int(user) >= 10_000
                writes.append((write.action, "new" if new else user))
            case _:
                writes.append((write.action,))
    return writes


@given(colleges())
def test_what_is_applied_is_what_was_approved_and_nothing_is_held_for_it(world: Metered) -> None:
    plan = unlimited(world).plan()
    planned = {record.key: record for record in plan.writing}
    report = world.apply(plan)
    done = [each for each in report.records if each.writes and each.reason != "quota"]
    for record in done:
        assert as_planned(record) == as_planned(planned[record.key])
    assert not [each for each in report.records if each.reason == "plan-changed"]
    # What the quota left over is not lost: it is in the next plan.
    left = {key for key in planned if key not in {each.key for each in done}}
    again = {record.key for record in unlimited(world).plan().writing}
    assert left <= again


@given(colleges())
def test_a_plan_under_a_quota_is_the_beginning_of_the_whole_plan(world: Metered) -> None:
    whole = unlimited(world).plan()
    plan = world.agent().plan()
    records = {record.key: record for record in whole.records}
    for record in plan.records:
        assert record.status is RecordStatus.NOT_REACHED or record.key in records
    if plan.stopped is None:
        assert plan == whole
    else:
        assert {each for ids in plan.not_reached.values() for each in ids}
    assert Plan.from_json(plan.to_json()) == plan
