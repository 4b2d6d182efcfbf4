"""Both systems in dictionaries, each with a `Script`: what happens at whichever call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any

from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    Course,
    CourseCode,
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
from talent_powerpro.testing import Script


class ScriptedTalent(MemoryTalent):
    """TalentLMS by script."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.script = Script()

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self.script("user_by_id", partial(super().user_by_id, user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self.script("user_by_email", partial(super().user_by_email, email))

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self.script("user_by_login", partial(super().user_by_login, login))

    def create_user(self, new: NewTalentUser) -> TalentUser:
        return self.script("create_user", partial(super().create_user, new))

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return self.script("course", partial(super().course, course_id))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        return self.script("enrol", partial(super().enrol, user_id, course_id))

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        return self.script("add_to_group", partial(super().add_to_group, user_id, group_key))

    def activate_user(self, user_id: TalentUserId) -> Ensured:
        return self.script("activate_user", partial(super().activate_user, user_id))

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        return self.script("courses_of_group", partial(super().courses_of_group, group_key))

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return self.script("progress", partial(super().progress, user_id, course_id))


class ScriptedPowerPro(MemoryPowerPro):
    """PowerPro by script."""

    def __init__(self, enrolments: Iterable[Enrolment] = (), *, clients: Iterable[Client] = ()):
        super().__init__(enrolments, clients=clients)
        self.script = Script()

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return self.script(
            "enrolments_to_provision", partial(super().enrolments_to_provision, narrowed_by)
        )

    def provisioned_enrolments(self) -> Iterable[Enrolment]:
        return self.script("provisioned_enrolments", super().provisioned_enrolments)

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return self.script("enrolment", partial(super().enrolment, enrolment_id))

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        return self.script("clients_linked_to", partial(super().clients_linked_to, user_id))

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        return self.script("set_secondary_id", partial(super().set_secondary_id, client, user_id))

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        return self.script("add_contact_log", partial(super().add_contact_log, enrolment, log))

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        return self.script("set_result", partial(super().set_result, unit, result))


class ByCourse(ScriptedPowerPro):
    """PowerPro that answers one Talent course at a time."""

    def provisioned_courses(self) -> Sequence[Course]:
        return list({each.course.code: each.course for each in self.enrolments}.values())

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        there = [each for each in self.enrolments if each.course.code in course_codes]
        return self.script(
            f"in {' '.join(course_codes)}",
            lambda: (each for each in there if each.provisioning_log),
        )
