"""Witnesses below and above an agent: each looks at every call, and says at once what is wrong.

They go by what the two systems hold and by the literal readings of `literal`, never by the
package's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from support.literal import COMPETENT, alike, first_word, number, outcome_number
from support.playing import Played
from support.spies import SpiedPowerPro
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    Enrolment,
    NewTalentUser,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.ports import TalentRepository
from talent_powerpro.rules.policy import RepeatedUnits

OPEN = ("", "70", "85", "90")
ACHIEVED = ("20", "51", "60", "81")


class WitnessedPowerPro(SpiedPowerPro):
    """Looks at each write to PowerPro at the moment it is made."""

    def __init__(self, played: Played) -> None:
        super().__init__(played.powerpro)
        self.played = played
        self.own: dict[UnitRowId, UnitResult] = {}
        """What the agent wrote to each unit last."""

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        """A run begins. What the one before wrote when it was cut off, and a person has changed
        since, nobody can know to be the agent's."""
        if self.played.cut_off:
            there = {unit.id: unit for each in self.powerpro.enrolments for unit in each.units}
            self.own = {key: own for key, own in self.own.items() if there[key].result == own}
        return super().enrolments_to_provision(narrowed_by)

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        """Law 4: whoever a client is linked to is no other client's."""
        linked = self.powerpro.clients_linked_to(user_id)
        assert not [other for other in linked if other.code != client.code]
        super().set_secondary_id(client, user_id)

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        """Law 6: the Talent enrolment that the contact log tells of exists."""
        place = place_of(self._enrolment(enrolment.id))
        assert place in self.played.talent.talent.enrolled
        super().add_contact_log(enrolment, log)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        """Law 7: no outcome changes but as the policy allows."""
        now = self._unit(unit)
        if now.result != result:
            self.look_at(now, result)
        super().set_result(unit, result)
        self.own[unit.id] = result

    def look_at(self, unit: Unit, result: UnitResult) -> None:
        old, new = outcome_number(unit), result.outcome[:2]
        assert new.isdigit()
        assert old not in ACHIEVED or new in (old, COMPETENT[:2])
        enrolment = self._enrolment(unit.enrolment_id)
        assert result.outcome_date == evidence(self.played, enrolment, unit)
        assert result.short_comment.endswith(unit.short_comment)
        if self.played.policy.profile == "careful":
            its_own = unit.result == self.own.get(unit.id) and old == new
            cleared = old in OPEN and unit.id in self.own
            assert its_own or (old in OPEN and not cleared)


class WitnessedTalent:
    """Looks at each create at the moment it is asked for: law 5. For one run.

    Whoever is created was looked for by every means in this run, and TalentLMS itself told that
    they are absent; and no create that may have had an effect is repeated.
    """

    def __init__(self, talent: TalentRepository, powerpro: MemoryPowerPro) -> None:
        self.talent = talent
        self.powerpro = powerpro
        self.absent: set[tuple[str, str]] = set()
        self.doubtful: set[str] = set()
        self.course = talent.course
        self.enrol = talent.enrol
        self.add_to_group = talent.add_to_group
        self.progress = talent.progress
        self.user_by_login = talent.user_by_login

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self.told("id", user_id, self.talent.user_by_id(user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self.told("email", email, self.talent.user_by_email(email))

    def told(self, by: str, text: str, answer: TalentUser | Absent) -> TalentUser | Absent:
        if isinstance(answer, Absent):
            self.absent.add((by, text.strip().lower()))
        return answer

    def create_user(self, new: NewTalentUser) -> TalentUser:
        client = self.powerpro.clients[new.client_code]
        stored, email = number(client.secondary_id), client.email.strip().lower()
        assert not stored or ("id", stored) in self.absent
        assert ("email", email) in self.absent
        assert email not in self.doubtful
        try:
            return self.talent.create_user(new)
        except NoAnswer:
            self.doubtful.add(email)
            raise


# --- what is so -------------------------------------------------------------------


def place_of(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """Where its client is to be in TalentLMS; blank ids: nowhere."""
    return (
        TalentUserId(number(enrolment.client.secondary_id)),
        TalentCourseId(number(enrolment.course.talent_course_id)),
    )


def evidence(played: Played, enrolment: Enrolment, unit: Unit) -> date | None:
    """The RTO's local date on which what the unit stands for was completed in TalentLMS, the
    latest one; ``None``: it is not complete."""
    talent = played.talent.talent
    user_id, course_id = place_of(enrolment)
    reached = talent.enrolled.get((user_id, course_id))
    if reached is None:
        return None
    days = [
        local_date(played, reached.get(each.id))
        for each in talent.courses[course_id].units
        if not each.is_section and alike(first_word(each.name), unit.code)
    ]
    done = [day for day in days if day]
    if played.policy.repeated_units == RepeatedUnits.ALL and len(done) < len(days):
        return None
    return max(done, default=None)


def local_date(played: Played, reached: Completion | None) -> date | None:
    """``None`` unless it is complete."""
    if reached is None or not any(alike(reached.label, word) for word in ("Completed", "Passed")):
        return None
    if isinstance(reached.completed, datetime):
        return reached.completed.astimezone(played.zone).date()
    return reached.completed
