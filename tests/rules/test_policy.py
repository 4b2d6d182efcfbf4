"""The values that a policy accepts, and the faults of those that it does not."""

from __future__ import annotations

from typing import Any

import pytest

from talent_powerpro.errors import SettingsFault
from talent_powerpro.rules.policy import (
    InactiveUsers,
    MissingGroups,
    NewUserPassword,
    Policy,
    RepeatedUnits,
    SharedTalentUser,
)


def test_the_guide_is_the_default() -> None:
    assert Policy() == Policy.guide()


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


def fault_of(**values: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        Policy(**values)
    return caught.value.faults


def test_a_limit_of_things_in_a_row_is_at_least_one() -> None:
    (fault,) = fault_of(no_answers_in_a_row=0)
    assert fault == "no_answers_in_a_row: 0 is not valid. Write a number of 1 or more, such as 5"


def test_a_single_condition_name_is_one_name() -> None:
    assert Policy(drop_conditions="course-exported").drop_conditions == {"course-exported"}


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
