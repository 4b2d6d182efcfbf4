"""Witnesses below and above an agent: each checks every call and fails at once.

They use the state of the two systems and the literal readings of `literal`, never the package's
own code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from typing_extensions import override

from support.literal import COMPETENT, alike, first_word, number, outcome_number
from support.playing import Played
from support.seam import Seam
from support.spies import SpiedPowerPro
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Absent,
    Enrolment,
    NewTalentUser,
    TalentCourseId,
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
    """Checks each write to PowerPro when it is made."""

    def __init__(self, played: Played) -> None:
        super().__init__(played.powerpro)
        self.played = played
        self.own: dict[UnitRowId, UnitResult] = {}
        """The agent's last write to each unit."""

    @override
    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        match action:
            case "enrolments_to_provision":
                self.begin()
            case "set_secondary_id":
                # Law 4: nobody is linked to a Talent user who is another client's.
                client, user_id = arguments
                linked = self.powerpro.clients_linked_to(user_id)
                assert not [other for other in linked if other.code != client.code]
            case "add_contact_log":
                # Law 6: the Talent enrolment that a contact log speaks of exists.
                place = place_of(self.enrolment_now(arguments[0].id))
                assert place in self.played.talent.talent.enrolled
            case "set_result":
                # Law 7: an outcome changes only as the policy allows.
                unit, result = arguments
                now = self.unit_now(unit)
                if now.result != result:
                    self.look_at(now, result)
        answer = super().around(action, arguments, ask)
        if action == "set_result":
            self.own[arguments[0].id] = arguments[1]
        return answer

    def begin(self) -> None:
        """Forget, after a run that was cut off, what a person has changed since: the agent
        cannot know those writes to be its own."""
        if self.played.cut_off:
            there = {unit.id: unit for each in self.powerpro.enrolments for unit in each.units}
            self.own = {key: own for key, own in self.own.items() if there[key].result == own}

    def look_at(self, unit: Unit, result: UnitResult) -> None:
        old, new = outcome_number(unit), result.outcome[:2]
        assert new.isdigit()
        assert old not in ACHIEVED or new in (old, COMPETENT[:2])
        enrolment = self.enrolment_now(unit.enrolment_id)
        assert result.outcome_date == evidence(self.played, enrolment, unit)
        assert result.short_comment.endswith(unit.short_comment)
        if self.played.policy.profile == "careful":
            its_own = unit.result == self.own.get(unit.id) and old == new
            cleared = old in OPEN and unit.id in self.own
            assert its_own or (old in OPEN and not cleared)


class WitnessedTalent(Seam):
    """Checks law 5 at each create, for one run.

    A user is created only after the agent looked for them by every means in this run and
    TalentLMS itself answered that they are absent, and a create that may have had an effect is
    never repeated.
    """

    port = TalentRepository

    def __init__(self, talent: TalentRepository, powerpro: MemoryPowerPro) -> None:
        super().__init__(talent)
        self.powerpro = powerpro
        self.absent: set[tuple[str, str]] = set()
        self.doubtful: set[str] = set()

    @override
    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        if action == "create_user":
            return self.look_at(arguments[0], ask)
        answer = ask()
        if isinstance(answer, Absent) and action in ("user_by_id", "user_by_email"):
            self.absent.add((action, arguments[0].strip().lower()))
        return answer

    def look_at(self, new: NewTalentUser, ask: Callable[[], Any]) -> Any:
        client = self.powerpro.clients[new.client_code]
        stored, email = number(client.secondary_id), client.email.strip().lower()
        assert not stored or ("user_by_id", stored) in self.absent
        assert ("user_by_email", email) in self.absent
        assert email not in self.doubtful
        try:
            return ask()
        except NoAnswer:
            self.doubtful.add(email)
            raise


def witnessed(talent: TalentRepository, powerpro: MemoryPowerPro) -> TalentRepository:
    """TalentLMS behind a `WitnessedTalent`."""
    return cast(TalentRepository, WitnessedTalent(talent, powerpro))


# --- the truth --------------------------------------------------------------------


def place_of(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """The Talent user and course of the enrolment's client; blank ids: none."""
    return (
        TalentUserId(number(enrolment.client.secondary_id)),
        TalentCourseId(number(enrolment.course.talent_course_id)),
    )


def evidence(played: Played, enrolment: Enrolment, unit: Unit) -> date | None:
    """The latest local date on which the unit's Talent units were completed, in the RTO's zone.

    ``None``: the unit is not complete.
    """
    talent = played.talent.talent
    user_id, course_id = place_of(enrolment)
    if (user_id, course_id) not in talent.enrolled:
        # Results then come from the course that the contact log names.
        log = enrolment.provisioning_log
        named = re.findall(r"Talent Course: ?([0-9]+)", log.description) if log else []
        course_id = TalentCourseId(number(named[0]) if named else "")
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
    """The completion date; ``None`` unless the unit is complete."""
    if reached is None or not any(alike(reached.label, word) for word in ("Completed", "Passed")):
        return None
    if isinstance(reached.completed, datetime):
        return reached.completed.astimezone(played.zone).date()
    return reached.completed
