"""The hazard of one Talent user for two clients (row 4)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve

from support.the_guide import JOANA, JOANA_7, LEN, PINK, enrolment, rules
from talent_powerpro.errors import Held
from talent_powerpro.model import TalentUser
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, SharedTalentUser
from talent_powerpro.rules.sharing_hazards import results_of_two_clients, shared_talent_user

GUIDE = Policy.guide()


def told(concerns: Iterable[Concern]) -> tuple[Remark, ...]:
    """The remarks of concerns that hold nothing."""
    return rules().weigh(enrolment(), concerns)


def held(concerns: Iterable[Concern], match: str | None = None) -> Held:
    """The hold that concerns raise."""
    with pytest.raises(Held, match=match) as hold:
        rules().weigh(enrolment(), concerns)
    assert hold.value.remedy
    return hold.value


def named(first: str, last: str) -> TalentUser:
    return evolve(JOANA_7, first_name=first, last_name=last)


def test_an_id_and_an_email_that_others_have_are_held_together() -> None:
    both = shared_talent_user(JOANA, named("Len", "Caster"), [PINK], [LEN], GUIDE)
    hold = held(both)
    assert hold.others == ()
    assert "PINK PANTHER" in hold.message
    assert "LEN CASTER" in hold.message
    assert hold.both == (JOANA.code, PINK.code, LEN.code)
    assert hold.facts == (
        "client 2021000017",
        "Talent user of client 2021000018",
        "joana; joana; gomez; jg11@pm.me",
        "len; caster; jg11@pm.me",
        "same e-mail: 2021000019",
    )


def test_a_shared_email_holds_nothing_if_the_given_name_is_the_clients() -> None:
    assert shared_talent_user(JOANA, named("Joana", "Lu"), [], [JOANA, LEN], GUIDE) == ()
    assert shared_talent_user(JOANA, JOANA_7, [], [JOANA, LEN], GUIDE) == ()


def test_another_name_holds_nothing_if_nobody_shares_the_email() -> None:
    assert shared_talent_user(JOANA, named("Maria", "Gomez"), [JOANA], [JOANA], GUIDE) == ()


def test_a_policy_may_link_two_clients_to_one_talent_user() -> None:
    policy = Policy(shared_talent_user=SharedTalentUser.LINK)
    linked = told(shared_talent_user(JOANA, named("Len", "Caster"), [PINK], [LEN], policy))
    assert [remark.reason for remark in linked] == ["talent-user-shared"]


def test_the_client_itself_does_not_share_its_talent_user() -> None:
    assert results_of_two_clients(JOANA, "7", [JOANA], GUIDE) == ()
    assert results_of_two_clients(JOANA, "7", [], GUIDE) == ()


USI = "2GF2UGXXV8"


@pytest.mark.parametrize(
    ("usi", "other", "said"),
    [(USI, USI.lower(), True), (USI, "ZTCP6RPU6M", False), ("INDIV", "INDIV", False)],
)
def test_one_usi_on_both_clients_is_mentioned(usi: str, other: str, said: bool) -> None:
    client, shared = evolve(JOANA, usi=usi), evolve(LEN, usi=other)
    hold = held(shared_talent_user(client, named("Len", "Caster"), [shared], [shared], GUIDE))
    sentence = (
        "JOANA GOMEZ (2021000017) and LEN CASTER (2021000019) have the same USI, so they may be "
        "one person entered twice. "
    )
    assert (sentence in hold.message) is said
    results = held(results_of_two_clients(client, "7", [shared], GUIDE))
    assert (sentence in results.message) is said
