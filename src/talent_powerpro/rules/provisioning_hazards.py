"""Hazards of provisioning: each function compares values and returns its concerns.

The policy says whether a concern holds its record or is only reported. The hazards of results
are in `talent_powerpro.rules.result_hazards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    plain,
    same_text,
    talent_number,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser

CLIENT_FIELD = "Client > Secondary ID"


def is_named(user: TalentUser, client: Client) -> bool:
    """True if the Talent user has the client's surname and one of their given names."""
    given = {plain(client.given_names), plain(client.preferred_name)}
    firsts = {name.split()[0] for name in given if name}
    return plain(user.last_name) == plain(client.surname) and (
        plain(user.first_name) in given | firsts
    )


def shared_talent_user(
    client: Client,
    user: TalentUser,
    linked: Sequence[Client],
    same_email: Iterable[Client],
    policy: Policy,
) -> tuple[Concern, ...]:
    """Two clients would have one Talent user. Only the policy's ``link`` allows that.

    *linked* are the clients with that Talent user's id, *same_email* those with the client's
    e-mail. Both may include the client.
    """
    others = _others(client, same_email)
    # Families share mailboxes. The name then says whose Talent user it is, and the client with
    # that name goes on; only the others are held.
    if not others or is_named(user, client):
        return linked_to_another(client, user.id, linked, policy)
    people, shared = _listed([client, *others]), _talent_user(user.id)
    email = client.email.strip()
    concern = Concern(
        _of_shared(policy),
        "talent-user-shared",
        f"{people} have the same e-mail, {email}, so they would share one Talent user: {shared}, "
        f"{user.name}. Units that one of them completes could be recorded for another. "
        f"If you release this hold, {_listed([client])} is enrolled as {shared}.",
        "Give each client their own e-mail: Client > Main > Email.",
        reported=f"{people} have the same e-mail, {email}, and share {shared}, {user.name}.",
    )
    return (*linked_to_another(client, user.id, linked, policy), concern)


def linked_to_another(
    client: Client, user_id: str, linked: Sequence[Client], policy: Policy
) -> tuple[Concern, ...]:
    """Another client has this Talent user's id. *linked* as in `shared_talent_user`."""
    others = _others(client, linked)
    if not others:
        return ()
    called, shared = _listed([client]), _talent_user(user_id)
    return (
        # Provisioning and results use one sentence, so that one release serves both stages.
        Concern(
            _of_shared(policy),
            "talent-user-shared",
            f"{called} would share {shared} with {_listed(others)}, whose Secondary ID it already "
            "is. Units that one of them completes could be recorded for another. "
            f"If you release this hold, {called} uses {shared} too and gets its results.",
            f"Clear the Secondary ID of the client who should not have it: {CLIENT_FIELD}.",
            reported=f"{called} shares {shared} with {_listed(others)}.",
        ),
    )


def _of_shared(policy: Policy) -> Reaction:
    return Reaction.REPORT if policy.shared_talent_user == SharedTalentUser.LINK else Reaction.HOLD


def secondary_id_of_another(
    client: Client, user: TalentUser, policy: Policy
) -> tuple[Concern, ...]:
    """The Talent user has another e-mail and another name; one of them alone is reported."""
    # API fact (reported): a user may have no e-mail, with the address as login instead.
    emails = same_text(user.email or user.login, client.email)
    named = is_named(user, client)
    if not emails and not named:
        # People type Secondary IDs by hand, so the id alone proves nothing.
        called = _listed([client])
        found = (
            f"Talent User {user.id} is {user.name}, {user.email or 'no e-mail'}. "
            f"{called}, {client.email.strip()}, has neither that name nor that e-mail"
        )
        return (
            Concern(
                policy.secondary_ids_of_others,
                "secondary-id-of-another",
                f"{found}, so this may be another person. "
                f"If you release this hold, {called} is enrolled as Talent User {user.id}.",
                f"Correct or clear the Secondary ID of {called}: {CLIENT_FIELD}.",
                reported=f"{found}.",
            ),
        )
    return tuple(
        Concern(
            Reaction.REPORT,
            "talent-user-differs",
            f"Talent User {user.id} has the {what} {theirs!r} in TalentLMS and {ours!r} in "
            "PowerPro.",
            "Compare the Talent user in TalentLMS > Users with the client in Client > Main.",
        )
        for what, same, theirs, ours in (
            ("e-mail", emails, user.email, client.email.strip()),
            ("name", named, user.name, client.name),
        )
        if not same
    )


