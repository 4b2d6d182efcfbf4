"""Laws of the quota: all have their turn, the reserve is kept, and what was learnt is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.metered import Asked, Metered, college, colleges, learner
from talent_powerpro import RecordStatus
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import NO_SAVING, Saving

# --- everybody's turn comes ---------------------------------------------------------


@given(colleges(), st.sampled_from((NO_SAVING, Saving())))
def test_with_any_quota_every_enrolment_is_reached_in_a_bounded_number_of_runs(
    world: Metered, saving: Saving
) -> None:
    world.saving = saving
    everybody = world.powerpro.enrolments
    learners = {each.client.secondary_id for each in everybody if each.id.startswith("R")}
    new = {each.id for each in everybody if each.id.startswith("N")}
    asked, reached = Asked(world.portal), set[str]()
    for _ in range(2 * len(everybody) + 2):
        report = world.run(asked)
        provisioned = report.of(StageName.PROVISIONING)
        reached |= {each.enrolment_id for each in provisioned if each.reason != "quota"}
        for stage, left in report.not_reached.items():
            assert report.stopped is not None, stage
            assert left
        if new <= reached and learners <= set(asked.users) and report.stopped is None:
            break
    assert new <= reached
    assert learners <= set(asked.users)
    # What was completed is written by now.
    for user, done in world.talent.enrolled.items():
        if user[0] in learners and done:
            written = world.powerpro.enrolment(EnrolmentId(f"R{user[0]}"))
            assert written is not None
            assert written.units[0].outcome.startswith("20")


# --- what was learnt is written (case S4) -------------------------------------------


@pytest.mark.parametrize("width", [1, 8])
def test_every_run_writes_what_it_learnt_and_nobody_waits_for_long(width: int) -> None:
    done = range(8, 401, 8)
    world = college(
        150,
        learners=[learner(number, 1) for number in range(1, 401)],
        done=done,
        reserve=0,
        width=width,
    )
    world.know_links()
    asked = Asked(world.portal)
    written: list[int] = []
    for _ in range(3):
        report = world.run(asked)
        written.append(sum(each.status is RecordStatus.WRITTEN for each in report.records))
    assert sum(written) == len(done)
    assert all(written)
    assert len(set(asked.users)) == 400


def test_a_roster_shows_whose_results_come_first() -> None:
    """The same students with a roster, whose call counts too: those with news are asked first."""
    done = range(8, 401, 8)
    learners = [learner(number, 1) for number in range(1, 401)]
    world = college(150, learners=learners, done=done, reserve=0)
    world.saving = Saving()
    world.know_links()
    report = world.run()
    written = [each for each in report.records if each.status is RecordStatus.WRITTEN]
    assert len(written) == len(done)


def test_no_run_begins_with_students_whom_an_earlier_run_looked_at() -> None:
    learners = [learner(number, 1 + number % 3) for number in range(1, 100)]
    world = college(50, learners=learners, courses=3)
    seen: set[str] = set()
    while len(seen) < len(learners):
        asked = Asked(world.portal)
        assert world.run(asked).stopped
        assert not seen & set(asked.users[:10])
        seen |= set(asked.users)
