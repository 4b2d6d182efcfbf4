"""Facts of holds: a hold keeps its id from run to run, and an answer counts while the facts stand.

An administrator reads a hold in one run and answers it before the next, whatever was created in
between.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Policy, RunReport
from talent_powerpro.model import Course, CourseCode, Enrolment
from talent_powerpro.records.holds import HoldKey, hold_id
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.services.holds import keep_holds


def of_a_family(world: World) -> World:
    """All clients share an e-mail that no Talent user has yet, and all enrolments are due.

    The first client is signed up, and the others are held about a user who has no id yet.
    """
    today = world.now.astimezone(world.zone).date()
    alike = {each.code: evolve(each, email=FAMILY, secondary_id="") for each in world.clients}
    course = Course(CourseCode("ICT-0"), "ICT", export_to_talent=True, talent_course_id="126")
    return evolve(
        world,
        clients=tuple(alike.values()),
        enrolments=tuple(
            Enrolment(
                each.id,
                alike[each.client.code],
                course,
                booking_status="Confirmed",
                export=True,
                export_date=today,
            )
            for each in world.enrolments
        ),
    )


FAMILY = "family@pm.example"
WORLDS = st.one_of(worlds(), worlds().map(of_a_family))
NOTHING_YET = Later(hours=0, edits=())


def keys_of(report: RunReport) -> dict[str, HoldKey]:
    """What each hold of a report is bound to, by its id."""
    return {
        hold.id: (record.enrolment_id, hold.reason, hold.facts)
        for record in report.records
        for hold in record.holds
    }


@LAW
@given(width=WIDTHS, world=WORLDS, history=histories(), policy=POLICIES)
def test_a_hold_keeps_its_id_in_the_next_run(
    width: int, world: World, history: tuple[Later, ...], policy: Policy
) -> None:
    played = Played(world, width=width, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        first, second = keys_of(played.agent.run()), keys_of(played.agent.run())
        assert set(second) <= set(first)
        for each, (enrolment_id, reason, facts) in first.items():
            assert each == hold_id(enrolment_id, reason, facts)
            assert facts
            assert not any("new:" in fact for fact in facts)


@LAW
@given(
    width=WIDTHS,
    world=WORLDS,
    policy=POLICIES,
    chosen=st.sets(st.integers(0, 20), min_size=1),
)
def test_a_kept_hold_is_never_reported_again_and_writes_nothing(
    width: int, world: World, policy: Policy, chosen: set[int]
) -> None:
    played = Played(world, width=width, policy=policy)
    found = keys_of(played.agent.run())
    ids = [each for place, each in enumerate(found) if place in chosen]
    holds = played.agent._context.holds
    keep_holds(ids, holds, who="Pauline", why="seen", now=played.now)
    kept = {found[each] for each in ids}
    report = played.agent.run()
    assert not kept & set(keys_of(report).values())
    for record in report.records:
        if record.enrolment_id in {key[0] for key in kept}:
            assert record.status is not RecordStatus.PROVISIONED
