"""One record of a run: an enrolment in one of the two stages, and what became of it.

A plan is made of records that a rehearsal ended, a report of those that a performance
did; so what was agreed and what happened can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from talent_powerpro.drivers import Event
from talent_powerpro.flow import Call
from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    CourseCode,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    Remark,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    day_text,
)


class StageName(StrEnum):
    """The two halves of a run, in this order."""

    PROVISIONING = "provisioning"
    RESULTS = "results"


class Outcome(StrEnum):
    """How a record ended a stage: always in exactly one of these."""

    PROVISIONED = "provisioned"
    WRITTEN = "written"
    UNCHANGED = "unchanged"
    HELD = "held"
    """A person decides."""
    FAILED = "failed"
    """A person mends its data."""
    DEFERRED = "deferred"
    """Tried again by itself."""
    NOT_REACHED = "not reached"


NEEDS_ATTENTION = frozenset({Outcome.HELD, Outcome.FAILED, Outcome.DEFERRED})


@frozen
class Write:
    """One write to either system, with the old value beside the new one."""

    action: str
    """The port's method, such as ``enrol``."""
    target: str
    """Whom or what it changes: a client, an enrolment, a unit or a Talent user.
    A Talent user that is still to be created is ``new:<client code>``."""
    old: Mapping[str, str] = field(factory=dict)
    new: Mapping[str, str] = field(factory=dict)

    def as_texts(self) -> dict[str, str]:
        """Flat, for the journal: old values under ``old <field>``, new ones under ``new ...``."""
        return {
            "action": self.action,
            "target": self.target,
            **{f"old {name}": text for name, text in self.old.items()},
            **{f"new {name}": text for name, text in self.new.items()},
        }


@frozen
class Record:
    """One enrolment in one stage."""

    stage: StageName
    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    outcome: Outcome
    reason: str = ""
    """A stable code; blank where the outcome needs none."""
    message: str = ""
    remedy: str = ""
    """What a person can do about it, with the menu path."""
    writes: tuple[Write, ...] = ()
    """In a plan, what will be written; in a report, what was."""
    remarks: tuple[Remark, ...] = ()
    new: bool = False
    """Held, failed or deferred, and not so for the same reason at an earlier run."""

    @property
    def key(self) -> tuple[StageName, str]:
        return self.stage, self.enrolment_id


def record_of(stage: StageName, enrolment: Enrolment, outcome: Outcome, **rest: Any) -> Record:
    """A record of *enrolment*; *rest* are the other fields of `Record`."""
    return Record(
        stage=stage,
        enrolment_id=enrolment.id,
        client_code=enrolment.client.code,
        client_name=enrolment.client.name,
        course_code=enrolment.course.code,
        outcome=outcome,
        **rest,
    )


# --- what a flow's calls wrote ----------------------------------------------------


def create_user(new: NewTalentUser) -> Write:
    return Write(
        "create_user",
        stand_in(new.client_code),
        new={
            "login": new.login,
            "name": f"{new.first_name} {new.last_name}".strip(),
            "email": new.email,
            **dict(new.custom_fields),
        },
    )


def stand_in(client_code: str) -> TalentUserId:
    """What a plan calls the Talent user that a client does not have yet."""
    return TalentUserId(f"new:{client_code}")


def set_secondary_id(client: Client, user_id: str) -> Write:
    return Write(
        "set_secondary_id",
        client.code,
        {"secondary_id": client.secondary_id},
        {"secondary_id": user_id},
    )


def enrol(user_id: str, course_id: str) -> Write:
    return Write("enrol", user_id, new={"talent_course_id": course_id})


def add_to_group(user_id: str, group_key: str) -> Write:
    return Write("add_to_group", user_id, new={"talent_group_key": group_key})


def add_contact_log(enrolment: Enrolment, log: ContactLog) -> Write:
    """Its contact date is the moment it is written, so no part of a plan."""
    return Write("add_contact_log", enrolment.id, new={"description": log.description})


def set_result(unit: Unit, result: UnitResult) -> Write:
    return Write(
        "set_result", f"{unit.code} {unit.id}", result_texts(unit.result), result_texts(result)
    )


def result_texts(result: UnitResult) -> dict[str, str]:
    return {
        "outcome": result.outcome,
        "outcome_date": day_text(result.outcome_date),
        "short_comment": result.short_comment,
    }


WRITING = {
    make.__name__: make
    for make in (create_user, set_secondary_id, enrol, add_to_group, add_contact_log, set_result)
}
"""The port methods that write, each with the description of what it writes."""


def writes_of(events: Iterable[Event]) -> tuple[Write, ...]:
    """What the calls of a flow wrote; an ensure that found its wish true wrote nothing."""
    return tuple(
        WRITING[event.step.name](*event.step.arguments)
        for event in events
        if isinstance(event.step, Call)
        and event.step.name in WRITING
        and event.fault is None
        and event.answer is not Ensured.ALREADY
    )


def remarks_of(events: Iterable[Event]) -> tuple[Remark, ...]:
    """The remarks that a flow told."""
    values = (event.step.values for event in events if not isinstance(event.step, Call))
    return tuple(value for each in values for value in each if isinstance(value, Remark))


def created_in(events: Iterable[Event]) -> dict[str, str]:
    """The Talent users that a flow created: their ids by the stand-in a plan calls them."""
    return {
        stand_in(event.step.arguments[0].client_code): event.answer.id
        for event in events
        if isinstance(event.step, Call)
        and event.step.name == "create_user"
        and isinstance(event.answer, TalentUser)
    }
