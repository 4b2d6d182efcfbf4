"""The rules of an RTO: its policy and its own choices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    EXPORT_DATE,
    JOANA,
    PERTH,
    TODAY,
    enrolment,
    provisioned,
    rules,
    talent_unit,
)
from talent_powerpro.errors import Held
from talent_powerpro.model import Client, Enrolment, NewTalentUser, Secret, TalentUnit
from talent_powerpro.records.due import Day
from talent_powerpro.records.holds import Decision
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.conditions import RESULT_SCOPE, Condition
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.rules import Rules, guarded, replaced

WITHOUT_DATE = Policy(drop_conditions={"export-date-is-today", "enrolment-exported"})


def test_a_dropped_condition_is_not_tested() -> None:
    """These conditions can be fine-tuned for each RTO if required."""
    any_day = enrolment(export=False, export_date=None)
    assert rules(WITHOUT_DATE).unmet(any_day, TODAY) == ()
    assert len(rules().unmet(any_day, TODAY)) == 2


def test_a_repository_narrows_only_by_conditions_that_were_not_dropped() -> None:
    assert rules().narrowed_by == {"enrolment-exported", "not-yet-provisioned"}
    assert rules(WITHOUT_DATE).narrowed_by == {"not-yet-provisioned"}


def test_result_fetching_narrows_by_its_scope_unless_a_plugin_replaced_a_condition() -> None:
    assert rules().scope_conditions == frozenset(RESULT_SCOPE)
    dropped = Policy(drop_conditions={"enrolment-active"})
    assert rules(dropped).scope_conditions == frozenset(RESULT_SCOPE) - {"enrolment-active"}

    class Own(RtoChoices):
        def conditions(self) -> tuple[Condition, ...]:
            return (Condition("booking-confirmed", "an RTO's own", lambda *_: None, ""),)

    assert Rules(Policy.guide(), PERTH, Own()).scope_conditions is None


def test_the_scope_of_result_fetching_follows_the_conditions() -> None:
    own = Condition("booking-confirmed", "an RTO's own", lambda *_: None, "")
    assert evolve(rules(), conditions=(own,)).scope == (own,)


def test_export_boxes_do_not_matter_for_result_fetching() -> None:
    unticked = provisioned(
        course=evolve(COURSE, export_to_talent=False), export=False, export_date=None
    )
    assert rules().out_of_scope(unticked, TODAY) == ()


def test_an_enrolment_without_a_talent_id_is_in_scope_and_fails_in_result_fetching() -> None:
    nobody = provisioned(client=evolve(JOANA, email=""), course=evolve(COURSE, talent_course_id=""))
    assert rules().out_of_scope(nobody, TODAY) == ()


def test_result_fetching_needs_an_active_course_a_confirmed_booking_and_an_active_enrolment() -> (
    None
):
    """The PP Course is active, the Booking status is Confirmed, the PP Enrolment is active"""
    dead = provisioned(
        course=evolve(COURSE, archived=True),
        booking_status="Cancelled",
        withdrawal_date=EXPORT_DATE - timedelta(days=1),
    )
    assert [each.condition for each in rules().out_of_scope(dead, TODAY)] == [
        "course-not-archived",
        "booking-confirmed",
        "enrolment-active",
    ]


def test_a_condition_that_was_dropped_does_not_narrow_result_fetching_either() -> None:
    policy = Policy(drop_conditions={"booking-confirmed"})
    assert rules(policy).out_of_scope(provisioned(booking_status=""), TODAY) == ()


def test_create_talent_user_with_pp_client_details() -> None:
    """Create Talent User with PP Client details and a pre-set Password"""
    new = rules().new_user(evolve(JOANA, email=" jg11@pm.me "))
    assert (new.first_name, new.last_name) == ("Joana", "Gomez")
    assert new.email == "jg11@pm.me"
    assert new.password is None, "the repository's own pre-set one"


def test_a_new_user_has_the_clients_name_in_display_form() -> None:
    assert rules().new_user(evolve(JOANA, email=" jg11@pm.me ")) == NewTalentUser(
        client_code=JOANA.code,
        login="jg11@pm.me",
        first_name="Joana",
        last_name="Gomez",
        email="jg11@pm.me",
    )


class OfTheClient(RtoChoices):
    """Makes every choice about a new Talent user by the client."""

    def display_name(self, client: Client) -> tuple[str, str]:
        return f"First of {client.code}", "Last"

    def talent_login(self, client: Client) -> str:
        return f"login-{client.code}"

    def talent_password(self, client: Client) -> Secret:
        return Secret(f"password-{client.code}")

    def talent_user_fields(self, client: Client) -> tuple[tuple[str, str], ...]:
        return (("custom_field_1", f"field of {client.code}"),)


def test_a_new_user_has_what_the_rto_chose_for_this_client() -> None:
    new = Rules(Policy.careful(), PERTH, OfTheClient()).new_user(JOANA)
    assert new == NewTalentUser(
        client_code=JOANA.code,
        login="login-2021000017",
        first_name="First of 2021000017",
        last_name="Last",
        email="jg11@pm.me",
        password=Secret("password-2021000017"),
        custom_fields=(("custom_field_1", "field of 2021000017"),),
    )
    assert new.password is not None
    assert new.password.reveal() == "password-2021000017"


def test_careful_generates_a_password_for_each_user() -> None:
    careful = rules(Policy.careful())
    one, other = careful.new_user(JOANA).password, careful.new_user(JOANA).password
    assert one is not None
    assert other is not None
    assert one.reveal() != other.reveal()


def test_names_are_shown_in_display_form() -> None:
    assert rules().shown_name(JOANA) == "Joana Gomez"
    assert rules().shown_name(evolve(JOANA, given_names="")) == "Gomez"


def test_the_outcome_date_is_the_completions_date_in_the_rtos_zone() -> None:
    late = datetime(2022, 6, 13, 23, 30, tzinfo=UTC)
    assert rules().local_date(late) == date(2022, 6, 14)
    assert rules().local_date(datetime(2022, 6, 13, 15, 59, tzinfo=UTC)) == date(2022, 6, 13)


def test_a_completion_date_without_a_time_is_taken_as_it_is() -> None:
    assert rules().local_date(date(2022, 6, 13)) == date(2022, 6, 13)


# --- people's answers -------------------------------------------------------------

HOLD = Held("The college says no.", reason="vetoed", facts=("a fact",))
KEY = ("1001", "vetoed", ("a fact",))


@pytest.mark.parametrize(
    ("key", "decision", "kept"),
    [
        (KEY, Decision.KEEP, True),
        (KEY, Decision.RELEASE, False),
        (("1002", "vetoed", ("a fact",)), Decision.KEEP, False),
        (("1001", "other", ("a fact",)), Decision.KEEP, False),
        (("1001", "vetoed", ("another",)), Decision.KEEP, False),
    ],
    ids=["kept", "released", "another enrolment", "another reason", "another fact"],
)
def test_a_hold_is_kept_by_an_answer_to_this_very_hold(
    key: tuple[str, str, tuple[str, ...]], decision: Decision, kept: bool
) -> None:
    assert evolve(rules(), answers={key: decision}).keeps("1001", HOLD) is kept


def test_a_concern_is_released_by_a_release_if_it_may_be() -> None:
    concern = Concern(Reaction.HOLD, "vetoed", "The college says no.", "", facts=("a fact",))
    released = evolve(rules(), answers={KEY: Decision.RELEASE})
    assert released.is_released(enrolment(), concern)
    assert not released.is_released(enrolment("1002"), concern)
    assert not released.is_released(enrolment(), evolve(concern, releasable=False))
    assert not evolve(rules(), answers={KEY: Decision.KEEP}).is_released(enrolment(), concern)


# --- plugins ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "nothing"), [(None, False), ("", True), (" ", True), ("ICTWEB305", False)]
)
def test_a_talent_unit_results_nothing_only_where_a_plugin_says_so(
    decided: str | None, nothing: bool
) -> None:
    class Own(RtoChoices):
        def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str | None:
            return decided if (talent_unit.id, enrolment.id) == ("ICTWEB304", "1001") else "other"

    own = Rules(Policy.guide(), PERTH, Own())
    assert own.results_nothing(talent_unit("ICTWEB304"), enrolment()) is nothing


def test_a_plugins_condition_is_asked_about_the_enrolment_on_the_day() -> None:
    def dated(enrolment: Enrolment, day: Day) -> str | None:
        return f"{enrolment.id} on {day.today}" if enrolment.export else None

    own = guarded(Condition("odd", "an RTO's own", dated, ""))
    assert own.why_not(enrolment(), TODAY) == "1001 on 2022-06-02"
    assert own.why_not(enrolment(export=False), TODAY) is None


def test_a_condition_that_cannot_be_dropped_is_replaced_by_both_together() -> None:
    def own(enrolment: Enrolment, day: Day) -> str | None:
        return None if enrolment.export else f"own {enrolment.id} {day.today}"

    def stricter(enrolment: Enrolment, day: Day) -> str | None:
        return f"stricter {enrolment.id} {day.today}"

    fixed = Condition("fixed", "the guide's", own, "", droppable=False)
    both = replaced(fixed, Condition("fixed", "an RTO's own", stricter, ""))
    assert both.droppable is False
    assert both.sentence == "an RTO's own"
    assert both.why_not(enrolment(), TODAY) == "stricter 1001 2022-06-02"
    assert both.why_not(enrolment(export=False), TODAY) == "own 1001 2022-06-02"
    loose = evolve(fixed, droppable=True)
    by = Condition("fixed", "an RTO's own", stricter, "")
    assert replaced(loose, by) is by
    assert replaced(loose, None) is loose
