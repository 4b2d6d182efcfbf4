"""Law 7. No outcome changes but as the policy allows, and none to what nobody achieved."""

from __future__ import annotations

from datetime import date, datetime
from itertools import zip_longest

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from disturbances import Disturbance, Disturbed, disturbances
from edits import Later, histories, learnings
from laws.examples import LAW, POLICIES, WIDTHS
from literal import COMPETENT, alike, first_word, number, outcome_number
from playing import Played
from spies import SpiedPowerPro
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.model import Enrolment, TalentCourseId, TalentUserId, Unit, UnitResult
from talent_powerpro.policy import RepeatedUnits
from worlds import World, worlds

ACHIEVED = ("20", "51", "60", "81")

RUNS = st.lists(st.none() | disturbances(), min_size=1, max_size=4)
"""Some runs, with what goes wrong in them."""


@frozen
class Decides:
    """A plugin that decides on outcomes, for better or worse."""

    decided: str

    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return self.decided


PLUGINS = st.sampled_from(((), (), (Decides("40 - Withdrawn"),), (Decides("51 - RPL"),)))


@LAW
@given(
    width=WIDTHS,
    world=worlds(),
    policy=POLICIES,
    plugins=PLUGINS,
    history=st.one_of(histories(), learnings()),
    troubles=RUNS,
)
def test_no_outcome_changes_but_as_the_policy_allows(
    width: int,
    world: World,
    policy: Policy,
    plugins: tuple[Decides, ...],
    history: tuple[Later, ...],
    troubles: list[Disturbance | None],
) -> None:
    """No outcome changes but as the policy allows; none is cleared or lowered; the date is the
    local date of the evidence. Seen at each write, whatever goes wrong and people do."""
    played = Played(world, width=width, policy=policy, plugins=plugins)
    played.spied = LooksAtResults(played)
    for later, trouble in zip_longest((Later(0, ()), *history), troubles):
        played.wait(later or Later(0, ()))
        played.run(Disturbed(trouble) if trouble else None)


class LooksAtResults(SpiedPowerPro):
    """Sees to it that each result is one that the policy lets the agent write."""

    def __init__(self, played: Played) -> None:
        super().__init__(played.powerpro)
        self.played = played
        self.own: dict[str, UnitResult] = {}
        """What the agent wrote to each unit last."""

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        now = self._unit(unit)
        if now.result != result:
            self.look(now, result)
        super().set_result(unit, result)
        self.own[unit.id] = result

    def look(self, unit: Unit, result: UnitResult) -> None:
        old, new = outcome_number(unit), result.outcome[:2]
        assert new.isdigit()
        assert old not in ACHIEVED or new in (old, COMPETENT[:2])
        assert result.outcome_date == max(self.evidence(unit))
        assert result.short_comment.endswith(unit.short_comment)
        if self.played.policy == Policy.careful():
            never_written = unit.id not in self.own
            assert (never_written and old in ("", "70", "85", "90")) or (
                unit.result == self.own.get(unit.id) and old == new
            )

    def evidence(self, unit: Unit) -> list[date]:
        """The local dates on which what the unit stands for was completed in TalentLMS."""
        enrolment = self._enrolment(unit.enrolment_id)
        course_id = TalentCourseId(number(enrolment.course.talent_course_id))
        user_id = TalentUserId(number(enrolment.client.secondary_id))
        reached = self.played.talent.talent.enrolled[user_id, course_id]
        units = self.played.talent.talent.courses[course_id].units
        of_this_code = [
            reached.get(each.id)
            for each in units
            if not each.is_section and alike(first_word(each.name), unit.code)
        ]
        days = [day for each in of_this_code if (day := self.local_date(each))]
        if self.played.policy.repeated_units == RepeatedUnits.ALL:
            assert len(days) == len(of_this_code)
        return days

    def local_date(self, reached: Completion | None) -> date | None:
        """The RTO's; none unless it is complete."""
        if reached is None or not any(alike(reached.label, w) for w in ("Completed", "Passed")):
            return None
        if isinstance(reached.completed, datetime):
            return reached.completed.astimezone(self.played.zone).date()
        return reached.completed
