"""The values that a policy accepts, and the faults of those that it does not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from attrs import asdict

from talent_powerpro.errors import SettingsFault
from talent_powerpro.rules.policy import (
    InactiveUsers,
    MissingGroups,
    NewUserPassword,
    Policy,
    Reaction,
    RepeatedUnits,
    SharedTalentUser,
)


def test_the_guide_is_the_default() -> None:
    assert Policy() == Policy.guide()


def test_careful_differs_from_the_guide_in_named_fields_only() -> None:
    guide, careful = asdict(Policy.guide()), asdict(Policy.careful())
    assert {name: (guide[name], careful[name]) for name in guide if guide[name] != careful[name]}
    assert {name: careful[name] for name in guide if guide[name] != careful[name]} == {
        "profile": "careful",
        "export_window": 7,
        "final_outcomes": Reaction.HOLD,
        "corrected_dates": Reaction.HOLD,
        "doubtful_dates": Reaction.HOLD,
        "shared_completions": Reaction.HOLD,
        "changed_courses": Reaction.HOLD,
        "cleared_results": Reaction.HOLD,
        "deferred_enrolments": Reaction.HOLD,
        "missing_groups": MissingGroups.FAIL,
        "family_name_only": Reaction.HOLD,
        "staff_users": Reaction.HOLD,
        "deleted_users": Reaction.HOLD,
        "unconfirmed_courses": Reaction.HOLD,
        "repeated_units": RepeatedUnits.ALL,
        "new_user_password": NewUserPassword.GENERATED,
    }


def test_the_guide_has_the_values_of_the_design() -> None:
    guide = Policy.guide()
    assert guide.export_window == 0
    assert guide.missed_days == 30
    assert guide.competent_outcome == "20 - Competency achieved/pass"
    assert guide.shared_talent_user is SharedTalentUser.HOLD
    assert guide.secondary_ids_of_others is Reaction.HOLD
    assert guide.inactive_users is InactiveUsers.REPORT
    assert guide.group_courses is guide.unconfirmed_courses is Reaction.REPORT
    assert guide.repeated_units is RepeatedUnits.ANY
    assert guide.new_user_password is NewUserPassword.PRESET
    assert (guide.known_users_missing, guide.outcomes_replaced, guide.brake_floor) == (0.2, 0.2, 10)
    assert (guide.users_created, guide.outcomes_written) == (1000, 5000)
    assert (guide.users_suspended, guide.users_updated) == (100, 100)
    assert guide.create_refusals_in_a_row == 3
    assert guide.update_users is False
    assert guide.profile == "guide"


def test_each_choice_is_written_as_settings_write_it() -> None:
    choices = (RepeatedUnits, NewUserPassword, SharedTalentUser, MissingGroups, InactiveUsers)
    assert [tuple(map(str, each)) for each in choices] == [
        ("any", "all"),
        ("preset", "generated"),
        ("hold", "link"),
        ("provision", "fail"),
        ("report", "reactivate"),
    ]


def test_open_outcomes_may_be_given_as_any_list() -> None:
    assert Policy(open_outcomes=["105", "5"]).open_outcomes == {"105", "5"}


def test_an_outcome_that_the_agent_writes_cannot_be_open() -> None:
    for outcomes in ({"competent_outcome": "90 - X"}, {"competent_outcomes": {"A": "90 - X"}}):
        assert fault_of(open_outcomes=["90"], **outcomes) == (
            "open_outcomes: '90' is an achieved outcome, so it cannot be open. Remove it",
        )


def test_a_field_of_a_new_user_that_does_not_exist_is_a_fault() -> None:
    (fault,) = fault_of(new_user_fields={"shoe_size": "mobile"})
    assert fault.startswith("new_user_fields[shoe_size]: this is not a field of a new Talent user.")


def fault_of(**values: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        Policy(**values)
    return caught.value.faults


def test_a_limit_of_things_in_a_row_is_at_least_one() -> None:
    (fault,) = fault_of(no_answers_in_a_row=0)
    assert fault == "no_answers_in_a_row: 0 is not valid. Write a number of 1 or more, such as 5"


def test_a_single_condition_name_is_one_name() -> None:
    assert Policy(drop_conditions="course-exported").drop_conditions == {"course-exported"}


@pytest.mark.parametrize("value", ["on", "", None])
def test_a_value_that_is_not_a_choice_is_reported_with_the_choices(value: object) -> None:
    assert fault_of(final_outcomes=value) == (
        f"final_outcomes: {value!r} is not one of report, hold",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("export_window", -1), ("missed_days", "30"), ("users_created", 1.5), ("brake_floor", None)],
)
def test_an_invalid_number_is_reported_with_a_valid_one(field: str, value: object) -> None:
    (fault,) = fault_of(**{field: value})
    assert fault.startswith(
        f"{field}: {value!r} is not valid. Write a number of 0 or more, such as"
    )


def test_a_share_may_be_a_whole_number() -> None:
    assert Policy(outcomes_replaced=1).outcomes_replaced == 1


def test_a_share_that_is_not_a_number_is_reported() -> None:
    assert fault_of(outcomes_replaced=math.nan)
    assert fault_of(outcomes_replaced=math.inf)


def test_a_condition_that_may_be_dropped_can_be() -> None:
    assert Policy(drop_conditions={"export-date-is-today"}).drop_conditions == {
        "export-date-is-today"
    }


@pytest.mark.parametrize(
    "name", ["talent-course-id-numeric", "not-yet-provisioned", "client-has-email"]
)
def test_a_condition_that_guards_against_doubtful_users_cannot_be_dropped(name: str) -> None:
    (fault,) = fault_of(drop_conditions={name})
    assert fault.startswith(f"drop_conditions: {name!r} cannot be dropped. Choose from ")
    assert "export-date-is-today" in fault


def test_an_unknown_condition_is_reported() -> None:
    (fault,) = fault_of(drop_conditions={"moon-is-full"})
    assert fault == (
        "drop_conditions: 'moon-is-full' is not a condition. Choose from course-not-archived, "
        "course-exported, booking-confirmed, enrolment-active, enrolment-exported, "
        "export-date-is-today"
    )


@pytest.mark.parametrize("outcome", ["", "   ", "%"])
def test_an_outcome_without_a_code_is_reported(outcome: str) -> None:
    assert fault_of(competent_outcome=outcome) == (
        f"competent_outcome: {outcome!r} does not begin with an outcome code. "
        "Write it as '20 - Competency achieved/pass'",
    )


def test_an_outcome_may_have_a_states_own_code() -> None:
    assert Policy(competent_outcome="5N - Participating").competent_outcome == "5N - Participating"


def test_an_outcome_of_a_single_course_is_checked_too() -> None:
    (fault,) = fault_of(competent_outcomes={"ICT30120-A": ""})
    assert fault.startswith("competent_outcomes[ICT30120-A]: ''")


def test_all_policy_faults_are_reported_at_once() -> None:
    faults = fault_of(
        export_window=-1, drop_conditions={"x"}, competent_outcome="", repeated_units="some"
    )
    assert [fault.partition(":")[0] for fault in faults] == [
        "repeated_units",
        "export_window",
        "drop_conditions",
        "competent_outcome",
    ]
