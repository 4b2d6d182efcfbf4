"""Whose Talent user it is (rows 4, 5 and 13): what is reported and what is held."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve

from support.the_guide import COURSE_126, JOANA, JOANA_7, LEN, enrolment, rules
from talent_powerpro.errors import Held
from talent_powerpro.model import Client, TalentEnrolment, TalentUser
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.person_hazards import (
    agreement,
    another_person,
    concerns_about_user,
    is_family_name_only,
    not_a_learner,
)
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.same_person import Likeness

GUIDE, CAREFUL = Policy.guide(), Policy.careful()
SENT = ("Joana", "Gomez")


def told(concerns: Iterable[Concern]) -> tuple[Remark, ...]:
    """The remarks of concerns that hold nothing."""
    return rules().weigh(enrolment(), concerns)


def held(concerns: Iterable[Concern], match: str | None = None) -> Held:
    """The hold that concerns raise."""
    with pytest.raises(Held, match=match) as hold:
        rules().weigh(enrolment(), concerns)
    assert hold.value.remedy
    return hold.value


def named(first: str, last: str, email: str = JOANA_7.email) -> TalentUser:
    return evolve(JOANA_7, first_name=first, last_name=last, email=email)


def about(client: Client, user: TalentUser, policy: Policy, *others: Client) -> tuple[Concern, ...]:
    """The concerns where *others* have the client's e-mail."""
    return concerns_about_user(
        client,
        user,
        COURSE_126,
        linked=[],
        same_email=[client, *others],
        sent=(client.given_names, client.surname),
        policy=policy,
    )


# --- row 5: the table of 5.5 ------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "guide", "careful"),
    [
        # The e-mail, and the given name.
        (JOANA_7, [], []),
        (evolve(JOANA_7, email="", login="JG11@pm.me"), [], []),
        (named("Joana", "Smith"), ["talent-user-differs"], ["talent-user-differs"]),
        # The e-mail, and the family name only.
        (named("Mary", "Gomez"), ["family-name-only"], ["held"]),
        # Two letters begin no name.
        (named("Jo", "Gomez"), ["family-name-only"], ["held"]),
        # The e-mail, and no name.
        (named("Portal", "Owner"), ["held"], ["held"]),
        (named("", ""), ["held"], ["held"]),
        # Not the e-mail, but the whole name.
        (named("Joana", "Gomez", "old@pm.me"), ["talent-user-differs"], ["talent-user-differs"]),
        # Neither.
        (named("Joana", "Smith", "old@pm.me"), ["held"], ["held"]),
        (named("Mary", "Gomez", "old@pm.me"), ["held"], ["held"]),
        (named("Len", "Caster", ""), ["held"], ["held"]),
    ],
)
def test_every_line_of_the_table_comes_to_its_verdict(
    user: TalentUser, guide: list[str], careful: list[str]
) -> None:
    for policy, expected in ((GUIDE, guide), (CAREFUL, careful)):
        found = another_person(JOANA, user, SENT, [], policy)
        verdicts = ["held" if each.reaction == Reaction.HOLD else each.reason for each in found]
        assert verdicts == expected


def test_a_policy_may_report_another_persons_talent_user() -> None:
    policy = Policy(secondary_ids_of_others=Reaction.REPORT)
    (remark,) = told(another_person(JOANA, named("Len", "Caster", "len@pm.me"), SENT, [], policy))
    assert remark.reason == "talent-user-of-another"


def test_names_that_a_plugin_sends_agree_as_the_clients_own_do() -> None:
    sent = ("Number", "Nine")
    assert another_person(JOANA, named("Number", "Nine"), sent, [], CAREFUL) == ()
    assert agreement(JOANA, named("Number", "Nine", "x@y.z"), sent) == AGREES


AGREES = Likeness(email=False, given=True, family=True, whole=True)


@pytest.mark.parametrize(
    ("first", "last", "sent", "found"),
    [
        ("Joana", "Gomez", ("A", "B"), AGREES),
        ("Joana", "Smith", ("A", "B"), evolve(AGREES, family=False, whole=False)),
        ("Mary", "Gomez", ("A", "B"), evolve(AGREES, given=False, whole=False)),
        ("Number", "Smith", ("Number", "Nine"), evolve(AGREES, family=False, whole=False)),
        ("Mary", "Nine", ("Number", "Nine"), evolve(AGREES, given=False, whole=False)),
        ("7", "8", ("7", "8"), evolve(AGREES, whole=False)),
        ("7", "8", ("", ""), evolve(AGREES, given=False, family=False, whole=False)),
    ],
)
def test_the_clients_own_names_and_those_that_are_sent_agree_alike(
    first: str, last: str, sent: tuple[str, str], found: Likeness
) -> None:
    client = evolve(JOANA, preferred_name="")
    assert agreement(client, named(first, last, "old@pm.me"), sent) == found


