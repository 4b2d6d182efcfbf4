"""Hazards of suspension: the Talent user may be another person's."""

from __future__ import annotations

from collections.abc import Collection

from talent_powerpro.model import Enrolment
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Reaction


def not_verified(
    enrolment: Enrolment, user_id: str, course_ids: Collection[str]
) -> tuple[Concern, ...]:
    """The Talent user was never checked to be the client's own."""
    client, courses = enrolment.client, " and ".join(course_ids)
    called = f"{client.name} ({client.code})"
    return (
        Concern(
            Reaction.HOLD,
            "suspension-unverified",
            f"{called} was withdrawn from {enrolment.course.code}, but the agent has not checked "
            f"that Talent User {user_id}, the Secondary ID, is theirs. If you release this hold, "
            f"Talent User {user_id} leaves Talent course {courses}.",
            f"Compare the user in TalentLMS > Users. If it is another person, correct the "
            f"Secondary ID of {called}: Client > Secondary ID.",
            facts=(
                f"client {client.code}",
                f"Talent user {user_id}",
                f"leaves Talent course {courses}",
            ),
        ),
    )
