"""Provisioning of one enrolment, as a flow. Guide, "Provisioning algorithm".

Each line of the guide's pseudo-code is one line of `provision`, in the same order. Everything
before the contact log may be repeated after a crash. The contact log marks the enrolment as
provisioned, so it comes last.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import Failed
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_group import (
    Group,
    check_group,
    group_key,
    join_group,
    keep_pending,
)
from talent_powerpro.flows.talent_user import (
    NO_GROUP,
    NotFound,
    activate,
    create_user,
    enrol,
    find_user,
    hold_unless_theirs,
)
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
from talent_powerpro.records.links import UNKNOWN, Linkage
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.conditions import TALENT_COURSE_ID, Unmet
from talent_powerpro.rules.provisioning_hazards import (
    deferment,
    deleted_user,
    deleted_user_in_the_way,
    mangled_secondary_id,
    remarks_on_user,
)
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unreadable_rows import check_readable


@frozen
class Provisioned:
    """The enrolment is in TalentLMS, and its contact log is written."""

    enrolment: Enrolment
    user: TalentUser
    group: Group | None


@frozen
class NoLongerDue:
    """The enrolment is no longer due: a person changed it after it was found due."""

    unmet: tuple[Unmet, ...]


def provision(due: Due, rules: Rules, known: Linkage = UNKNOWN) -> Flow[Provisioned | NoLongerDue]:
    """Provisions one enrolment, or returns `NoLongerDue`. *known* is its client's link."""
    # Its id may be the part that cannot be read, and then a search for it finds nothing.
    check_readable(due.enrolment)
    # Read again: a person may have changed it since, and a performance follows its rehearsal.
    enrolment = yield from ask.enrolment(due.enrolment_id)
    check_readable(enrolment)
    unmet = rules.unmet(enrolment, due.day) if enrolment else ()
    if enrolment is None or unmet:
        return NoLongerDue(unmet)
    client, course = enrolment.client, enrolment.course
    before = (*deferment(enrolment, rules.policy), *mangled_secondary_id(client))
    yield from ask.remark(rules.weigh(enrolment, before))

    # Before the user: nobody is created for a course that cannot be used.
    course_id = yield from check_course(course)
    listed_group = yield from check_group(enrolment, rules)
    user = yield from find_user(client, known.signed_up_as)
    created = isinstance(user, NotFound)
    if isinstance(user, NotFound):
        # A deleted user counts as absent in both look-ups, but creating over it is held.
        in_the_way = deleted_user_in_the_way(client, user.by_email)
        beside = deleted_user(client, user.by_id, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, in_the_way or beside))
        user = yield from create_user(client, rules, listed_group or NO_GROUP)
    # Also after a create: if TalentLMS refused it, this may be a user who was there already.
    link = yield from hold_unless_theirs(enrolment, user, course_id, rules, known)

    # Stored before enrolling: if enrolling fails, the next run finds the user by id.
    if client.secondary_id != user.id:
        yield from ask.set_secondary_id(client, user.id)
    user = yield from activate(user, rules)
    yield from ask.note("enrolling", rules.shown_name(client), course_id, group_key(course))
    yield from ask.remark(remarks_on_user(user, course_id, rules.zone))
    # API fact (documented): joining a group enrols in its courses too. So the course comes before
    # the group, or this call would find the user enrolled by the group.
    yield from enrol(user, course_id, created=created)
    group = yield from join_group(user.id, group_key(course), listed_group)
    yield from keep_pending(enrolment, user.id, group, rules)
    # Results may stand that came over another Talent user. The look of result fetching names them.
    if not known.former(user.id):
        yield from ask.note("link_verified", link)
    # The commit mark. From here on the enrolment is never provisioned again.
    now = yield from ask.now()
    log = provisioning_log(enrolment, course_id, group, rules.shown_name(client), now)
    yield from ask.add_contact_log(enrolment, log)
    return Provisioned(enrolment, user, group)


def check_course(course: Course) -> Flow[TalentCourseId]:
    """The Talent course id of *course*. Raises `Failed` if TalentLMS cannot enrol anyone in it."""
    course_id = talent_course_id(course)
    found = yield from ask.course(course_id)
    # Without the client's name: all clients of the course are one cause, so one block.
    who = f"clients of {course.code} are"
    where = f"Talent Course ID of {course.code}: {TALENT_COURSE_ID}."
    if isinstance(found, Absent):
        raise Failed(
            f"Talent course {course_id} does not exist in TalentLMS, so {who} not enrolled in it.",
            reason="talent-course-missing",
            remedy=f"Correct the {where}",
        )
    if not found.active:
        raise Failed(
            f"Talent course {course_id} ({found.name}) is not active in TalentLMS, so {who} "
            "not enrolled in it.",
            reason="talent-course-inactive",
            remedy=f"Activate the course in TalentLMS, or correct the {where}",
        )
    return course_id


def talent_course_id(course: Course) -> TalentCourseId:
    """The Talent course id of a PowerPro course. Raises `Failed` if it is not a number."""
    number = talent_number(course.talent_course_id)
    if number is None:
        raise Failed(
            f"The Talent Course ID {course.talent_course_id!r} of {course.code} is not a number.",
            reason="talent-course-id-numeric",
            remedy=f"Correct the Talent Course ID of {course.code}: {TALENT_COURSE_ID}.",
        )
    return TalentCourseId(number)


def provisioning_log(
    enrolment: Enrolment,
    course_id: TalentCourseId,
    group: Group | None,
    shown_name: str,
    now: datetime,
) -> ContactLog:
    """The contact log, with the texts of the guide's picture "The provisioning Contact Log"."""
    # Result fetching reads the Talent course id from this text, so its beginning must not change.
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
