"""The hazards of provisioning: which are reported, and which are held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    LEN,
    PERTH,
    PINK,
    TALENT_COURSE,
    enrolment,
    rules,
)
from talent_powerpro.errors import Held
from talent_powerpro.model import (
    Absent,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.provisioning_hazards import (
    courses_of_group,
    deferment,
    deleted_user_in_the_way,
    foreign_secondary_id,
    is_named,
    linked_to_another,
    remarks_on_user,
    secondary_id_of_another,
    shared_talent_user,
)

GUIDE, CAREFUL = Policy.guide(), Policy.careful()


def told(concerns: Iterable[Concern]) -> tuple[Remark, ...]:
    """The remarks of concerns that hold nothing."""
    return rules().weigh(enrolment(), concerns)


def held(concerns: Iterable[Concern], match: str | None = None) -> Held:
    """The hold that concerns raise."""
    with pytest.raises(Held, match=match) as hold:
        rules().weigh(enrolment(), concerns)
    assert hold.value.remedy
    return hold.value


# --- whose Talent user (rows 4 and 5) ---------------------------------------------


def named(first: str, last: str) -> TalentUser:
    return evolve(JOANA_7, first_name=first, last_name=last)


@pytest.mark.parametrize(
    ("first", "last", "theirs"),
    [
        ("Joana", "Gomez", True),
        ("joana ", "GOMEZ", True),
        ("Joana Maria", "Gomez", True),
        ("Jo", "Gomez", True),
        ("Maria", "Gomez", False),
        ("Joana", "Gomes", False),
        ("", "Gomez", False),
    ],
)
def test_a_talent_user_is_named_like_a_client_by_surname_and_a_given_name(
    first: str, last: str, theirs: bool
) -> None:
    client = evolve(JOANA, given_names="Joana Maria", preferred_name="Jo")
    assert is_named(named(first, last), client) is theirs


def test_a_client_with_one_name_is_named_by_it() -> None:
    client = evolve(JOANA, given_names="", preferred_name="")
    assert is_named(named("", "Gomez"), client)
    assert not is_named(named("Joana", "Gomez"), client)


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_talent_user_linked_to_another_client_is_held_in_both_profiles(policy: Policy) -> None:
    linked = shared_talent_user(JOANA, JOANA_7, [JOANA, PINK], [], policy)
    hold = held(linked, r"PINK PANTHER \(2021000018\)")
    assert (hold.reason, hold.releasable) == ("talent-user-shared", True)
    assert "Client > Secondary ID" in hold.remedy


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_shared_email_is_held_where_the_talent_users_name_is_not_the_clients(
    policy: Policy,
) -> None:
    shared = shared_talent_user(JOANA, named("Len", "Caster"), [], [JOANA, LEN], policy)
    hold = held(shared, "LEN CASTER")
    assert (hold.reason, hold.releasable) == ("talent-user-shared", True)
    assert "Client > Main > Email" in hold.remedy


def test_an_id_and_an_email_that_others_have_are_held_together() -> None:
    both = shared_talent_user(JOANA, named("Len", "Caster"), [PINK], [LEN], GUIDE)
    first, second = held(both).all
    assert "share Talent User 7 with PINK PANTHER" in first.message
    assert "LEN CASTER" in second.message


def test_a_shared_email_holds_nothing_if_the_talent_user_has_the_clients_name() -> None:
    assert shared_talent_user(JOANA, JOANA_7, [], [JOANA, LEN], GUIDE) == ()


def test_another_name_holds_nothing_if_nobody_shares_the_email() -> None:
    assert shared_talent_user(JOANA, named("Maria", "Gomez"), [JOANA], [JOANA], GUIDE) == ()


def test_a_policy_may_link_two_clients_to_one_talent_user() -> None:
    policy = Policy(shared_talent_user=SharedTalentUser.LINK)
    linked = told(shared_talent_user(JOANA, named("Len", "Caster"), [PINK], [LEN], policy))
    assert [remark.reason for remark in linked] == ["talent-user-shared"] * 2


def test_the_client_itself_does_not_share_its_talent_user() -> None:
    assert linked_to_another(JOANA, "7", [JOANA], GUIDE) == ()
    assert linked_to_another(JOANA, "7", [], GUIDE) == ()


STRANGER = TalentUser(JOANA_7.id, "len", "Len", "Caster", "len@pm.me")


def test_a_secondary_id_of_someone_else_is_held_when_email_and_name_differ() -> None:
    for policy in (GUIDE, CAREFUL):
        hold = held(secondary_id_of_another(JOANA, STRANGER, policy), "Talent User 7 is Len Caster")
        assert (hold.reason, hold.releasable) == ("secondary-id-of-another", True)
        held(secondary_id_of_another(JOANA, evolve(STRANGER, email=""), policy), "no e-mail")


def test_a_policy_may_trust_a_secondary_id_despite_name_and_email() -> None:
    policy = Policy(secondary_ids_of_others=Reaction.REPORT)
    (remark,) = told(secondary_id_of_another(JOANA, STRANGER, policy))
    assert remark.reason == "secondary-id-of-another"


def test_an_email_or_a_name_that_alone_differs_is_reported() -> None:
    (by_email,) = told(secondary_id_of_another(JOANA, evolve(JOANA_7, email="old@pm.me"), GUIDE))
    said = "Talent User 7 has the e-mail 'old@pm.me' in TalentLMS and 'jg11@pm.me' in PowerPro."
    assert by_email.message == said
    (by_name,) = told(secondary_id_of_another(JOANA, named("Jo", "Smith"), GUIDE))
    said = "Talent User 7 has the name 'Jo Smith' in TalentLMS and 'JOANA GOMEZ' in PowerPro."
    assert by_name.message == said
    assert by_email.reason == by_name.reason == "talent-user-differs"


def test_a_talent_user_who_is_the_client_gives_no_concern() -> None:
    by_login = evolve(JOANA_7, email="", login="JG11@pm.me")
    assert secondary_id_of_another(JOANA, JOANA_7, GUIDE) == ()
    assert secondary_id_of_another(JOANA, by_login, GUIDE) == ()


# --- what else may be in the way --------------------------------------------------


def test_a_deferment_date_is_reported_by_the_guide_and_held_by_careful() -> None:
    deferred = enrolment(deferment_date=EXPORT_DATE)
    (remark,) = told(deferment(deferred, GUIDE))
    assert (remark.reason, remark.message) == (
        "deferment-date",
        "JOANA GOMEZ (2021000017) has the Deferment Date 02/06/2022 in ICT30120-A. "
        "This does not stop the enrolment in TalentLMS.",
    )
    hold = held(deferment(deferred, CAREFUL), "Deferment Date 02/06/2022")
    assert "Deferment Date" in hold.remedy
    assert hold.releasable
    assert deferment(enrolment(), CAREFUL) == ()


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_another_systems_secondary_id_is_replaced_and_reported(policy: Policy) -> None:
    (remark,) = told(foreign_secondary_id(JOANA, JOANA_7, policy))
    assert remark.reason == "secondary-id-replaced"
    assert remark.message == "Secondary ID changed from DPC000129 to 7 (the TalentLMS user id)."
    new = evolve(JOANA_7, id=TalentUserId("new:2021000017"))
    (of_new,) = told(foreign_secondary_id(JOANA, new, policy))
    assert "from DPC000129 to that of the new Talent user" in of_new.message


def test_a_policy_may_keep_another_systems_secondary_id() -> None:
    policy = Policy(foreign_secondary_ids=Reaction.HOLD)
    assert held(foreign_secondary_id(JOANA, JOANA_7, policy), "DPC000129").releasable
    for own in ("", "  ", "7"):
        assert foreign_secondary_id(evolve(JOANA, secondary_id=own), JOANA_7, policy) == ()


def test_a_deleted_talent_user_in_the_way_is_held() -> None:
    deleted = deleted_user_in_the_way(JOANA, Absent("GET x", deleted=True))
    hold = held(deleted, "has the e-mail of a deleted Talent user")
    assert (hold.reason, hold.releasable) == ("deleted-user-in-the-way", False)
    assert deleted_user_in_the_way(JOANA, Absent("GET x")) == ()


def test_courses_that_a_group_brings_are_named_and_a_policy_may_hold_for_them() -> None:
    fruit = TalentCourse(TalentCourseId("127"), "Fruit")
    (remark,) = told(courses_of_group(COURSE, [TALENT_COURSE, fruit], CAREFUL))
    assert remark.reason == "group-brings-courses"
    assert remark.message == (
        "Talent Group 77eD6LXHH also enrols its members in other Talent courses: 127 (Fruit)."
    )
    policy = Policy(group_courses=Reaction.HOLD)
    assert held(courses_of_group(COURSE, [fruit], policy), "127").releasable
    assert courses_of_group(COURSE, [TALENT_COURSE], policy) == ()


def test_an_inactive_talent_user_is_enrolled_and_reported() -> None:
    (remark,) = remarks_on_user(evolve(JOANA_7, active=False), COURSE_126, PERTH)
    assert remark.reason == "talent-user-inactive"
    assert remark.message == "Talent User 7 is inactive and cannot log in."


def remarks_on(**place: Any) -> list[tuple[str, str]]:
    user = evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, **place),))
    remarks = remarks_on_user(user, COURSE_126, PERTH)
    return [(remark.reason, remark.message) for remark in remarks]


def test_an_earlier_completion_an_ending_access_and_another_role_are_reported() -> None:
    late = datetime(2022, 6, 30, 23, 30, tzinfo=UTC)
    assert remarks_on(completed_at=late) == [
        ("completed-before", "Talent User 7 completed Talent course 126 earlier.")
    ]
    assert remarks_on(expires_at=late) == [
        ("access-ends", "Talent User 7 can use Talent course 126 only until 01/07/2022.")
    ]
    assert remarks_on(role="instructor") == [
        ("not-a-learner", "Talent User 7 is instructor in Talent course 126, not learner.")
    ]
    assert remarks_on(role="Learner") == []
    assert remarks_on_user(JOANA_7, COURSE_126, PERTH) == ()
