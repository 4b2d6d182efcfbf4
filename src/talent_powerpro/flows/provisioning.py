"""The guide's provisioning page, "Provisioning algorithm", as a flow.

Lay the page beside `provision`: each line of the pseudo-code is one line here, in the
same order. What may repeat after a crash comes first; the contact log, which marks the
enrolment as provisioned, comes last.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import Failed
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_group import Group, check_group, group_key, join_group
from talent_powerpro.flows.talent_user import activate, create_user, find_user, hold_unless_theirs
from talent_powerpro.model import (
    Absent,
    ContactLog,
    Course,
    Enrolment,
    TalentCourseId,
    TalentUser,
    talent_number,
)
from talent_powerpro.records.due import Due
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.conditions import Unmet
from talent_powerpro.rules.provisioning_hazards import (
    deferment,
    deleted_user_in_the_way,
    remarks_on_user,
)
from talent_powerpro.rules.rules import Rules


@frozen
class Provisioned:
    """The enrolment is in TalentLMS, and its contact log says so."""

    enrolment: Enrolment
    user: TalentUser
    group: Group | None


@frozen
class NoLongerDue:
    """Between being found due and its turn, the enrolment was changed by a person."""

    unmet: tuple[Unmet, ...]


def provision(due: Due, rules: Rules) -> Flow[Provisioned | NoLongerDue]:
    """One enrolment to be provisioned."""
    enrolment = yield from ask.enrolment(due.enrolment_id)
    unmet = rules.unmet(enrolment, due.day) if enrolment else ()
    if enrolment is None or unmet:
        return NoLongerDue(unmet)
    client, course = enrolment.client, enrolment.course
    yield from ask.remark(rules.weigh(enrolment, deferment(enrolment, rules.policy)))

    course_id = yield from check_course(course)
    yield from check_group(enrolment, rules)
    user = yield from find_user(client)
    if isinstance(user, Absent):
        rules.weigh(enrolment, deleted_user_in_the_way(client, user))
        user = yield from create_user(client, rules)
    yield from hold_unless_theirs(enrolment, user, rules)

    # Stored before enrolling: if enrolling fails, the next run finds the user by id.
    if client.secondary_id != user.id:
        yield from ask.set_secondary_id(client, user.id)
    user = yield from activate(user, rules)
    yield from ask.note("enrolling", rules.shown_name(client), course_id, group_key(course))
    yield from ask.remark(remarks_on_user(user, course_id, rules.zone))
    yield from ask.enrol(user.id, course_id)
    group = yield from join_group(user.id, course)
    if group and group.refusal:
        yield from ask.set_pending(PendingMembership(enrolment.id, user.id, group.key))
    now = yield from ask.now()
    log = provisioning_log(enrolment, course_id, group, rules.shown_name(client), now)
    yield from ask.add_contact_log(enrolment, log)
    return Provisioned(enrolment, user, group)


def check_course(course: Course) -> Flow[TalentCourseId]:
    """Nobody is created for a Talent course that is missing or inactive."""
    course_id = talent_course_id(course)
    found = yield from ask.course(course_id)
    where = f"check Course > E-Learning (Talent LMS) tab > Talent Course ID of {course.code}"
    if isinstance(found, Absent):
        raise Failed(
            f"Talent has no course {course_id}", reason="talent-course-missing", remedy=where
        )
    if not found.active:
        raise Failed(
            f"the Talent course {course_id} ({found.name}) is not active",
            reason="talent-course-inactive",
            remedy=f"Activate it in TalentLMS, or {where}",
        )
    return course_id


def talent_course_id(course: Course) -> TalentCourseId:
    """The Talent course id of a PowerPro course; `Failed` unless it is a number."""
    number = talent_number(course.talent_course_id)
    if number is None:
        raise Failed(
            f"the Talent Course ID {course.talent_course_id!r} is not a number",
            reason="talent-course-id-numeric",
            remedy="Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return TalentCourseId(number)


def provisioning_log(
    enrolment: Enrolment,
    course_id: TalentCourseId,
    group: Group | None,
    shown_name: str,
    now: datetime,
) -> ContactLog:
    """The contact log of the guide's picture, "The provisioning Contact Log record"."""
    description = f"Enrolled in Talent Course: {course_id}"
    if group and group.refusal:
        description += f" {shown_name} not added to Talent Group {group.key}: {group.refusal}"
    elif group:
        description += f" {shown_name} added to Talent Group {group.key} ..."
    return ContactLog(
        client_name=enrolment.client.name,
        course_name=enrolment.course.name,
        contact_date=now,
        description=description,
    )
