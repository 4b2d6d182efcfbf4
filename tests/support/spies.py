"""What stands between the agent and the memory repositories in the tests of its laws.

A spy counts the calls, and compares the state before and after each one: what changed is
a write, whatever the agent's own records say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, ClassVar, Protocol, TypeAlias

from attrs import asdict, evolve, frozen
from typing_extensions import override

from support.seam import Seam
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Client,
    Enrolment,
    EnrolmentId,
    NewTalentUser,
    TalentUserId,
    Unit,
    UnitResult,
)
from talent_powerpro.ports import TalentGroupKeys, TalentListings, TalentRepository
from talent_powerpro.ports.powerpro import PowerProSide
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.ports.talentlms import TalentSuspension, TalentUpdates
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

Fields: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values, in their order."""


@frozen
class Seen:
    """One write as seen from below, as plain texts."""

    action: str
    target: str
    old: Fields = ()
    new: Fields = ()


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
        case AddContactLog() | AddGroupLog() | AddUndoneLog():
            return Seen(write.action, write.enrolment_id, new=(("description", write.description),))
        case SetResult():
            target = f"{write.unit_code} {write.unit_id}"
            return Seen(write.action, target, fields_of(write.old), fields_of(write.new))
        case EditUser():
            target = real.get(write.user_id, write.user_id)
            return Seen(write.action, target, new=tuple(asdict(write.new).items()))
        case Activate() | Enrol() | Unenrol() | JoinGroup():
            return evolve(of_user(write), target=real.get(write.user_id, write.user_id))


def of_user(write: Activate | Enrol | Unenrol | JoinGroup) -> Seen:
    match write:
        case Activate():
            was, now = (("status", each) for each in ("inactive", "active"))
            return Seen(write.action, write.user_id, (was,), (now,))
        case Enrol() | Unenrol():
            return Seen(write.action, write.user_id, new=(("talent_course_id", write.course_id),))
        case JoinGroup():
            return Seen(write.action, write.user_id, new=(("talent_group_key", write.group_key),))


class WatchedTalent(
    TalentRepository, TalentSuspension, TalentUpdates, TalentGroupKeys, TalentListings, Protocol
):
    """The ports of TalentLMS that the laws' agents see."""


class SpiedTalent(Seam):
    """A MemoryTalent that is watched. For several threads."""

    port = WatchedTalent

    def __init__(self, talent: MemoryTalent) -> None:
        super().__init__(talent)
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

    @override
    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        with self._lock:
            self.calls.append(action)
            before = talent_state(self.talent)
            if action not in TALENT_WRITES:
                answer = ask()
                assert talent_state(self.talent) == before
                return answer
            target, fields = TALENT_WRITES[action](*arguments)
            write = Seen(action, target, new=tuple(fields.items()))
            try:
                answer = ask()
            except Refused:
                assert talent_state(self.talent) == before
                self.refused.append(write)
                raise
            changed = talent_state(self.talent) != before
            (self.seen if changed else self.already).append(write)
            if action == "create_user":
                self.created[target] = answer.id
            return answer


def _created(new: NewTalentUser) -> tuple[str, dict[str, str]]:
    name = f"{new.first_name} {new.last_name}".strip()
    fields = {"login": new.login, "name": name, "email": new.email}
    return f"new:{new.client_code}", fields


TALENT_WRITES: Mapping[str, Callable[..., tuple[str, dict[str, str]]]] = {
    "create_user": _created,
    "enrol": lambda user_id, course_id: (user_id, {"talent_course_id": course_id}),
    "edit_user": lambda user, details: (user.id, asdict(details)),
    "unenrol": lambda user_id, course_id: (user_id, {"talent_course_id": course_id}),
    "add_to_group": lambda user_id, group_key: (user_id, {"talent_group_key": group_key}),
}
"""By action, the target and the fields of what a call with these arguments writes."""


class NarrowSide(PowerProSide, ResultScope, Protocol):
    """The ports of a PowerPro that leaves out closed enrolments."""


class SpiedPowerPro(Seam):
    """A MemoryPowerPro that is watched."""

    port: ClassVar[type] = PowerProSide

    def __init__(self, powerpro: MemoryPowerPro) -> None:
        super().__init__(powerpro)
        self.powerpro = powerpro
        self.calls: list[str] = []
        """The names of the calls that write, whether or not they had to."""
        self.seen: list[Seen] = []

    @override
    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        looks: dict[str, Callable[[Any], tuple[str, Fields]]] = {
            "set_secondary_id": self._link,
            "add_contact_log": self._logs,
            "add_group_log": self._logs,
            "set_result": self._result,
        }
        if action not in looks:
            return ask()
        look = looks[action]
        self.calls.append(action)
        target, before = look(arguments[0])
        answer = ask()
        _, after = look(arguments[0])
        if action in ("add_contact_log", "add_group_log"):
            self.seen += [Seen(action, target, new=(each,)) for each in after[len(before) :]]
        elif after != before:
            self.seen.append(Seen(action, target, before, after))
        return answer

    def _link(self, client: Client) -> tuple[str, Fields]:
        return client.code, (("secondary_id", self.powerpro.clients[client.code].secondary_id),)

    def _logs(self, enrolment: Enrolment) -> tuple[str, Fields]:
        logs = self.enrolment_now(enrolment.id).contact_logs
        return enrolment.id, tuple(("description", each.description) for each in logs)

    def _result(self, unit: Unit) -> tuple[str, Fields]:
        return f"{unit.code} {unit.id}", fields_of(self.unit_now(unit).result)

    def enrolment_now(self, enrolment_id: EnrolmentId) -> Enrolment:
        return next(each for each in self.powerpro.enrolments if each.id == enrolment_id)

    def unit_now(self, unit: Unit) -> Unit:
        units = self.enrolment_now(unit.enrolment_id).units
        return next(each for each in units if each.id == unit.id)


class SpiedNarrow(SpiedPowerPro):
    """A MemoryPowerPro that is watched, and leaves out closed enrolments."""

    port = NarrowSide


def fields_of(result: UnitResult) -> Fields:
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
