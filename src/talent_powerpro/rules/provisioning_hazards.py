"""The hazards of provisioning by the guide to the letter, as values for `Rules.weigh`.

Each function looks at values and answers with concerns: what could be wrong, with every
value in question, and what a person can do. Whether a concern holds its record is the
policy's word, or, for whom a Talent user is, every policy's. Those of results are in
`talent_powerpro.rules.result_hazards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from attrs import frozen

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
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser

CLIENT_FIELD = "Client > Secondary ID"


@frozen
class Concern:
    """Something that following the guide could get wrong."""

    reaction: Reaction
    """What to do about it, by the policy."""
    reason: str
    """A stable code, such as ``deferment-date``."""
    message: str
    """For people, and the evidence: every value that it rests on stands in it."""
    remedy: str
    """What a person can do about it, with the menu path."""
    releasable: bool = True
    """Whether a person may let it pass for one enrolment."""

    @property
    def remark(self) -> Remark:
        """The concern where it stops nothing."""
        return Remark(self.reason, self.message)


# --- whose Talent user (rows 4 and 5) ---------------------------------------------


def is_named(user: TalentUser, client: Client) -> bool:
    """Whether the Talent user's name is the client's: surname, and a given name of theirs."""
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
    """Two clients, one Talent user: held under every policy, unless it links them.

    *linked* are the clients with that Talent user's id, *same_email* those with the
    client's e-mail; the client itself may be among them.
    """
    others = _others(client, same_email)
    if not others or is_named(user, client):
        return linked_to_another(client, user.id, linked, policy)
    concern = Concern(
        _of_shared(policy),
        "talent-user-shared",
        f"Talent User {user.id} ({user.name}) has the e-mail of {client.name} "
        f"({client.code}), which {_listed(others)} uses too",
        "Give each client an e-mail of their own: Client > Main > Email",
    )
    return (*linked_to_another(client, user.id, linked, policy), concern)


def linked_to_another(
    client: Client, user_id: str, linked: Sequence[Client], policy: Policy
) -> tuple[Concern, ...]:
    """Another client has this Talent user's id. *linked* as in `shared_talent_user`."""
    others = _others(client, linked)
    if not others:
        return ()
    return (
        Concern(
            _of_shared(policy),
            "talent-user-shared",
            f"{_named(user_id)} belongs to {_listed(others)} already, "
            f"not to {client.name} ({client.code}) alone",
            f"Clear or correct the Secondary ID of the wrong client: {CLIENT_FIELD}",
        ),
    )


def _of_shared(policy: Policy) -> Reaction:
    return Reaction.REPORT if policy.shared_talent_user == SharedTalentUser.LINK else Reaction.HOLD


def secondary_id_of_another(
    client: Client, user: TalentUser, policy: Policy
) -> tuple[Concern, ...]:
    """A Talent user whose e-mail *and* name are not the client's; one of them is only reported."""
    emails = same_text(user.email or user.login, client.email)
    named = is_named(user, client)
    if not emails and not named:
        return (
            Concern(
                policy.secondary_ids_of_others,
                "secondary-id-of-another",
                f"Talent User {user.id} is {user.name}, {user.email or 'no e-mail'}: "
                f"not {client.name} ({client.code}), {client.email.strip()}",
                f"Clear or correct it: {CLIENT_FIELD}",
            ),
        )
    return tuple(
        Concern(
            Reaction.REPORT,
            "talent-user-differs",
            f"the {what} of Talent User {user.id} is {theirs!r}, in PowerPro {ours!r}",
            "Compare both, in TalentLMS > Users and on the Client window",
        )
        for what, same, theirs, ours in (
            ("e-mail", emails, user.email, client.email.strip()),
            ("name", named, user.name, client.name),
        )
        if not same
    )


# --- what else may be in the way (rows 7, 11 and 12) ------------------------------


def deferment(enrolment: Enrolment, policy: Policy) -> tuple[Concern, ...]:
    """A deferment date is set on an enrolment that is to be provisioned."""
    if enrolment.deferment_date is None:
        return ()
    return (
        Concern(
            policy.deferred_enrolments,
            "deferment-date",
            f"deferred on {day_text(enrolment.deferment_date)}",
            "Untick the export box or clear the Deferment Date: "
            "Home > Enrolments and Results > Course data",
        ),
    )


def foreign_secondary_id(client: Client, policy: Policy) -> tuple[Concern, ...]:
    """The secondary id belongs to another system and is about to be replaced."""
    stored = client.secondary_id.strip()
    if not stored or talent_number(stored):
        return ()
    return (
        Concern(
            policy.foreign_secondary_ids,
            "secondary-id-replaced",
            f"the Secondary ID {stored!r} gives way to Talent's",
            f"Keep it elsewhere and clear it: {CLIENT_FIELD}",
        ),
    )


def deleted_user_in_the_way(client: Client, absent: Absent) -> tuple[Concern, ...]:
    """A deleted Talent user is in the way of creating a new one; no release can help."""
    if not absent.deleted:
        return ()
    return (
        Concern(
            Reaction.HOLD,
            "deleted-user-in-the-way",
            f"a deleted Talent user has the e-mail of {client.name} ({client.code})",
            "Restore that user in TalentLMS, or delete it for good",
            releasable=False,
        ),
    )


def courses_of_group(
    course: Course, brought: Iterable[TalentCourse], policy: Policy
) -> tuple[Concern, ...]:
    """The Talent group brings courses of its own, beside the one that is enrolled in anyway."""
    own = talent_number(course.talent_course_id)
    beside = ", ".join(f"{each.id} ({each.name})" for each in brought if each.id != own)
    if not beside:
        return ()
    return (
        Concern(
            policy.group_courses,
            "group-brings-courses",
            f"Talent Group {course.talent_group_key.strip()} also enrols in Talent course {beside}",
            "Take these courses out of the group in TalentLMS > Groups, or name another one: "
            "Course > E-Learning (Talent LMS) tab > Talent Group Key",
        ),
    )


# --- the Talent user found (row 8) ------------------------------------------------


def remarks_on_user(
    user: TalentUser, course_id: TalentCourseId, zone: tzinfo
) -> tuple[Remark, ...]:
    """What a person may want to know of a found Talent user: none of it stops anything."""
    place = user.enrolment_in(course_id)
    ends = place.expires_at.astimezone(zone) if place and place.expires_at else None
    notes = [
        ("talent-user-inactive", not user.active, "is inactive and cannot log in"),
        ("completed-before", place and place.completed_at, f"completed course {course_id} before"),
        ("access-ends", ends, f"has access to course {course_id} until {day_text(ends)} only"),
        (
            "not-a-learner",
            place and not same_text(place.role, "learner"),
            f"is {place.role if place else ''} in course {course_id}, not a learner",
        ),
    ]
    return tuple(
        Remark(reason, f"Talent User {user.id} {what}")
        for reason, applies, what in notes
        if applies
    )


def _named(user_id: str) -> str:
    """A Talent user as people know them; in a rehearsal, one may be still to be created."""
    return f"Talent User {user_id}" if talent_number(user_id) else "the Talent user to be created"


def _others(client: Client, clients: Iterable[Client]) -> tuple[Client, ...]:
    return tuple(other for other in clients if other.code != client.code)


def _listed(clients: Iterable[Client]) -> str:
    return ", ".join(f"{client.name} ({client.code})" for client in clients)
