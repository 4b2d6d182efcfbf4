"""A TalentLMS whose answers about progress also tell of the student's work."""

from __future__ import annotations

from typing import Any, cast

from attrs import evolve

from talent_powerpro.model import CourseProgress, Engagement
from talent_powerpro.ports.talentlms import TalentRepository

SOURCE = "GET https://powerpro.talentlms.com/api/v1/getuserstatusincourse"
TOLD = (
    Engagement(status="Incomplete", progress="33", source=SOURCE),
    Engagement(unit_id="ICTWEB304", status="Completed", score="soon", source=SOURCE),
)


class Telling:
    """Hands every call on."""

    def __init__(self, talent: Any) -> None:
        self._talent = talent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talent, name)

    def progress(self, *asked: Any) -> Any:
        answer = self._talent.progress(*asked)
        told = isinstance(answer, CourseProgress)
        return evolve(answer, engagement=TOLD) if told else answer


def telling(talent: TalentRepository) -> TalentRepository:
    return cast(TalentRepository, Telling(talent))
