"""What stands between the agent and the memory repositories in the tests of its laws.

A spy counts the calls, and compares the state before and after each one: what changed is
a write, whatever the agent's own records say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar

from attrs import evolve, frozen

from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
)
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
    Write,
)

T = TypeVar("T")


@frozen
class Seen:
    """One write as seen from below, as plain texts."""

    action: str
    target: str
    old: tuple[tuple[str, str], ...] = ()
    new: tuple[tuple[str, str], ...] = ()


def seen_of(write: Write, real: Mapping[str, str]) -> Seen:
    """A planned or performed write as a spy sees it; *real* are the ids of users created."""
    match write:
        case CreateUser():
            fields = {"login": write.login, "name": write.name, "email": write.email}
            new = (*fields.items(), *write.custom_fields)
            return Seen(write.action, f"new:{write.client_code}", new=new)
        case SetSecondaryId(client_code=code):
            old, now = (("secondary_id", each) for each in (write.old, write.new))
            return Seen(write.action, code, (old,), ((now[0], real.get(now[1], now[1])),))
        case AddContactLog():
            return Seen(write.action, write.enrolment_id, new=(("description", write.description),))
        case SetResult():
            target = f"{write.unit_code} {write.unit_id}"
            return Seen(write.action, target, fields_of(write.old), fields_of(write.new))
        case Activate() | Enrol() | JoinGroup():
            return evolve(of_user(write), target=real.get(write.user_id, write.user_id))


def of_user(write: Activate | Enrol | JoinGroup) -> Seen:
    match write:
        case Activate():
            was, now = (("status", each) for each in ("inactive", "active"))
            return Seen(write.action, write.user_id, (was,), (now,))
        case Enrol():
            return Seen(write.action, write.user_id, new=(("talent_course_id", write.course_id),))
        case JoinGroup():
            return Seen(write.action, write.user_id, new=(("talent_group_key", write.group_key),))


class SpiedTalent:
    """A MemoryTalent that is watched. For several threads."""

    def __init__(self, talent: MemoryTalent) -> None:
        self.talent = talent
        self.calls: list[str] = []
        """The names of all calls, reads and writes."""
        self.seen: list[Seen] = []
        """What was written."""
        self.already: list[Seen] = []
        """What was to be written, and was so already."""
        self.refused: list[Seen] = []
        """What was to be written, and TalentLMS would not."""
        self.created: dict[str, str] = {}
        """The ids of the users created, by what a plan calls them."""
        self._lock = Lock()

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self._read(self.talent.user_by_id, user_id)

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self._read(self.talent.user_by_email, email)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self._read(self.talent.user_by_login, login)

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self._read(self.talent.course, course_id)

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return self._read(self.talent.progress, user_id, course_id)

    def create_user(self, new: NewTalentUser) -> TalentUser:
        name = f"{new.first_name} {new.last_name}".strip()
        fields = {"login": new.login, "name": name, "email": new.email}
        stand_in = f"new:{new.client_code}"
        user = self._write(stand_in, fields, self.talent.create_user, new)
        self.created[stand_in] = user.id
        return user

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        fields = {"talent_course_id": course_id}
        return self._write(user_id, fields, self.talent.enrol, user_id, course_id)

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        fields = {"talent_group_key": group_key}
        return self._write(user_id, fields, self.talent.add_to_group, user_id, group_key)

    def _read(self, ask: Callable[..., T], *arguments: Any) -> T:
        with self._lock:
            self.calls.append(ask.__name__)
            before = talent_state(self.talent)
            answer = ask(*arguments)
            assert talent_state(self.talent) == before
            return answer

    def _write(
        self, target: str, fields: Mapping[str, str], ask: Callable[..., T], *arguments: Any
    ) -> T:
        with self._lock:
            self.calls.append(ask.__name__)
            write = Seen(ask.__name__, target, new=tuple(fields.items()))
            before = talent_state(self.talent)
            try:
                answer = ask(*arguments)
            except Refused:
                assert talent_state(self.talent) == before
                self.refused.append(write)
                raise
            changed = talent_state(self.talent) != before
            (self.seen if changed else self.already).append(write)
            return answer


class SpiedPowerPro:
    """A MemoryPowerPro that is watched."""

    def __init__(self, powerpro: MemoryPowerPro) -> None:
        self.powerpro = powerpro
        self.calls: list[str] = []
        """The names of the calls that write, whether or not they had to."""
        self.seen: list[Seen] = []

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return self.powerpro.enrolments_to_provision(narrowed_by)

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return self.powerpro.provisioned_enrolments()

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return self.powerpro.enrolment(enrolment_id)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        return self.powerpro.clients_linked_to(user_id)

    def clients_with_email(self, email: str) -> Sequence[Client]:
        return self.powerpro.clients_with_email(email)

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        self.calls.append("set_secondary_id")
        before = self.powerpro.clients[client.code]
        self.powerpro.set_secondary_id(client, user_id)
        after = self.powerpro.clients[client.code]
        if after != before:
            old, new = (("secondary_id", each.secondary_id) for each in (before, after))
            self.seen.append(Seen("set_secondary_id", client.code, (old,), (new,)))

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        self.calls.append("add_contact_log")
        before = self._enrolment(enrolment.id).contact_logs
        self.powerpro.add_contact_log(enrolment, log)
        added = self._enrolment(enrolment.id).contact_logs[len(before) :]
        self.seen += [
            Seen("add_contact_log", enrolment.id, new=(("description", each.description),))
            for each in added
        ]

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        self.calls.append("set_result")
        before = self._unit(unit)
        self.powerpro.set_result(unit, result)
        after = self._unit(unit)
        if after != before:
            target = f"{unit.code} {unit.id}"
            self.seen.append(
                Seen("set_result", target, result_fields(before), result_fields(after))
            )

    def _enrolment(self, enrolment_id: EnrolmentId) -> Enrolment:
        return next(each for each in self.powerpro.enrolments if each.id == enrolment_id)

    def _unit(self, unit: Unit) -> Unit:
        units = self._enrolment(unit.enrolment_id).units
        return next(each for each in units if each.id == unit.id)


def result_fields(unit: Unit) -> tuple[tuple[str, str], ...]:
    return fields_of(unit.result)


def fields_of(result: UnitResult) -> tuple[tuple[str, str], ...]:
    day = result.outcome_date
    return (
        ("outcome", result.outcome),
        ("outcome_date", day.strftime("%d/%m/%Y") if day else ""),
        ("short_comment", result.short_comment),
    )


# --- whole states -----------------------------------------------------------------


def talent_state(talent: MemoryTalent) -> dict[str, Any]:
    """All that TalentLMS holds, as it is now."""
    return {
        "users": dict(talent.users),
        "courses": dict(talent.courses),
        "members": {key: frozenset(group.members) for key, group in talent.groups.items()},
        "enrolled": {place: dict(reached) for place, reached in talent.enrolled.items()},
    }


def powerpro_state(powerpro: MemoryPowerPro) -> dict[str, Any]:
    """All that PowerPro holds, as it is now."""
    return {
        "clients": dict(powerpro.clients),
        "courses": dict(powerpro.courses),
        "enrolments": powerpro.enrolments,
    }


def named_state(powerpro: MemoryPowerPro, talent: MemoryTalent) -> dict[str, Any]:
    """Both systems with each Talent user called by their login: side by side, two agents
    may create the same users under other ids."""
    login = {user.id: f"user {user.login}" for user in talent.users.values()}
    clients = {
        code: (client, login.get(TalentUserId(client.secondary_id), client.secondary_id))
        for code, client in powerpro.clients.items()
    }
    return {
        "secondary ids": {code: name for code, (_, name) in clients.items()},
        "contact logs": {each.id: each.contact_logs for each in powerpro.enrolments},
        "units": {each.id: each.units for each in powerpro.enrolments},
        "users": {
            (user.login, user.name, user.email, user.active) for user in talent.users.values()
        },
        "members": {
            key: {login[user_id] for user_id in group.members}
            for key, group in talent.groups.items()
        },
        "enrolled": {
            (login[user_id], course_id): dict(reached)
            for (user_id, course_id), reached in talent.enrolled.items()
        },
    }
