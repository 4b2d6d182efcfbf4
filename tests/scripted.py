"""Both systems in dictionaries, with a script: what happens at whichever call of a method.

An action of the script runs before the call has an effect (or, with `afterwards`, when it
had one and the answer is still to come). It may raise a fault, edit a system, or stop an
agent. What was asked is written down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
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

Action = Callable[[], object]


class Script:
    """What happens at the coming calls, by method."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.before: dict[str, deque[Action]] = {}
        self.after: dict[str, deque[Action]] = {}
        self.always: dict[str, Action] = {}

    def raises(self, method: str, *faults: Exception) -> None:
        """The method's next calls raise these, one each, and have no effect."""
        self.does(method, *map(raising, faults))

    def does(self, method: str, *actions: Action) -> None:
        """Before the method's next calls, this happens, once each."""
        self.before.setdefault(method, deque()).extend(actions)

    def loses(self, method: str, *faults: Exception) -> None:
        """The method's next calls have their effect, but their answers are lost."""
        self.after.setdefault(method, deque()).extend(map(raising, faults))

    def begins(self, method: str) -> None:
        self.asked.append(method)
        if method in self.always:
            self.always[method]()
        if self.before.get(method):
            self.before[method].popleft()()

    def ends(self, method: str) -> None:
        if self.after.get(method):
            self.after[method].popleft()()


def raising(fault: Exception) -> Action:
    def raise_it() -> None:
        raise fault

    return raise_it


class ScriptedTalent(MemoryTalent):
    """TalentLMS by script."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.script = Script()

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        self.script.begins("user_by_id")
        return super().user_by_id(user_id)

    def user_by_email(self, email: str) -> TalentUser | Absent:
        self.script.begins("user_by_email")
        return super().user_by_email(email)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        self.script.begins("user_by_login")
        return super().user_by_login(login)

    def create_user(self, new: NewTalentUser) -> TalentUser:
        self.script.begins("create_user")
        user = super().create_user(new)
        self.script.ends("create_user")
        return user

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        self.script.begins("course")
        return super().course(course_id)

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self.script.begins("enrol")
        ensured = super().enrol(user_id, course_id)
        self.script.ends("enrol")
        return ensured

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        self.script.begins("add_to_group")
        ensured = super().add_to_group(user_id, group_key)
        self.script.ends("add_to_group")
        return ensured

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        self.script.begins("activate_user")
        ensured = super().activate_user(user_id)
        self.script.ends("activate_user")
        return ensured

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        self.script.begins("courses_of_group")
        return super().courses_of_group(group_key)

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        self.script.begins("progress")
        return super().progress(user_id, course_id)


class ScriptedPowerPro(MemoryPowerPro):
    """PowerPro by script."""

    def __init__(self, enrolments: Iterable[Enrolment] = (), *, clients: Iterable[Client] = ()):
        super().__init__(enrolments, clients=clients)
        self.script = Script()

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        self.script.begins("enrolments_to_provision")
        return super().enrolments_to_provision(narrowed_by)

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        self.script.begins("provisioned_enrolments")
        return super().provisioned_enrolments()

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        self.script.begins("enrolment")
        return super().enrolment(enrolment_id)

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        self.script.begins("clients_linked_to")
        return super().clients_linked_to(user_id)

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        self.script.begins("set_secondary_id")
        super().set_secondary_id(client, user_id)

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        self.script.begins("add_contact_log")
        super().add_contact_log(enrolment, log)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        self.script.begins("set_result")
        super().set_result(unit, result)
