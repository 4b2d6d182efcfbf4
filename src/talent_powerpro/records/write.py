"""Writes to both systems as typed values: action, ids, old value and new value.

A write is made from the arguments of its call alone, so that rehearsal and performance
describe it in the same way. Texts for people are made in `talent_powerpro.views`.
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
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
    UserDetails,
)


@frozen
class CreateUser:
    """A Talent user created for a client. TalentLMS gives the id, so it is not part of this."""

    client_code: ClientCode
    login: str
    first_name: str
    last_name: str
    email: str
    custom_fields: tuple[tuple[str, str], ...] = ()
    action: Literal["create_user"] = "create_user"

    @property
    def name(self) -> str:
        """First and last name, as sent to TalentLMS."""
        return f"{self.first_name} {self.last_name}".strip()


@frozen
class SetSecondaryId:
    """A Talent user id stored as a client's Secondary ID."""

    client_code: ClientCode
    old: str
    new: TalentUserId
    """``new:<client code>`` if the Talent user is still to be created; blank to clear it."""
    action: Literal["set_secondary_id"] = "set_secondary_id"


@frozen
class Activate:
    """The activation of an inactive Talent user."""

    user_id: TalentUserId
    action: Literal["activate_user"] = "activate_user"


@frozen
class EditUser:
    """Names and e-mail of a Talent user. The login never changes."""

    user_id: TalentUserId
    old: UserDetails
    new: UserDetails
    action: Literal["edit_user"] = "edit_user"


@frozen
class Enrol:
    """The enrolment of a Talent user in a Talent course."""

    user_id: TalentUserId
    course_id: TalentCourseId
    action: Literal["enrol"] = "enrol"


@frozen
class JoinGroup:
    """The membership of a Talent user in a Talent group."""

    user_id: TalentUserId
    group_key: TalentGroupKey
    action: Literal["add_to_group"] = "add_to_group"


@frozen
class Unenrol:
    """The removal of a Talent user from a Talent course. Its progress stays in TalentLMS."""

    user_id: TalentUserId
    course_id: TalentCourseId
    action: Literal["unenrol"] = "unenrol"


@frozen
class AddContactLog:
    """A provisioning contact log of an enrolment."""

    # Without the contact date: it is the time of writing, and equal plans have to compare equal.

    enrolment_id: EnrolmentId
    description: str
    action: Literal["add_contact_log"] = "add_contact_log"


@frozen
class AddGroupLog:
    """A contact log that the user joined the Talent group after the enrolment was provisioned."""

    enrolment_id: EnrolmentId
    description: str
    action: Literal["add_group_log"] = "add_group_log"


@frozen
class AddUndoneLog:
    """A contact log that undoes the provisioning contact log with the same description."""

    enrolment_id: EnrolmentId
    description: str
    action: Literal["add_undone_log"] = "add_undone_log"


@frozen
class SetResult:
    """The outcome, outcome date and short comment of a unit."""

    enrolment_id: EnrolmentId
    unit_id: UnitRowId
    unit_code: str
    old: UnitResult
    new: UnitResult
    action: Literal["set_result"] = "set_result"


Write: TypeAlias = (
    CreateUser
    | SetSecondaryId
    | Activate
    | EditUser
    | Enrol
    | JoinGroup
    | Unenrol
    | AddContactLog
    | AddGroupLog
    | AddUndoneLog
    | SetResult
)
"""One class for each port method that writes. ``action`` is the name of that method."""


def create_user(new: NewTalentUser) -> CreateUser:
    # The password is left out: plans and journals are stored and shown.
    return CreateUser(
        new.client_code, new.login, new.first_name, new.last_name, new.email, new.custom_fields
    )


def set_secondary_id(client: Client, user_id: TalentUserId) -> SetSecondaryId:
    return SetSecondaryId(client.code, client.secondary_id, user_id)


def edit_user(user: TalentUser, details: UserDetails) -> EditUser:
    return EditUser(user.id, user.details, details)


def add_contact_log(enrolment: Enrolment, log: ContactLog) -> AddContactLog:
    return AddContactLog(enrolment.id, log.description)


def add_group_log(enrolment: Enrolment, log: ContactLog) -> AddGroupLog:
    return AddGroupLog(enrolment.id, log.description)


def add_undone_log(enrolment: Enrolment, log: ContactLog) -> AddUndoneLog:
    return AddUndoneLog(enrolment.id, log.description)


def set_result(unit: Unit, result: UnitResult) -> SetResult:
    return SetResult(unit.enrolment_id, unit.id, unit.code, unit.result, result)


WRITING: Mapping[str, Callable[..., Write]] = {
    "create_user": create_user,
    "set_secondary_id": set_secondary_id,
    "activate_user": Activate,
    "edit_user": edit_user,
    "enrol": Enrol,
    "add_to_group": JoinGroup,
    "unenrol": Unenrol,
    "add_contact_log": add_contact_log,
    "add_group_log": add_group_log,
    "add_undone_log": add_undone_log,
    "set_result": set_result,
}
"""The write of a call, by its action. Any other action only reads."""


def write_of(action: str, arguments: tuple[Any, ...]) -> Write | None:
    """The write that a call makes; ``None`` if it only reads."""
    describe = WRITING.get(action)
    return describe(*arguments) if describe else None
