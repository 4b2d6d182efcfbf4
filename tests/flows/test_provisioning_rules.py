"""The calls of provisioning to an RTO's rules, with their arguments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve, frozen

from support.by_hand import clock, sides
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    TODAY,
    USER_7,
    enrolment,
    portal,
    rules,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Held
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned, provision
from talent_powerpro.flows.talent_group import Group
from talent_powerpro.model import (
    Enrolment,
    TalentEnrolment,
    TalentUser,
)
from talent_powerpro.records.due import Due
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Note
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.rules import Rules
from talent_powerpro.testing import Stepped

LINKED = evolve(JOANA, secondary_id="7")


@frozen
class Told:
    """The result of a provisioning flow, with its notes."""

    value: Provisioned | NoLongerDue
    notes: tuple[Note, ...]

    @property
    def remarks(self) -> list[Remark]:
        return [value for note in self.notes for value in note.values if isinstance(value, Remark)]


def told_of(due: Enrolment, talent: ScriptedTalent, by: Rules) -> Told:
    flow = Stepped(provision(Due(due, TODAY), by), sides(talent, MemoryPowerPro([due])), clock)
    value = flow.run()
    return Told(value, tuple(flow.told))


def test_it_comes_to_the_enrolment_the_user_and_the_group() -> None:
    due = enrolment(client=LINKED)
    told = told_of(due, portal(users=[JOANA_7]), rules())
    assert told.value == Provisioned(due, evolve(JOANA_7, enrolments=()), Group(GROUP))


def test_what_stands_in_the_secondary_id_is_noted_trimmed() -> None:
    due = enrolment(client=evolve(JOANA, secondary_id=" DPC1 "))
    told = told_of(due, portal(), rules())
    assert told.notes[0] == Note("secondary_id_not_numeric", ("DPC1",))


def test_a_deferred_enrolment_is_held_by_careful_until_it_is_released() -> None:
    due = enrolment(client=LINKED, deferment_date=EXPORT_DATE)
    careful = rules(Policy.careful())
    with pytest.raises(Held) as hold:
        told_of(due, portal(users=[JOANA_7]), careful)
    assert hold.value.reason == "deferment-date"
    passed = {("1001", "deferment-date", hold.value.facts): Decision.RELEASE}
    told = told_of(due, portal(users=[JOANA_7]), evolve(careful, answers=passed))
    assert isinstance(told.value, Provisioned)
    (remark,) = told.remarks
    assert remark.reason == "deferment-date"
    assert "Deferment Date 02/06/2022" in remark.message
    assert "release" not in remark.message
    other = {("1002", "deferment-date", hold.value.facts): Decision.RELEASE}
    with pytest.raises(Held):
        told_of(due, portal(users=[JOANA_7]), evolve(careful, answers=other))


class Earlier(ScriptedTalent):
    """Joana was in the Talent course before."""

    def user_by_id(self, user_id: object) -> TalentUser:
        ends = datetime(2022, 6, 30, 23, 30, tzinfo=UTC)
        before = TalentEnrolment(COURSE_126, "instructor", expires_at=ends)
        return evolve(JOANA_7, enrolments=(before,))


def test_what_is_odd_about_the_users_place_in_the_course_is_remarked_in_the_rtos_zone() -> None:
    told = told_of(enrolment(client=LINKED), portal(Earlier, users=[JOANA_7]), rules())
    assert told.remarks == [
        Remark(
            "not-a-learner",
            "Talent User 7, Joana Gomez, is instructor in Talent course 126, not learner.",
        ),
        Remark("access-ends", "Talent User 7 can use Talent course 126 only until 01/07/2022."),
    ]


def test_a_secondary_id_of_someone_else_is_held_by_the_policys_word() -> None:
    stranger = TalentUser(USER_7, "len", "Len", "Caster", "len@pm.me")
    with pytest.raises(Held) as hold:
        told_of(enrolment(client=LINKED), portal(users=[stranger]), rules())
    assert hold.value.reason == "talent-user-of-another"
    trusting = rules(Policy(secondary_ids_of_others=Reaction.REPORT))
    told = told_of(enrolment(client=LINKED), portal(users=[stranger]), trusting)
    assert [each.reason for each in told.remarks] == ["talent-user-of-another"]
