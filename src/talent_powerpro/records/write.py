"""What the agent writes to either system, described: the old value beside the new one.

Made from a port method's arguments alone, so that a rehearsal and a performance describe
the same write alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import field, frozen

from talent_powerpro.model import (
    Client,
    ContactLog,
    Enrolment,
    NewTalentUser,
    Unit,
    UnitResult,
    day_text,
    stand_in,
)


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


def set_secondary_id(client: Client, user_id: str) -> Write:
    return Write(
        "set_secondary_id",
        client.code,
        {"secondary_id": client.secondary_id},
        {"secondary_id": user_id},
    )


def activate_user(user_id: str) -> Write:
    return Write("activate_user", user_id, {"status": "inactive"}, {"status": "active"})


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


WRITING: dict[str, Callable[..., Write]] = {
    make.__name__: make
    for make in (
        create_user,
        set_secondary_id,
        activate_user,
        enrol,
        add_to_group,
        add_contact_log,
        set_result,
    )
}
"""The port methods that write, each with the description of what it writes."""
