"""Base class of the Talent suites, and the portal that they test against."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from talent_powerpro.model import (
    ClientCode,
    CourseProgress,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports import TalentRepository
from talent_powerpro.testing.contracts.given_portal import GivenPortal, GivenProgress

WEB: Final = TalentCourse(
    TalentCourseId("126"),
    "Certificate III in Information Technology",
    units=(
        TalentUnit("30", "Web", "Section"),
        TalentUnit("31", "ICTWEB304 Build simple web pages", "Content"),
        TalentUnit("32", "ICTWEB305: Health & safety – 'images'", "Test"),
        TalentUnit("33", "ICTWEB306 Ärger", "Content"),
    ),
)
CLOSED: Final = TalentCourse(TalentCourseId("127"), "Of old", active=False)
PINK: Final = TalentUser(
    TalentUserId("4"),
    "Pink.P",
    "Pink",
    "Panther",
    "Pink@pm.me",
    enrolments=(TalentEnrolment(WEB.id),),
)
LEN: Final = TalentUser(
    TalentUserId("5"), "len@pm.me", "Len", "Caster", "", active=False, enrolments=()
)
"""An inactive user in no course and without an e-mail. The login is an address."""
FRUIT: Final = TalentGroupKey("77eD6LXHH")
COMPLETED: Final = datetime(2022, 6, 12, 18, 30, 5, tzinfo=UTC)
JOANA: Final = NewTalentUser(ClientCode("2021000017"), "jg11@pm.me", "Joana", "Gómez", "jg11@pm.me")
PORTAL: Final = GivenPortal(
    users=(PINK, LEN),
    courses=(WEB, CLOSED),
    groups=(FRUIT,),
    progress=(
        GivenProgress(PINK.id, WEB.id, "31", "Completed", COMPLETED),
        GivenProgress(PINK.id, WEB.id, "32", "In progress"),
    ),
)
NOBODY, NOWHERE = TalentUserId("99999"), TalentCourseId("99999")


class TalentPortals:
    """Makes the repositories of the suite. A host defines `make`."""

    def make(self, portal: GivenPortal) -> TalentRepository:
        """Return a repository over a new portal with the content of *portal* and nothing else.

        It must have a pre-set password for new users, because the suite's new users have none.
        """
        raise NotImplementedError("Define make(self, portal); its docstring says what to return.")

    def talent(self, portal: GivenPortal = PORTAL) -> TalentRepository:
        """The repository under test: yours, or in the rehearsal suite a rehearsal over it."""
        return self.make(portal)


def done_in(progress: CourseProgress | NotEnrolled) -> dict[str, datetime | date]:
    """The completion date or moment of each completed unit, by unit id."""
    assert isinstance(progress, CourseProgress)
    return {each.unit.id: each.completed for each in progress.units if each.completed}
