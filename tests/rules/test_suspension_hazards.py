"""The concern that the Talent user of a withdrawn enrolment is another person's."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import JOANA, provisioned, unit
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.suspension_hazards import not_verified


def test_the_hold_says_what_a_release_does_and_is_bound_to_client_user_and_courses() -> None:
    (concern,) = not_verified(provisioned(unit()), "7", ["126", "127"])
    assert (concern.reaction, concern.reason) == (Reaction.HOLD, "suspension-unverified")
    assert concern.message == (
        "JOANA GOMEZ (2021000017) was withdrawn from ICT30120-A, but the agent has not checked "
        "that Talent User 7, the Secondary ID, is theirs. If you release this hold, Talent User 7 "
        "leaves Talent course 126 and 127."
    )
    assert concern.remedy == (
        "Compare the user in TalentLMS > Users. If it is another person, correct the Secondary ID "
        "of JOANA GOMEZ (2021000017): Client > Secondary ID."
    )
    assert concern.facts == (
        "client 2021000017",
        "Talent user 7",
        "leaves Talent course 126 and 127",
    )
    renamed = provisioned(unit(), client=evolve(JOANA, surname="GOMEZ-LEE", secondary_id="7"))
    assert not_verified(renamed, "7", ["126", "127"])[0].facts == concern.facts
