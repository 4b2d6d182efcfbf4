"""The fate of each write of a run that is undone. Pure functions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from attrs import evolve, frozen

from talent_powerpro.model import Enrolment, TalentUserId, counting, day_text
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    AddGroupLog,
    AddUndoneLog,
    CreateUser,
    EditUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
    Unenrol,
    Write,
)

InTalent: TypeAlias = (
    CreateUser | Activate | EditUser | Enrol | Unenrol | JoinGroup | AddGroupLog | AddUndoneLog
)
"""Writes to TalentLMS, and records of them."""
UNDONE = "undone"
"""The reason of the hold of an undone record."""


class Fate(StrEnum):
    """What an undo does about one write."""

    UNDO = "undo"
    """PowerPro still has what the agent wrote. It gets the old value back."""
    ALREADY = "already"
    """PowerPro has the old value."""
    EDITED = "edited"
    """Somebody has changed it since, or the row is gone. It stays as it is."""
    STAYS = "stays"
    """It is in TalentLMS, or a record of it. An undo changes nothing there."""


@frozen
class Undoing:
    """One write of a run, and what an undo does about it."""

    write: Write
    """The write of the run."""
    fate: Fate
    back: Write | None = None
    """The write that undoes it; ``None``: nothing is written."""
    message: str = ""
    """The reason why it is left, for people."""


def undoing(write: Write, enrolment: Enrolment | None) -> Undoing:
    """What becomes of a *write* of the enrolment, which is as PowerPro has it now.

    ``None``: the enrolment no longer exists, or cannot be read.
    """
    if isinstance(write, InTalent):
        return Undoing(write, Fate.STAYS)
    if enrolment is None:
        return Undoing(write, Fate.EDITED, message="The enrolment no longer exists.")
    match write:
        case SetResult():
            return _result(write, enrolment)
        case SetSecondaryId():
            return _secondary_id(write, enrolment)
        case AddContactLog():
            return _contact_log(write, enrolment)
        case _ as never:
            assert_never(never)


def _result(write: SetResult, enrolment: Enrolment) -> Undoing:
    unit = next((each for each in enrolment.units if each.id == write.unit_id), None)
    if unit is None:
        return Undoing(write, Fate.EDITED, message=f"{write.unit_code}: its row is gone.")
    if unit.result == write.new:
        back = SetResult(write.enrolment_id, unit.id, unit.code, write.new, write.old)
        return Undoing(write, Fate.UNDO, back)
    if unit.result == write.old:
        return Undoing(write, Fate.ALREADY)
    if evolve(unit.result, short_comment=write.new.short_comment) == write.new:
        return Undoing(
            write,
            Fate.EDITED,
            message=f"The short comment of {unit.code} was edited since, so its result stays too.",
        )
    now = f"{unit.outcome} {day_text(unit.outcome_date)}".strip() or "(blank)"
    return Undoing(
        write, Fate.EDITED, message=f"{unit.code} was edited since and is now {now}. It stays."
    )


def _secondary_id(write: SetSecondaryId, enrolment: Enrolment) -> Undoing:
    now = enrolment.client.secondary_id
    if now == write.new:
        back = SetSecondaryId(write.client_code, write.new, TalentUserId(write.old))
        return Undoing(write, Fate.UNDO, back)
    if now == write.old:
        return Undoing(write, Fate.ALREADY)
    return Undoing(
        write,
        Fate.EDITED,
        message=f"The Secondary ID was edited since and is now {now or '(blank)'}. It stays.",
    )


def _contact_log(write: AddContactLog, enrolment: Enrolment) -> Undoing:
    counts = {each.description for each in counting(enrolment.contact_logs)}
    if write.description in counts:
        return Undoing(write, Fate.UNDO, AddUndoneLog(write.enrolment_id, write.description))
    if counts:
        return Undoing(
            write,
            Fate.EDITED,
            message="The provisioning contact log was edited since, or another one was added. "
            "The enrolment stays provisioned.",
        )
    return Undoing(write, Fate.ALREADY)


def undone_hold(
    stage: str, enrolment: Enrolment, run_id: str, started: datetime | None
) -> StandingHold:
    """The hold of a record of a run that was undone. *started* is in the RTO's zone."""
    of = f" of {started:%d/%m/%Y %H:%M}" if started else ""
    return StandingHold(
        stage=stage,
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        client_name=enrolment.client.name,
        course_code=enrolment.course.code,
        reason=UNDONE,
        message=f"A person undid what the run{of} wrote here ({run_id}). Nothing is written again "
        "until the hold is released. If you release it, the next run does what TalentLMS and "
        "PowerPro then say.",
        remedy="Correct what was wrong first",
        releasable=True,
        facts=(f"run {run_id}", stage),
    )
