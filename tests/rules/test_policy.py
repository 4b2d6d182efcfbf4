"""The values that a policy accepts, and the faults of those that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from attrs import fields

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
from talent_powerpro.rules.policy_values import ClosedResults, OnWithdrawal, UnitCodes


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


# --- the values of both profiles ---------------------------------------------------

DEFAULTS: Mapping[str, tuple[object, object]] = MappingProxyType(
    {
        "profile": ("guide", "careful"),
        "export_window": (0, 7),
        "missed_days": (30, 30),
        "not_started_days": (14, 14),
        "drop_conditions": (frozenset(), frozenset()),
        "competent_outcome": ("20 - Competency achieved/pass", "20 - Competency achieved/pass"),
        "competent_outcomes": ({}, {}),
        "open_outcomes": (frozenset(), frozenset()),
        "unit_codes": (UnitCodes.FIRST_WORD, UnitCodes.FIRST_WORD),
        "unit_aliases": ({}, {}),
        "final_outcomes": (Reaction.REPORT, Reaction.HOLD),
        "corrected_dates": (Reaction.REPORT, Reaction.HOLD),
        "doubtful_dates": (Reaction.REPORT, Reaction.HOLD),
        "collection_closes": ("28/02", "28/02"),
        "shared_completions": (Reaction.REPORT, Reaction.HOLD),
        "changed_courses": (Reaction.REPORT, Reaction.HOLD),
        "closed_results": (ClosedResults.REPORT, ClosedResults.REPORT),
        "on_withdrawal": (OnWithdrawal.NONE, OnWithdrawal.NONE),
        "cleared_results": (Reaction.REPORT, Reaction.HOLD),
        "deferred_enrolments": (Reaction.REPORT, Reaction.HOLD),
        "foreign_secondary_ids": (Reaction.REPORT, Reaction.REPORT),
        "shared_talent_user": (SharedTalentUser.HOLD, SharedTalentUser.HOLD),
        "secondary_ids_of_others": (Reaction.HOLD, Reaction.HOLD),
        "family_name_only": (Reaction.REPORT, Reaction.HOLD),
        "staff_users": (Reaction.REPORT, Reaction.HOLD),
        "deleted_users": (Reaction.REPORT, Reaction.HOLD),
        "update_users": (False, False),
        "inactive_users": (InactiveUsers.REPORT, InactiveUsers.REPORT),
        "group_courses": (Reaction.REPORT, Reaction.REPORT),
        "missing_groups": (MissingGroups.PROVISION, MissingGroups.FAIL),
        "unconfirmed_courses": (Reaction.REPORT, Reaction.HOLD),
        "repeated_units": (RepeatedUnits.ANY, RepeatedUnits.ALL),
        "new_user_password": (NewUserPassword.PRESET, NewUserPassword.GENERATED),
        "new_user_fields": ({}, {}),
        "single_name": ("fail", "fail"),
        "create_refusals_in_a_row": (3, 3),
        "no_answers_in_a_row": (5, 5),
        "known_users_missing": (0.2, 0.2),
        "outcomes_replaced": (0.2, 0.2),
        "brake_floor": (10, 10),
        "users_created": (1000, 1000),
        "outcomes_written": (5000, 5000),
        "users_suspended": (100, 100),
        "users_updated": (100, 100),
    }
)


def test_every_field_has_the_values_of_its_row() -> None:
    """A field without a row is a fault: its two values are part of what an RTO is promised."""
    guide, careful = Policy.guide(), Policy.careful()
    names = [each.name for each in fields(Policy)]
    assert {each: (getattr(guide, each), getattr(careful, each)) for each in names} == DEFAULTS
