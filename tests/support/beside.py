"""The guide's RTO with another agent still at work, and this one beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve, field, mutable

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DESCRIPTION,
    DONE,
    STAMP,
    USER_7,
    Rto,
    booking,
    rto,
)
from talent_powerpro.model import ContactLog, Enrolment, EnrolmentId, Unit
from talent_powerpro.records.shadow import Compared, Shadowed, ShadowKind
from talent_powerpro.records.shadow_memory import ShadowMemory

ON = DONE.date()


@mutable
class Beside:
    """An RTO, and what this agent's rehearsals remember."""

    world: Rto
    memory: ShadowMemory = field(factory=ShadowMemory)

    def shadow(self, **changes: Any) -> Shadowed:
        """One comparison; *changes* are the agent's. The memory goes through its text."""
        shadowed, after = self.world.agent(**changes).shadow(self.memory)
        self.memory = ShadowMemory.from_json(after.to_json())
        return shadowed

    def a_day_later(self, **changes: Any) -> Shadowed:
        self.world.clock.pass_days()
        return self.shadow(**changes)

    # --- what the other agent does ------------------------------------------------

    def they_provision(
        self,
        number: str = "1001",
        user_id: str = "7",
        description: str = DESCRIPTION,
        *,
        days_ago: int = 0,
    ) -> None:
        enrolment = self.world.enrolment(number)
        at = self.world.clock.now - timedelta(days=days_ago)
        log = ContactLog(enrolment.client.name, enrolment.course.name, at, description=description)
        self.put(
            evolve(
                enrolment,
                client=evolve(enrolment.client, secondary_id=user_id),
                contact_logs=(*enrolment.contact_logs, log),
            )
        )

    def they_result(
        self,
        code: str = "ICTWEB304",
        number: str = "1001",
        *,
        outcome: str = COMPETENT,
        on: date | None = ON,
        comment: str = STAMP,
    ) -> None:
        unit = self.unit(code, number)
        done = evolve(unit, outcome=outcome, outcome_date=on, short_comment=comment)
        self.world.powerpro.put_unit(done)

    # --- what people do -----------------------------------------------------------

    def put(self, enrolment: Enrolment) -> None:
        self.world.powerpro.put_enrolment(enrolment)

    def edit(self, number: str = "1001", **changes: Any) -> None:
        self.put(evolve(self.world.enrolment(number), **changes))

    def finish(self, code: str = "ICTWEB304") -> None:
        """The student with Talent user 7 completes a unit."""
        self.world.talent.complete(USER_7, COURSE_126, code, DONE)

    def unit(self, code: str = "ICTWEB304", number: str = "1001") -> Unit:
        found = self.world.powerpro.enrolment(booking(number))
        assert found is not None
        return next(each for each in found.units if each.code == code)


class Vanishing:
    """PowerPro in which somebody deletes the enrolment at one moment."""

    def __init__(self, powerpro: Any, reads: int) -> None:
        self._powerpro = powerpro
        self.reads = reads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._powerpro, name)

    def enrolment(self, enrolment_id: EnrolmentId) -> Any:
        self.reads -= 1
        return self._powerpro.enrolment(enrolment_id) if self.reads >= 0 else None


def beside(*enrolments: Enrolment, **rest: Any) -> Beside:
    return Beside(rto(*enrolments, **rest))


def one(shadowed: Shadowed, *kinds: ShadowKind) -> Compared:
    """The one place of these kinds."""
    (found,) = shadowed.of(*kinds) if kinds else shadowed.compared
    return found


def brief(shadowed: Shadowed) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, place and rules of each place that is not the same."""
    return [
        (each.kind, f"{each.enrolment_id} {each.unit_code}".strip(), each.rules)
        for each in shadowed.compared
    ]
