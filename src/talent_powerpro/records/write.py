"""A write to either system as a typed value: its action, its ids, the old value and the new one.

Made from a call's arguments alone, so that a rehearsal and a performance describe the same
write alike. Texts for people are made in `talent_powerpro.views`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from attrs import frozen

from talent_powerpro.model import (
    Client,
    ClientCode,
    ContactLog,
    Enrolment,
    EnrolmentId,
    NewTalentUser,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
)


@frozen
class CreateUser:
    """A Talent user made for a client. Its id is TalentLMS's to give, so it is not in here."""

    client_code: ClientCode
    login: str
    first_name: str
    last_name: str
    email: str
    custom_fields: tuple[tuple[str, str], ...] = ()
    action: Literal["create_user"] = "create_user"

    @property
    def name(self) -> str:
        """First and last name, as TalentLMS is given them."""
        return f"{self.first_name} {self.last_name}".strip()


@frozen
class SetSecondaryId:
    """A client's Secondary ID, replaced by a Talent user id."""

    client_code: ClientCode
    old: str
    new: TalentUserId
    """``new:<client code>`` where the Talent user is still to be created; blank: cleared."""
    action: Literal["set_secondary_id"] = "set_secondary_id"


@frozen
class Activate:
    """A Talent user, inactive before, made active."""

    user_id: TalentUserId
    action: Literal["activate_user"] = "activate_user"


@frozen
class Enrol:
    """A Talent user's place in a Talent course."""

    user_id: TalentUserId
    course_id: TalentCourseId
    action: Literal["enrol"] = "enrol"


@frozen
class JoinGroup:
    """A Talent user's membership of a Talent group."""

    user_id: TalentUserId
    group_key: TalentGroupKey
    action: Literal["add_to_group"] = "add_to_group"


@frozen
class AddContactLog:
    """An enrolment's contact log. Its contact date is the moment of writing: no part of a plan."""

    enrolment_id: EnrolmentId
    description: str
    action: Literal["add_contact_log"] = "add_contact_log"


@frozen
class SetResult:
    """A unit's outcome, outcome date and short comment."""

    enrolment_id: EnrolmentId
    unit_id: UnitRowId
    unit_code: str
    old: UnitResult
    new: UnitResult
    action: Literal["set_result"] = "set_result"


Write: TypeAlias = (
    CreateUser | SetSecondaryId | Activate | Enrol | JoinGroup | AddContactLog | SetResult
)
"""One for each port method that writes; ``action`` is that method's name."""


def create_user(new: NewTalentUser) -> CreateUser:
    """The password stays out: it is a secret, and never part of a plan."""
    return CreateUser(
        new.client_code, new.login, new.first_name, new.last_name, new.email, new.custom_fields
    )


def set_secondary_id(client: Client, user_id: TalentUserId) -> SetSecondaryId:
    return SetSecondaryId(client.code, client.secondary_id, user_id)


def add_contact_log(enrolment: Enrolment, log: ContactLog) -> AddContactLog:
    return AddContactLog(enrolment.id, log.description)


def set_result(unit: Unit, result: UnitResult) -> SetResult:
    return SetResult(unit.enrolment_id, unit.id, unit.code, unit.result, result)


WRITING: Mapping[str, Callable[..., Write]] = {
    "create_user": create_user,
    "set_secondary_id": set_secondary_id,
    "activate_user": Activate,
    "enrol": Enrol,
    "add_to_group": JoinGroup,
    "add_contact_log": add_contact_log,
    "set_result": set_result,
}
"""By action, what a call with these arguments writes. Any other action only reads."""


def write_of(action: str, arguments: tuple[Any, ...]) -> Write | None:
    """The write that a call makes; ``None``: it only reads."""
    describe = WRITING.get(action)
    return describe(*arguments) if describe else None
