"""A rehearsal over both systems in memory."""

from __future__ import annotations

from support.scripted import ScriptedTalent
from support.the_guide import (
    enrolment,
    portal,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import (
    Enrolment,
)
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache


def rehearsal(
    *enrolments: Enrolment, talent: ScriptedTalent | None = None
) -> tuple[Rehearsal, MemoryPowerPro, ScriptedTalent]:
    powerpro = MemoryPowerPro(enrolments or [enrolment()])
    remote = talent or portal()
    known = TalentCache(remote, activation=remote, groups=remote)
    return Rehearsal(powerpro, known, MemoryJournal()), powerpro, remote
