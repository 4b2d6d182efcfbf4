"""The laws of rehearsal and performance, over generated worlds and both profiles.

`spies` stand below the agent and see what truly changed, whatever its records say.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edits import Edit, Later, edits, histories
from oracle import Oracle
from playing import Played
from spies import Seen
from talent_powerpro import Plan, Policy
from talent_powerpro.record import Outcome, Record, StageName
from worlds import World, worlds

LAW = settings(max_examples=300, deadline=None)

WIDTHS = pytest.mark.parametrize("width", [1, 3])
"""Calls to TalentLMS one after the other, and three side by side."""

POLICIES = st.sampled_from((Policy.guide(), Policy.careful()))

NOTHING_YET = Later(hours=0, edits=())


def writes_by_record(records: tuple[Record, ...], played: Played) -> dict[object, list[Seen]]:
    return {r.key: [played.as_seen(write) for write in r.writes] for r in records if r.writes}


# --- the plan ---------------------------------------------------------------------


@WIDTHS
@LAW
@given(world=worlds(), history=histories(), policy=POLICIES)
def test_a_run_writes_what_its_plan_says_but_for_what_talent_denies(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    """TalentLMS alone makes a difference: a group that it refuses is not joined, and the contact
    log says so; a course or a group that it says they are in already is not written. Whoever
    it will not create (their login is taken) is left to examples."""
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        plan = played.agent.plan()
        report = played.agent.run()
        refused = [write for write in played.talent.refused if write.action != "create_user"]
        assume(len(refused) == len(played.talent.refused))
        denied = [*refused, *played.talent.already]

        planned = writes_by_record(plan.records, played)
        performed = writes_by_record(report.records, played)
        assert worded_alike(performed) == worded_alike(
            {
                key: kept
                for key, writes in planned.items()
                if (kept := [write for write in writes if write not in denied])
            }
        )
        if not refused:
            assert "not added to Talent Group" not in str(performed)


def worded_alike(writes: dict[object, list[Seen]]) -> dict[object, list[Seen]]:
    """The same, with no word of whether a group was joined or refused."""
    group = re.compile(r" (not )?added to Talent Group .*")
    return {
        key: [
            evolve(each, new=tuple((name, group.sub("", text)) for name, text in each.new))
            for each in some
        ]
        for key, some in writes.items()
    }


@WIDTHS
@LAW
@given(world=worlds(), history=histories(), policy=POLICIES)
def test_a_report_tells_exactly_what_was_written_to_either_system(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        report = played.agent.run()
        reported = [played.as_seen(write) for record in report.records for write in record.writes]
        assert Counter(reported) == Counter(played.seen)
        assert report.wrote == len(played.seen)


@WIDTHS
@LAW
@given(world=worlds(), history=histories(), policy=POLICIES)
def test_a_rehearsal_writes_nothing_anywhere(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        before, remembered = played.state(), played.memory()
        played.agent.plan()
        assert set(played.talent.calls) <= {
            "user_by_id",
            "user_by_email",
            "user_by_login",
            "course",
            "progress",
        }
        assert played.spied.calls == []
        assert (played.state(), played.memory()) == (before, remembered)
        played.agent.run()


@LAW
@given(world=worlds(), policy=POLICIES)
def test_a_plan_reads_back_from_its_json_as_it_was(world: World, policy: Policy) -> None:
    plan = Played(world, policy=policy).agent.plan()
    assert Plan.from_json(plan.to_json()) == plan
    assert "password" not in json.dumps(json.loads(plan.to_json()))


# --- a repeat, and the outcomes ---------------------------------------------------


@WIDTHS
@LAW
@given(world=worlds(), history=histories(), policy=POLICIES)
def test_running_again_with_nothing_changed_writes_nothing(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.agent.run()
        played.forget()
        before = played.state()
        assert played.agent.run().wrote == 0
        assert played.seen == []
        assert played.state() == before


@WIDTHS
@LAW
@given(world=worlds(), history=histories(), policy=POLICIES)
def test_every_record_ends_each_stage_in_exactly_one_outcome(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    literally = Oracle(played.powerpro, played.talent, world.zone)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        due = {
            each.id
            for each in played.powerpro.enrolments
            if literally.is_to_be_provisioned(each, played.now.astimezone(world.zone).date())
        }
        report = played.agent.run()
        assert due <= {record.enrolment_id for record in report.of(StageName.PROVISIONING)}
        assert len({record.key for record in report.records}) == len(report.records)
        for stage in StageName:
            assert sum(report.counts(stage).values()) == len(report.of(stage))
        assert not [r for r in report.records if r.outcome is Outcome.NOT_REACHED]
        assert report.stopped is None


# --- applying a plan --------------------------------------------------------------


@WIDTHS
@LAW
@given(world=worlds(), policy=POLICIES)
def test_applying_a_plan_at_once_does_what_a_run_does(
    width: int, world: World, policy: Policy
) -> None:
    ran, applied = (Played(world, width=width, policy=policy) for _ in range(2))
    report = ran.agent.run()
    assume("create_user" not in [write.action for write in ran.talent.refused])
    again = applied.agent.apply(applied.agent.plan())
    assert applied.named_state() == ran.named_state()
    assert [(r.key, r.outcome, r.reason) for r in again.records] == [
        (r.key, r.outcome, r.reason) for r in report.records
    ]


@LAW
@given(world=worlds(), meanwhile=st.lists(edits(), min_size=1, max_size=3))
def test_what_changed_since_its_plan_is_held_and_what_is_new_waits(
    world: World, meanwhile: list[Edit]
) -> None:
    applied, planned_anew = Played(world), Played(world)
    approved = applied.agent.plan()
    for played in (applied, planned_anew):
        played.wait(Later(0, tuple(meanwhile)))
    now = {record.key: record for record in planned_anew.agent.plan(only="provisioning").records}
    was = {record.key: record.writes for record in approved.writing}

    ended = applied.agent.apply(approved).of(StageName.PROVISIONING)
    assert [record.key for record in ended] == list(now)
    for record in ended:
        would_write = now[record.key].writes
        if would_write and record.key not in was:
            assert (record.outcome, record.reason) == (Outcome.NOT_REACHED, "not-in-plan")
        elif would_write and was[record.key] != would_write:
            assert (record.outcome, record.reason) == (Outcome.HELD, "plan-changed")
        elif record.reason in {"plan-changed", "not-in-plan"}:
            # It counted on another record, which was not agreed to itself.
            assert any(was.get(key) != each.writes for key, each in now.items() if each.writes)
            assert record.writes == ()
