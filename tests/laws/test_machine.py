"""State machine of all laws: people edit, days pass, outages come and go, the agent is killed.

Afterwards two clean runs must put everything right.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from support.disturbances import CALM, KILLS, WRITES, Disturbance, disturbances
from support.edits import Edit, Later, delete_user, edit_client, edit_user, edits, finish
from support.laws.examples import POLICIES, WIDTHS, law
from support.laws.weather import Outage, Weather
from support.laws.witnesses import WitnessedPowerPro, evidence, place_of, witnessed
from support.literal import COMPETENT, alike, outcome_number
from support.playing import Played
from support.worlds import AFTERNOON, PERTH, SYDNEY, World, worlds, worlds_of_learners
from talent_powerpro import Policy, Record, RunReport
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.record import STANDING, StageName
from talent_powerpro.rules.rules import Rules

EVENINGS = (
    (PERTH, datetime(2022, 6, 2, 15, 30, tzinfo=UTC)),  # half an hour to midnight
    (SYDNEY, datetime(2022, 10, 1, 13, 30, tzinfo=UTC)),  # to the night whose clocks go forward
    (SYDNEY, datetime(2022, 4, 2, 12, 30, tzinfo=UTC)),  # to the night whose clocks go back
    (SYDNEY, datetime(2022, 12, 31, 12, 30, tzinfo=UTC)),  # to another year
    (PERTH, AFTERNOON),
)
"""Zones and start times."""


def moved(value: Any, by: timedelta) -> Any:
    """The value with every date and moment in it moved by *days*."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(moved(each, by) for each in value)
    if isinstance(value, dict):
        return {name: moved(each, by) for name, each in value.items()}
    if attrs.has(type(value)):
        names = [each.name for each in attrs.fields(type(value)) if each.init]
        return evolve(value, **{name: moved(getattr(value, name), by) for name in names})
    return value


class Reliability(RuleBasedStateMachine):
    """One RTO over some days, with its agent. Each rule is an event."""

    played: Played
    weather: Weather
    witness: WitnessedPowerPro
    shift: timedelta
    """Days between the dates of the generated data and the start."""
    users_moved: bool
    """Whether a client's Talent user may have changed or been denied."""

    @initialize(
        world=st.one_of(worlds(), worlds_of_learners()),
        evening=st.sampled_from(EVENINGS),
        policy=POLICIES,
        width=WIDTHS,
    )
    def begins(
        self, world: World, evening: tuple[ZoneInfo, datetime], policy: Policy, width: int
    ) -> None:
        zone, now = evening
        self.shift = now.astimezone(zone).date() - world.now.astimezone(world.zone).date()
        there: World = evolve(moved(world, self.shift), zone=zone, now=now)
        self.played = Played(there, policy=policy, width=width)
        self.played.spied = self.witness = WitnessedPowerPro(self.played)
        self.weather = Weather()
        self.users_moved = False

    # --- people and time ---------------------------------------------------------

    @rule(edit=edits())
    def somebody_edits(self, edit: Edit) -> None:
        self.users_moved |= edit.do in (edit_client, edit_user, delete_user)
        self.played.wait(Later(0, (moved(edit, self.shift),)))

    @rule(whom=st.integers(0, 3), which=st.integers(0, 2))
    def a_learner_finishes_a_unit_now(self, whom: int, which: int) -> None:
        now = Completion("Completed", self.played.now)
        self.played.wait(Later(0, (Edit(finish, whom, (which, now)),)))

    @rule(hours=st.sampled_from((1, 3, 24, 48)))
    def time_passes(self, hours: int) -> None:
        self.played.wait(Later(hours, ()))

    # --- disturbances ------------------------------------------------------------

    @rule(outage=st.sampled_from(Outage))
    def an_outage_begins(self, outage: Outage) -> None:
        self.weather.outage = outage

    @precondition(lambda self: self.weather.outage)
    @rule()
    def the_outage_ends(self) -> None:
        self.weather.outage = None

    @rule()
    def the_portal_denies_its_users_for_a_while(self) -> None:
        self.weather.denies = not self.weather.denies
        self.users_moved = True

    # --- runs --------------------------------------------------------------------

    @rule()
    def the_agent_runs(self) -> None:
        self.run(CALM)

    @rule(trouble=disturbances())
    def the_agent_runs_into_trouble(self, trouble: Disturbance) -> None:
        self.run(trouble)

    @rule(kill=disturbances(of=WRITES, fates=KILLS))
    def the_agent_is_killed_at_a_write(self, kill: Disturbance) -> None:
        self.run(kill)

    def run(self, trouble: Disturbance) -> RunReport | None:
        self.weather.begin_run(trouble)
        return self.played.run(
            self.weather, above=lambda talent: witnessed(talent, self.played.powerpro)
        )

    @rule()
    def all_is_well_again_and_two_clean_runs_put_everything_right(self) -> None:
        self.weather.outage, self.weather.denies = None, False
        self.run(CALM)
        report = self.run(CALM)
        assert report is not None
        assert report.stopped is None
        assert report.wrote == 0
        standing = {each.key for each in report.records if each.status in STANDING}
        # A rehearsal cannot know what TalentLMS will refuse, such as a missing group.
        assert {each.key for each in self.played.agent.plan().writing} <= standing
        for enrolment in self.played.powerpro.enrolments:
            self.is_provisioned_or_says_why_not(enrolment, report)
            self.has_its_results_or_says_why_not(enrolment, report)
        if not self.users_moved:
            seen = self.played.talent.seen
            created = Counter(each.target for each in seen if each.action == "create_user")
            assert not [client for client, times in created.items() if times > 1]

    # --- checks ------------------------------------------------------------------

    def is_provisioned_or_says_why_not(self, enrolment: Enrolment, report: RunReport) -> None:
        """An enrolment that is due, today or since another day, is provisioned unless a person must
        decide or correct something."""
        today = self.played.today
        marks = {each.enrolment_id: each.export_date for each in self.played.journal.due_marks()}
        days = [Day(today, today, self.played.policy.export_window)]
        if (left_over := marks.get(enrolment.id)) is not None:
            days.append(Day(today, left_over))
        if any(
            not Rules(self.played.policy, self.played.zone).unmet(enrolment, day) for day in days
        ):
            record = record_of(enrolment, report, StageName.PROVISIONING)
            assert record is not None
            assert record.status in STANDING

    def has_its_results_or_says_why_not(self, enrolment: Enrolment, report: RunReport) -> None:
        """No result is lost or wrong: every completed unit has its result and date."""
        record = record_of(enrolment, report, StageName.RESULTS)
        if record is None or record.status in STANDING:
            return
        assert place_of(enrolment) in self.played.talent.talent.enrolled
        for unit in enrolment.units:
            day = evidence(self.played, enrolment, unit)
            assert day is None or any(
                row.outcome_date == day and outcome_number(row) == COMPETENT[:2]
                for row in enrolment.units
                if alike(row.code, unit.code)
            )


def record_of(enrolment: Enrolment, report: RunReport, stage: StageName) -> Record | None:
    records = report.of(stage)
    return next((each for each in records if each.enrolment_id == enrolment.id), None)


Reliability.TestCase.settings = settings(law(10), stateful_step_count=25)
TestReliability = Reliability.TestCase
