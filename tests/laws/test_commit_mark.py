"""Law 6. The contact log is the commit mark: it is true, and it is always written in the end."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import Disturbance, Disturbed, disturbances
from support.edits import Edit, Later, edits
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.witnesses import WitnessedPowerPro, place_of
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Policy, RecordStatus, RunReport
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.rules import Rules

TROUBLED = st.lists(disturbances(), min_size=1, max_size=2)

HOURS = st.sampled_from((0, 1, 24, 48))
"""Hours until the clean run: at once, past midnight or not, a day, or two."""


@LAW
@given(
    width=WIDTHS,
    world=worlds(),
    policy=POLICIES,
    troubled=TROUBLED,
    hours=HOURS,
    meanwhile=st.lists(edits(), max_size=2),
)
def test_a_talent_enrolment_has_its_contact_log_after_one_clean_run_and_no_log_lacks_one(
    width: int,
    world: World,
    policy: Policy,
    troubled: list[Disturbance],
    hours: int,
    meanwhile: list[Edit],
) -> None:
    """When a contact log is written, its Talent enrolment exists. A Talent enrolment that the
    agent made has its contact log after at most one more clean run, before or after midnight,
    unless a person's edit made it no longer due, or the record gives the reason."""
    played = Played(world, width=width, policy=policy)
    played.spied = WitnessedPowerPro(played)
    for trouble in troubled:
        played.run(Disturbed(trouble))
    begun = [each for each in played.powerpro.enrolments if is_begun(each, played)]
    played.wait(Later(hours, tuple(meanwhile)))
    report = played.run()
    assert report is not None
    for enrolment in begun:
        now = played.powerpro.enrolment(enrolment.id)
        assert now is not None
        assert (
            now.provisioning_log
            or now.export_date != enrolment.export_date
            or Rules(policy, world.zone).unmet(now, its_own_day(now, played))
            or outcome_of(now, report) in {RecordStatus.HELD, RecordStatus.FAILED}
        )


def is_begun(enrolment: Enrolment, played: Played) -> bool:
    """Whether the agent made the Talent enrolment, for this enrolment or another one of that
    client in that course, and this one was due."""
    made = [
        (each.target, dict(each.new)["talent_course_id"])
        for each in played.talent.seen
        if each.action == "enrol"
    ]
    rules = Rules(played.policy, played.zone)
    window = played.policy.export_window
    return place_of(enrolment) in made and not rules.unmet(
        enrolment, evolve(its_own_day(enrolment, played), export_day=played.today, window=window)
    )


def its_own_day(enrolment: Enrolment, played: Played) -> Day:
    """Today, with the enrolment's export date counted as matched."""
    return Day(played.today, enrolment.export_date or played.today)


def outcome_of(enrolment: Enrolment, report: RunReport) -> RecordStatus | None:
    records = report.of(StageName.PROVISIONING)
    return next((each.status for each in records if each.enrolment_id == enrolment.id), None)
