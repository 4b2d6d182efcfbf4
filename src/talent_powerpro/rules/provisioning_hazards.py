"""Hazards of provisioning: each function compares values and returns its concerns.

The policy says whether a concern holds its record or is only reported. Whether a Talent user is
the client's is decided in `talent_powerpro.rules.person_hazards`; the hazards of results are in
`talent_powerpro.rules.result_hazards`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from talent_powerpro.model import (
    Absent,
    Client,
    Course,
    Enrolment,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    day_text,
    is_mangled_number,
    plain,
    talent_number,
)
from talent_powerpro.records.reasons import BY_POLICY, HELD, remedy_of
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.sharing_hazards import CLIENT_FIELD, listed


def deferment(enrolment: Enrolment, policy: Policy) -> tuple[Concern, ...]:
    """The enrolment to be provisioned has a deferment date."""
    # The guide shows the field but has no condition for it: a deferred enrolment is due too.
    if enrolment.deferment_date is None:
        return ()
    called, day = listed([enrolment.client]), day_text(enrolment.deferment_date)
    found = f"{called} has the Deferment Date {day} in {enrolment.course.code}"
    return (
        Concern(
            policy.deferred_enrolments,
            "deferment-date",
            f"{found}, so their training may start later. "
            f"If you release this hold, {called} is enrolled in TalentLMS all the same.",
            remedy_of("deferment-date", BY_POLICY),
            reported=f"{found}. This does not stop the enrolment in TalentLMS.",
            facts=(f"deferred to {enrolment.deferment_date.isoformat()}",),
        ),
    )


def foreign_secondary_id(client: Client, user: TalentUser, policy: Policy) -> tuple[Concern, ...]:
    """The secondary id belongs to another system, and *user*'s id would replace it."""
    stored = client.secondary_id.strip()
    if not stored or talent_number(stored):
        return ()
    # The guide's own story does this: DPC000129 becomes 7. The old id is kept in the journal.
    becomes = talent_number(user.id) or "that of the new Talent user"
    return (
        Concern(
            policy.foreign_secondary_ids,
            "secondary-id-replaced",
            f"{listed([client])} has the Secondary ID {stored!r}, which is not a TalentLMS user "
            "id and may belong to another system. "
            "If you release this hold, the TalentLMS user id replaces it.",
            f"Keep a copy of {stored!r} if you need it, then clear the field: {CLIENT_FIELD}.",
            reported=f"Secondary ID changed from {stored} to {becomes} (the TalentLMS user id).",
            facts=(f"client {client.code}", f"Secondary ID {stored}"),
        ),
    )


def mangled_secondary_id(client: Client) -> tuple[Concern, ...]:
    """The secondary id is a number that a spreadsheet or a copy changed, such as ``7.0``."""
    # Taken for another system's id, it would get the client a second Talent user.
    if not is_mangled_number(client.secondary_id):
        return ()
    called, stored = listed([client]), client.secondary_id
    return (
        Concern(
            Reaction.HOLD,
            "secondary-id-mangled",
            f"{called} has the Secondary ID {stored!r}, which looks like a TalentLMS user id that "
            "a spreadsheet changed. "
            "If you release this hold, the agent uses the client's e-mail to find or create "
            "their Talent user and replaces the Secondary ID.",
            f"Write the id as digits only, such as 7, or clear the field: {CLIENT_FIELD}.",
            facts=(f"client {client.code}", f"Secondary ID {stored.strip()}"),
        ),
    )


def deleted_user(client: Client, absent: Absent | None, policy: Policy) -> tuple[Concern, ...]:
    """The Talent user that the secondary id names was deleted, and nobody has the e-mail."""
    if absent is None or not absent.deleted:
        return ()
    called, user_id = listed([client]), talent_number(client.secondary_id)
    found = (
        f"Talent User {user_id}, the Secondary ID of {called}, was deleted in TalentLMS, and no "
        f"Talent user has the e-mail {client.email.strip()}"
    )
    return (
        Concern(
            policy.deleted_users,
            "talent-user-deleted",
            f"{found}. An administrator can restore the deleted user with all results. "
            f"If you release this hold, a new Talent user is created for {called}.",
            "Restore the user in TalentLMS > Users, or clear the Secondary ID to have a new one "
            f"created: {CLIENT_FIELD}.",
            reported=f"{found}. A new one is created.",
            facts=(
                f"client {client.code}",
                f"Talent user {user_id}",
                f"e-mail {plain(client.email)}",
            ),
        ),
    )


def deleted_user_in_the_way(client: Client, absent: Absent) -> tuple[Concern, ...]:
    """A deleted Talent user has the client's e-mail. No release can help."""
    # API fact (documented): "no longer available" is a user that an administrator can restore. A
    # new one beside it would be a second account of one person.
    if not absent.deleted:
        return ()
    return (
        Concern(
            Reaction.HOLD,
            "deleted-user-in-the-way",
            f"{listed([client])} has the e-mail of a deleted Talent user, {client.email.strip()}. "
            "The agent creates no second user, because the deleted one can be restored.",
            remedy_of("deleted-user-in-the-way", HELD),
            releasable=False,
            facts=(f"client {client.code}", f"e-mail {plain(client.email)}"),
        ),
    )


def courses_of_group(
    course: Course, brought: Iterable[TalentCourse], policy: Policy
) -> tuple[Concern, ...]:
    """The Talent group brings courses beside the one of the enrolment."""
    # API fact (documented): joining a group also enrols the user in all courses of the group.
    own = talent_number(course.talent_course_id)
    others = {each.id: each.name for each in brought if each.id != own}
    if not others:
        return ()
    beside = ", ".join(f"{each} ({name})" for each, name in others.items())
    key = course.talent_group_key.strip()
    found = f"Talent Group {key} also enrols its members in other Talent courses: {beside}."
    return (
        Concern(
            policy.group_courses,
            "group-brings-courses",
            f"{found} If you release this hold, the client is enrolled in these too.",
            remedy_of("group-brings-courses", BY_POLICY),
            reported=found,
            facts=(f"Talent group {key}", *(f"Talent course {each}" for each in sorted(others))),
        ),
    )


def remarks_on_user(
    user: TalentUser, course_id: TalentCourseId, zone: tzinfo
) -> tuple[Remark, ...]:
    """Remarks about the Talent user that was found. None of them stops anything."""
    # API fact (recorded): look-ups return inactive users like active ones. Enrolling someone who
    # has completed the course, or whose access has expired, is probably "already enrolled".
    place, course = user.enrolment_in(course_id), f"Talent course {course_id}"
    ends = place.expires_at.astimezone(zone) if place and place.expires_at else None
    notes = [
        ("talent-user-inactive", not user.active, "is inactive and cannot log in"),
        ("completed-before", place and place.completed_at, f"completed {course} earlier"),
        ("access-ends", ends, f"can use {course} only until {day_text(ends)}"),
    ]
    return tuple(Remark(code, f"Talent User {user.id} {what}.") for code, so, what in notes if so)
