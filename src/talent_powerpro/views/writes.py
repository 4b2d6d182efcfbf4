"""Writes in words, the same in a plan and in a report."""

from __future__ import annotations

from typing import assert_never

from attrs import asdict

from talent_powerpro.model import TalentUserId, UnitResult, day_text
from talent_powerpro.model.talentlms import is_stand_in
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
from talent_powerpro.rules.user_updates import WORDS


def in_words(write: Write) -> str:
    """Return one write as a line of text, the old value before the new one."""
    match write:
        case CreateUser():
            return f"new Talent user {write.name}, {write.email}"
        case SetSecondaryId(client_code=code, old=old, new=new):
            shown = "the new Talent user's id" if is_stand_in(new) else _or_blank(new)
            return f"Secondary ID of client {code}: {_or_blank(old)} -> {shown}"
        case Activate(user_id=user_id) | EditUser(user_id=user_id):
            return f"{_user(user_id)}: {_change(write)}"
        case (
            Enrol(user_id=user_id, course_id=course_id)
            | Unenrol(user_id=user_id, course_id=course_id)
        ):
            done = "enrolled in" if isinstance(write, Enrol) else "taken out of"
            return f"{_user(user_id)} {done} Talent course {course_id}"
        case JoinGroup(user_id=user_id, group_key=group_key):
            return f"{_user(user_id)} added to Talent group {group_key}"
        case AddContactLog() | AddGroupLog() | AddUndoneLog():
            undone = " undone" if isinstance(write, AddUndoneLog) else ""
            return f"contact log of enrolment {write.enrolment_id}{undone}: {write.description}"
        case SetResult(unit_code=code, old=before, new=after):
            return f"{code}: {_or_blank(_result(before))} -> {_or_blank(_result(after))}"
        case never:
            assert_never(never)


def _change(write: Activate | EditUser) -> str:
    if isinstance(write, Activate):
        return "inactive -> active"
    pairs = zip(asdict(write.old).items(), asdict(write.new).values(), strict=True)
    return ", ".join(
        f"{WORDS[name]} {_or_blank(old)} -> {_or_blank(new)}"
        for (name, old), new in pairs
        if old != new
    )


def _user(user_id: TalentUserId) -> str:
    return "New Talent user" if is_stand_in(user_id) else f"Talent user {user_id}"


def _result(result: UnitResult) -> str:
    return f"{result.outcome} {day_text(result.outcome_date)}".strip()


def _or_blank(text: str) -> str:
    return text or "(blank)"
