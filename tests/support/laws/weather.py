"""Outages that begin and end, and their effect on calls."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar, cast

from attrs import field, mutable

from support.disturbances import (
    CALM,
    POWERPRO_READS,
    POWERPRO_WRITES,
    TALENT,
    TALENT_WRITES,
    Disturbance,
    Disturbed,
)
from talent_powerpro.adapters.memory.talent import NO_USER
from talent_powerpro.errors import NoAnswer, PowerProUnusable, Refused, TalentUnusable
from talent_powerpro.model import Absent

T = TypeVar("T")


class Outage(Enum):
    """The current outages, run after run."""

    SILENT = "TalentLMS gives no answer"
    LOSING = "TalentLMS does what it is asked, and the answers are lost"
    UNUSABLE = "TalentLMS cannot be used"
    READ_ONLY = "PowerPro cannot be written to"
    LOCKED = "PowerPro cannot be used"


@mutable
class Weather:
    """An `Around` for an agent's repositories, without outages until one is set.

    While the portal *denies* its users, every look-up answers that the user does not exist. The
    portal still has them, so it refuses a new user with the same e-mail or login.
    """

    outage: Outage | None = None
    denies: bool = False
    run: Disturbed = field(factory=lambda: Disturbed(CALM))
    """The fates of single calls in the current run."""

    def begin_run(self, disturbance: Disturbance) -> None:
        self.run = Disturbed(disturbance)

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        return self.run(name, lambda: self.outside(name, ask))

    def outside(self, name: str, ask: Callable[[], T]) -> T:
        if name in TALENT:
            return self.over_talent(name, ask)
        powerpro = {Outage.READ_ONLY: POWERPRO_WRITES, Outage.LOCKED: POWERPRO_READS}
        if self.outage and name in powerpro.get(self.outage, ()):
            raise PowerProUnusable(self.outage.value)
        return ask()

    def over_talent(self, name: str, ask: Callable[[], T]) -> T:
        if self.outage is Outage.UNUSABLE:
            raise TalentUnusable(self.outage.value)
        if self.outage is Outage.SILENT:
            raise NoAnswer(self.outage.value)
        answer = self.known_users(name, ask)
        if self.outage is Outage.LOSING and name in TALENT_WRITES:
            raise NoAnswer(self.outage.value)
        return answer

    def known_users(self, name: str, ask: Callable[[], T]) -> T:
        if self.denies and name.startswith("user_by_"):
            return cast(T, Absent(name, message=NO_USER))
        if self.denies and name == "progress":
            raise Refused(NO_USER, reason="unknown-user")
        return ask()
