"""Both systems in dictionaries, each with a `Script` that says what happens at which call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from typing_extensions import override

from support.seam import actions_of
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.model import Client, Course, CourseCode, Enrolment
from talent_powerpro.ports import PowerProRepository, UndoesProvisioning
from talent_powerpro.ports.talentlms import TalentListings, TalentSide
from talent_powerpro.testing import Script

PORTS = (PowerProRepository, UndoesProvisioning, TalentSide, TalentListings)
BY_SCRIPT = frozenset().union(*map(actions_of, PORTS))


class Scripted:
    """Passes each call of a port through a script. It comes before a repository's class."""

    script: Script

    @override
    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in BY_SCRIPT:
            return found
        return lambda *arguments: self.script(name, lambda: found(*arguments))


class ScriptedTalent(Scripted, MemoryTalent):
    """TalentLMS by script."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.script = Script()


class ScriptedPowerPro(Scripted, MemoryPowerPro):
    """PowerPro by script."""

    def __init__(self, enrolments: Iterable[Enrolment] = (), *, clients: Iterable[Client] = ()):
        super().__init__(enrolments, clients=clients)
        self.script = Script()


class ById(ScriptedPowerPro):
    """PowerPro that has the required port, and nothing to narrow result fetching by."""

    rows_in_scope: Any = None


class ByCourse(ById):
    """PowerPro that answers one Talent course at a time, with all enrolments."""

    def provisioned_courses(self) -> Sequence[Course]:
        return list({each.course.code: each.course for each in self.enrolments}.values())

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        there = [each for each in self.enrolments if each.course.code in course_codes]
        return self.script(
            f"in {' '.join(course_codes)}",
            lambda: (each for each in there if each.provisioning_log),
        )
