"""The journal reads back: each write, structured from what a store keeps, is the write that was
made, and what was planned before it is there with its old values."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import Disturbance, Disturbed, disturbances
from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.playing import Played
from support.spies import Seen, seen_of
from support.worlds import World, worlds
from talent_powerpro import Policy
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.json import writes_from_json, writes_to_json
from talent_powerpro.records.write import Write


def read_back(writes: tuple[Write, ...]) -> tuple[Write, ...]:
    """The writes after a store has saved them as text."""
    return writes_from_json(json.loads(json.dumps(writes_to_json(writes))))


def seen(entry: JournalEntry, played: Played) -> list[Seen]:
    return [seen_of(write, played.talent.created) for write in read_back(entry.made)]


@LAW
@given(width=WIDTHS, world=worlds(), history=histories(), policy=POLICIES)
def test_every_write_structured_from_the_journal_equals_the_write_that_was_made(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    for later in (Later(0, ()), *history):
        played.wait(later)
        played.forget()
        plan, report = played.agent.plan(), played.agent.run()
        entries = played.journal.entries(report.run_id)
        for entry in entries:
            assert read_back(entry.writes) == entry.writes
            assert read_back(entry.made) == entry.made
        made = {(each.stage, each.enrolment_id): each.made for each in entries if each.made}
        assert made == {each.key: each.writes for each in report.records if each.writes}
        planned = {(each.stage, each.enrolment_id): each.writes for each in entries}
        of_plan = {each.key: each.writes for each in plan.records if each.writes}
        assert {key: planned[key] for key in of_plan if key in planned} == {
            key: writes for key, writes in of_plan.items() if key in planned
        }
        key = str
        assert sorted((s for e in entries for s in seen(e, played)), key=key) == sorted(
            played.seen, key=key
        )


@LAW
@given(
    width=WIDTHS,
    world=worlds(),
    policy=POLICIES,
    troubles=st.lists(disturbances(), min_size=1, max_size=2),
)
def test_journal_entries_read_back_unchanged_after_faults(
    width: int, world: World, policy: Policy, troubles: list[Disturbance]
) -> None:
    played = Played(world, width=width, policy=policy)
    for around in (*map(Disturbed, troubles), None):
        played.run(around)
        for entry in played.journal.entries():
            assert read_back(entry.writes) == entry.writes
            assert read_back(entry.made) == entry.made
    assert played.journal.unfinished() == ()
