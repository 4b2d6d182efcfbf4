"""A law of the quota: all have their turn, the reserve is kept, and nothing learnt is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.metered import Asked, Metered, colleges
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import NO_SAVING, Saving


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