def test_names_that_cannot_be_compared_agree_if_they_are_those_that_were_sent() -> None:
    """The agent must not hold a client for the Talent user that it has just created."""
    client = evolve(JOANA, given_names="7", preferred_name="", surname="X")
    assert another_person(client, named("7", "X"), ("7", "X"), [], CAREFUL) == ()
    assert not agreement(client, named("7", "X"), ("7", "X")).whole


def test_only_a_relatives_name_is_a_family_name_only() -> None:
    assert is_family_name_only(JOANA, named("Mary", "Gomez"), SENT)
    assert not is_family_name_only(JOANA, named("Mary", "Smith"), SENT)
    assert not is_family_name_only(JOANA, JOANA_7, SENT)
    assert not is_family_name_only(JOANA, named("Mary", "Gomez", "old@pm.me"), SENT)


# --- beside row 4: two clients of one mailbox -------------------------------------


def test_one_fact_is_one_hold() -> None:
    """The Talent user of one client is another person's to the other."""
    for user in (named("Len", "Caster"), named("Mary", "Smith")):
        assert about(JOANA, user, CAREFUL, LEN) == ()
        held(about(JOANA, user, CAREFUL))


def test_the_clients_own_talent_user_is_compared_though_the_mailbox_is_shared() -> None:
    (concern,) = about(JOANA, named("Joana", "Smith"), CAREFUL, LEN)
    assert concern.reason == "talent-user-differs"


def test_a_policy_may_link_two_clients_but_not_to_a_third_person() -> None:
    policy = Policy(shared_talent_user=SharedTalentUser.LINK)
    assert about(JOANA, named("Len", "Caster"), policy, LEN) == ()
    held(about(JOANA, named("Mary", "Smith"), policy, LEN), "Mary Smith")


# --- row 13: staff ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["SuperAdmin", "Admin-Type", "Trainer-Type", "superadmin"])
def test_a_talent_user_who_runs_the_portal_is_reported_or_held(kind: str) -> None:
    user = evolve(JOANA_7, user_type=kind)
    told(not_a_learner(JOANA, user, COURSE_126, [], GUIDE))
    held(not_a_learner(JOANA, user, COURSE_126, [], CAREFUL), f"has the user type {kind}")
    learner = evolve(user, enrolments=(TalentEnrolment(COURSE_126, "Learner"),))
    assert not_a_learner(JOANA, learner, COURSE_126, [], CAREFUL) == not_a_learner(
        JOANA, user, COURSE_126, [], CAREFUL
    )


def test_another_role_than_learner_in_the_course_is_reported_or_held() -> None:
    user = evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, "instructor"),))
    (remark,) = told(not_a_learner(JOANA, user, COURSE_126, [], GUIDE))
    role = "is instructor in Talent course 126, not learner"
    assert remark.message == f"Talent User 7, Joana Gomez, {role}."
    assert held(not_a_learner(JOANA, user, COURSE_126, [], CAREFUL)).facts[2] == role
    (concern,) = about(JOANA, user, GUIDE)
    assert concern.reported == remark.message
    both = evolve(user, user_type="Trainer-Type")
    (remark,) = told(not_a_learner(JOANA, both, COURSE_126, [], GUIDE))
    assert remark.message == (
        f"Talent User 7, Joana Gomez, has the user type Trainer-Type and {role}."
    )


@pytest.mark.parametrize("kind", ["Learner-Type", "Learner", "", "Apprentices"])
def test_a_learner_and_a_type_of_the_portals_own_give_no_concern(kind: str) -> None:
    user = evolve(JOANA_7, user_type=kind, enrolments=(TalentEnrolment(COURSE_126, "Learner"),))
    assert not_a_learner(JOANA, user, COURSE_126, [], CAREFUL) == ()


def test_the_owners_account_under_the_clients_e_mail_is_held() -> None:
    """P5: the e-mail is Talent user 1's, type SuperAdmin, name "Portal Owner"."""
    owner = evolve(named("Portal", "Owner"), user_type="SuperAdmin")
    for policy in (GUIDE, CAREFUL):
        held(about(JOANA, owner, policy), "Portal Owner")
