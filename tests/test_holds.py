"""The hazards of following the guide: what is reported, and what a person decides first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from talent_powerpro.errors import Held
from talent_powerpro.holds import (
    hold_the_deferred,
    hold_the_deleted,
    hold_the_foreign_id,
    hold_the_linked,
    hold_the_result,
    hold_the_shared,
    hold_the_stranger,
    is_named,
    remarks_on_user,
)
from talent_powerpro.model import Absent, TalentEnrolment, TalentUser, Unit, UnitResult
from talent_powerpro.policy import Hazard, Policy, SharedTalentUser
from the_guide import (
    COMPETENT,
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    JOANA_7,
    LEN,
    PERTH,
    PINK,
    STAMP,
    enrolment,
    unit,
)

GUIDE, CAREFUL = Policy.guide(), Policy.careful()
TODAY = date(2022, 6, 14)
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)


def reasons(unit: Unit, last: UnitResult | None = None, policy: Policy = GUIDE) -> list[str]:
    return [r.reason for r in hold_the_result(unit, WANTED, last, TODAY, policy)]


def held(unit: Unit, last: UnitResult | None = None) -> str:
    with pytest.raises(Held) as hold:
        hold_the_result(unit, WANTED, last, TODAY, CAREFUL)
    assert hold.value.remedy
    return hold.value.reason


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


def test_a_client_of_one_name_alone_is_named_by_it() -> None:
    client = evolve(JOANA, given_names="", preferred_name="")
    assert is_named(named("", "Gomez"), client)
    assert not is_named(named("Joana", "Gomez"), client)


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_talent_user_linked_to_another_client_is_held_in_both_profiles(policy: Policy) -> None:
    with pytest.raises(Held, match=r"PINK PANTHER \(2021000018\)") as hold:
        hold_the_shared(JOANA, JOANA_7, [JOANA, PINK], [], policy)
    assert hold.value.reason == "talent-user-shared"
    assert "Client > Secondary ID" in hold.value.remedy


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_shared_email_is_held_where_the_talent_users_name_is_not_the_clients(
    policy: Policy,
) -> None:
    with pytest.raises(Held, match="which LEN CASTER") as hold:
        hold_the_shared(JOANA, named("Len", "Caster"), [], [JOANA, LEN], policy)
    assert hold.value.reason == "talent-user-shared"
    assert "Client > Main > Email" in hold.value.remedy


def test_a_shared_email_is_no_hold_where_the_talent_user_bears_the_clients_name() -> None:
    hold_the_shared(JOANA, JOANA_7, [], [JOANA, LEN], GUIDE)


def test_a_strange_name_is_no_hold_where_nobody_shares_the_email() -> None:
    hold_the_shared(JOANA, named("Maria", "Gomez"), [JOANA], [JOANA], GUIDE)


def test_a_policy_may_link_two_clients_to_one_talent_user() -> None:
    policy = Policy(shared_talent_user=SharedTalentUser.LINK)
    hold_the_shared(JOANA, named("Len", "Caster"), [PINK], [LEN], policy)


def test_the_client_itself_does_not_share_its_talent_user() -> None:
    hold_the_linked(JOANA, "7", [JOANA])
    hold_the_linked(JOANA, "7", [])


def test_a_secondary_id_of_someone_else_is_held_when_email_and_name_differ() -> None:
    stranger = TalentUser(JOANA_7.id, "len", "Len", "Caster", "len@pm.me")
    with pytest.raises(Held, match="Talent User 7 is Len Caster") as hold:
        hold_the_stranger(JOANA, stranger)
    assert hold.value.reason == "secondary-id-of-another"
    nobody = evolve(stranger, email="")
    with pytest.raises(Held, match="no e-mail"):
        hold_the_stranger(JOANA, nobody)


def test_an_email_or_a_name_that_alone_differs_is_reported() -> None:
    (by_email,) = hold_the_stranger(JOANA, evolve(JOANA_7, email="old@pm.me"))
    said = "the e-mail of Talent User 7 is 'old@pm.me', in PowerPro 'jg11@pm.me'"
    assert by_email.message == said
    (by_name,) = hold_the_stranger(JOANA, named("Jo", "Smith"))
    assert by_name.message == "the name of Talent User 7 is 'Jo Smith', in PowerPro 'JOANA GOMEZ'"
    assert by_email.reason == by_name.reason == "talent-user-differs"


def test_nothing_is_said_of_a_talent_user_who_is_the_client() -> None:
    assert hold_the_stranger(JOANA, JOANA_7) == ()
    assert hold_the_stranger(JOANA, evolve(JOANA_7, email="", login="JG11@pm.me")) == ()


# --- what else may be in the way --------------------------------------------------


def test_a_deferment_date_is_reported_by_the_guide_and_held_by_careful() -> None:
    deferred = enrolment(deferment_date=EXPORT_DATE)
    (remark,) = hold_the_deferred(deferred, GUIDE)
    assert (remark.reason, remark.message) == ("deferment-date", "deferred on 02/06/2022")
    with pytest.raises(Held, match="deferred on 02/06/2022") as hold:
        hold_the_deferred(deferred, CAREFUL)
    assert "Deferment Date" in hold.value.remedy
    assert hold_the_deferred(enrolment(), CAREFUL) == ()


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_another_systems_secondary_id_is_replaced_and_reported(policy: Policy) -> None:
    (remark,) = hold_the_foreign_id(JOANA, policy)
    assert remark.reason == "secondary-id-replaced"
    assert "'DPC000129'" in remark.message


def test_a_policy_may_keep_another_systems_secondary_id() -> None:
    policy = Policy(foreign_secondary_ids=Hazard.HOLD)
    with pytest.raises(Held, match="DPC000129"):
        hold_the_foreign_id(JOANA, policy)
    for own in ("", "  ", "7"):
        assert hold_the_foreign_id(evolve(JOANA, secondary_id=own), policy) == ()


def test_a_deleted_talent_user_in_the_way_is_held() -> None:
    with pytest.raises(Held, match=r"a deleted Talent user has the e-mail") as hold:
        hold_the_deleted(JOANA, Absent("GET x", deleted=True))
    assert hold.value.reason == "deleted-user-in-the-way"
    hold_the_deleted(JOANA, Absent("GET x"))


def test_an_inactive_talent_user_is_enrolled_and_reported() -> None:
    (remark,) = remarks_on_user(evolve(JOANA_7, active=False), COURSE_126, PERTH)
    assert remark.message == "Talent User 7 is inactive and cannot log in"


def remarks_on(**place: Any) -> list[str]:
    user = evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, **place),))
    return [remark.message for remark in remarks_on_user(user, COURSE_126, PERTH)]


def test_an_earlier_completion_an_ending_access_and_another_role_are_reported() -> None:
    late = datetime(2022, 6, 30, 23, 30, tzinfo=UTC)
    assert remarks_on(completed_at=late) == ["Talent User 7 completed course 126 before"]
    assert remarks_on(expires_at=late) == [
        "Talent User 7 has access to course 126 until 01/07/2022 only"
    ]
    assert remarks_on(role="instructor") == [
        "Talent User 7 is instructor in course 126, not a learner"
    ]
    assert remarks_on(role="Learner") == []
    assert remarks_on_user(JOANA_7, COURSE_126, PERTH) == ()


# --- results (rows 2, 3, 6 and 9) -------------------------------------------------


@pytest.mark.parametrize("outcome", ["", "70 - Continuing", "85 - Not yet started", "90"])
@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_an_open_outcome_is_replaced_without_a_word(outcome: str, policy: Policy) -> None:
    assert reasons(unit(outcome=outcome), policy=policy) == []


@pytest.mark.parametrize("code", ["30", "40", "41", "51", "52", "60", "61", "81", "82", "100"])
def test_a_final_outcome_is_replaced_and_reported_by_the_guide_and_held_by_careful(
    code: str,
) -> None:
    final = unit(outcome=f"{code} - said by a person")
    (remark,) = hold_the_result(final, WANTED, None, TODAY, GUIDE)
    assert remark.reason == "outcome-replaced"
    assert f"{code} - said by a person" in remark.message
    assert COMPETENT in remark.message
    assert held(final) == "outcome-replaced"


def test_a_date_corrected_by_hand_is_rewritten_by_the_guide_and_held_by_careful() -> None:
    corrected = unit(outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=STAMP)
    (remark,) = hold_the_result(corrected, WANTED, WANTED, TODAY, GUIDE)
    assert remark.reason == "date-replaced"
    assert remark.message == "ICTWEB304: the outcome date 10/06/2022 gives way to 13/06/2022"
    assert held(corrected, WANTED) == "date-replaced"
    assert held(corrected, None) == "date-replaced"


def test_a_missing_date_is_called_blank() -> None:
    (remark,) = hold_the_result(unit(outcome=COMPETENT), WANTED, None, TODAY, GUIDE)
    assert "the outcome date blank gives way to 13/06/2022" in remark.message


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
def test_a_date_is_rewritten_without_a_word_where_all_is_as_the_agent_last_wrote_it(
    policy: Policy,
) -> None:
    last = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    assert reasons(unit(outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=STAMP),
                   last, policy) == []  # fmt: skip


def test_a_comment_edited_by_hand_counts_as_a_correction_too() -> None:
    last = UnitResult(COMPETENT, date(2022, 6, 10), STAMP)
    edited = unit(
        outcome=COMPETENT, outcome_date=date(2022, 6, 10), short_comment=f"{STAMP} checked"
    )
    assert held(edited, last) == "date-replaced"


def test_a_result_that_a_person_cleared_is_written_again_by_the_guide_and_held_by_careful() -> None:
    assert reasons(unit(), WANTED) == ["result-written-again"]
    assert held(unit(), WANTED) == "result-written-again"


def test_a_blank_result_that_nobody_ever_wrote_is_no_cleared_one() -> None:
    assert reasons(unit(), None, CAREFUL) == []


@pytest.mark.parametrize(
    ("start", "done", "said"),
    [
        (date(2022, 6, 14), date(2022, 6, 13), "before its start on 14/06/2022"),
        (date(2022, 5, 16), date(2022, 6, 15), "which is still to come"),
        (date(2017, 6, 12), date(2022, 6, 13), "more than five years after its start"),
        (date(2016, 2, 29), date(2022, 3, 1), "more than five years after its start"),
        (date(2021, 5, 16), date(2021, 12, 31), "in an earlier calendar year"),
    ],
)
def test_a_doubtful_date_is_reported_by_the_guide_and_held_by_careful(
    start: date, done: date, said: str
) -> None:
    wanted, started = UnitResult(COMPETENT, done, STAMP), unit(start_date=start)
    (remark,) = hold_the_result(started, wanted, None, TODAY, GUIDE)
    assert remark.reason == "doubtful-date"
    assert f"ICTWEB304: completed on {done:%d/%m/%Y}, {said}" in remark.message
    with pytest.raises(Held, match=said):
        hold_the_result(started, wanted, None, TODAY, CAREFUL)


@pytest.mark.parametrize(
    ("start", "done"),
    [
        (date(2022, 6, 13), date(2022, 6, 13)),
        (date(2022, 5, 16), TODAY),
        (date(2017, 6, 13), date(2022, 6, 13)),
        (date(2017, 1, 1), date(2022, 1, 1)),
        (None, date(2022, 6, 13)),
    ],
)
def test_a_date_within_bounds_is_not_doubtful(start: date | None, done: date) -> None:
    wanted = UnitResult(COMPETENT, done, STAMP)
    assert hold_the_result(unit(start_date=start), wanted, None, TODAY, CAREFUL) == ()


def test_all_doubts_about_one_date_are_reported() -> None:
    early = UnitResult(COMPETENT, date(2021, 6, 13), STAMP)
    told = hold_the_result(unit(), early, None, TODAY, GUIDE)
    assert [remark.reason for remark in told] == ["doubtful-date", "doubtful-date"]


def test_leap_day_plus_five_years_is_the_28th_of_february() -> None:
    leap = unit(start_date=date(2016, 2, 29))
    today = date(2021, 3, 1)
    on_the_day = UnitResult(COMPETENT, date(2021, 2, 28), STAMP)
    assert hold_the_result(leap, on_the_day, None, today, CAREFUL) == ()
    a_day_later = UnitResult(COMPETENT, date(2021, 3, 1), STAMP)
    assert hold_the_result(leap, a_day_later, None, today, GUIDE)
