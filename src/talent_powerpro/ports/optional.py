"""Optional ports, found on a repository by its methods.

By `getattr`, because a repository may stand behind a proxy: `isinstance` on a runtime protocol
sees through one on Python 3.11 and not on 3.12.
"""

from __future__ import annotations

from typing import cast

from attrs import fields

from talent_powerpro.ports.powerpro import PowerProRepository, ResultsByCourse
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import TalentActivation, TalentGroups, TalentRepository


def activation_of(talent: TalentRepository) -> TalentActivation | None:
    """The same repository, where it can activate users."""
    return cast(TalentActivation, talent) if _has(talent, "activate_user") else None


def groups_of(talent: TalentRepository) -> TalentGroups | None:
    """The same repository, where it knows what a Talent group brings."""
    return cast(TalentGroups, talent) if _has(talent, "courses_of_group") else None


def portal_of(talent: TalentRepository) -> str:
    """The name of the portal that it speaks to; blank: it cannot tell."""
    name = getattr(talent, "portal", "")
    return name if isinstance(name, str) else ""


def results_by_course_of(powerpro: PowerProRepository) -> ResultsByCourse | None:
    """The same repository, where it can answer one Talent course at a time."""
    methods = ("provisioned_courses", "provisioned_enrolments_in")
    return cast(ResultsByCourse, powerpro) if _has(powerpro, *methods) else None


def state_of(powerpro: PowerProRepository) -> AgentState:
    """The state that the repository itself keeps; an empty one, where it has no ``state``."""
    found = getattr(powerpro, "state", None)
    if isinstance(found, AgentState):
        return found
    parts = [part.name for part in fields(AgentState)]
    if not all(hasattr(found, name) for name in parts):
        return AgentState()
    return AgentState(**{name: getattr(found, name) for name in parts})


def _has(repository: object, *methods: str) -> bool:
    return all(callable(getattr(repository, method, None)) for method in methods)