def deferment(enrolment: Enrolment, policy: Policy) -> tuple[Concern, ...]:
    """The enrolment to be provisioned has a deferment date."""
    # The guide shows the field but has no condition for it: a deferred enrolment is due too.
    if enrolment.deferment_date is None:
        return ()
    called, day = _listed([enrolment.client]), day_text(enrolment.deferment_date)
    found = f"{called} has the Deferment Date {day} in {enrolment.course.code}"
    return (
        Concern(
            policy.deferred_enrolments,
            "deferment-date",
            f"{found}, so their training may start later. "
            f"If you release this hold, {called} is enrolled in TalentLMS all the same.",
            "Untick the export box or clear the Deferment Date: "
            "Home > Enrolments and Results > Course data.",
            reported=f"{found}. This does not stop the enrolment in TalentLMS.",
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
            f"{_listed([client])} has the Secondary ID {stored!r}, which is not a TalentLMS user "
            "id and may belong to another system. "
            "If you release this hold, the TalentLMS user id replaces it.",
            f"Keep a copy of {stored!r} if you need it, then clear the field: {CLIENT_FIELD}.",
            reported=f"Secondary ID changed from {stored} to {becomes} (the TalentLMS user id).",
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
            f"{_listed([client])} has the e-mail of a deleted Talent user, {client.email.strip()}. "
            "The agent creates no second user, because the deleted one can be restored.",
            "Restore that user in TalentLMS, or delete it permanently.",
            releasable=False,
        ),
    )


def courses_of_group(
    course: Course, brought: Iterable[TalentCourse], policy: Policy
) -> tuple[Concern, ...]:
    """The Talent group brings courses beside the one of the enrolment."""
    # API fact (documented): joining a group also enrols the user in all courses of the group.
    own = talent_number(course.talent_course_id)
    beside = ", ".join(f"{each.id} ({each.name})" for each in brought if each.id != own)
    if not beside:
        return ()
    key = course.talent_group_key.strip()
    found = f"Talent Group {key} also enrols its members in other Talent courses: {beside}."
    return (
        Concern(
            policy.group_courses,
            "group-brings-courses",
            f"{found} If you release this hold, the client is enrolled in these too.",
            "Remove these courses from the group in TalentLMS > Groups, or enter another group: "
            "Course > E-Learning (Talent LMS) tab > Talent Group Key.",
            reported=found,
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
    role = place.role if place else "learner"
    notes = [
        ("talent-user-inactive", not user.active, "is inactive and cannot log in"),
        ("completed-before", place and place.completed_at, f"completed {course} earlier"),
        ("access-ends", ends, f"can use {course} only until {day_text(ends)}"),
        ("not-a-learner", not same_text(role, "learner"), f"is {role} in {course}, not learner"),
    ]
    return tuple(Remark(code, f"Talent User {user.id} {what}.") for code, so, what in notes if so)


def _talent_user(user_id: str) -> str:
    """The Talent user as people know it, never a stand-in's id."""
    # In a rehearsal a new user has a stand-in. A release must not be bound to that.
    return f"Talent User {user_id}" if talent_number(user_id) else "the Talent user to be created"


def _others(client: Client, clients: Iterable[Client]) -> tuple[Client, ...]:
    return tuple(other for other in clients if other.code != client.code)


def _listed(clients: Iterable[Client]) -> str:
    """Names and codes, such as ``JOANA GOMEZ (2021000017) and LEN CASTER (2021000019)``."""
    *before, last = (f"{client.name} ({client.code})" for client in clients)
    return " and ".join(filter(None, (", ".join(before), last)))
