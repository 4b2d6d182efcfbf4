"""The values of both profiles, one row for each field.

A new field without a row here is a fault: its two values are part of what an RTO is promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Any

import pytest
from attrs import evolve, fields

from mutation.table_mutants import Example, Mutant, another, killer
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
FIELDS = [each.name for each in fields(Policy)]
PROFILES = ("guide", "careful")


def test_every_field_has_a_row_and_every_row_a_field() -> None:
    assert list(DEFAULTS) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_the_values_of_the_design(field: str) -> None:
    assert (getattr(Policy.guide(), field), getattr(Policy.careful(), field)) == DEFAULTS[field]


# --- where a default is changed, the table above says so --------------------------


@contextmanager
def started_from(profile: str, policy: Policy) -> Iterator[None]:
    """The profile with other values."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Policy, profile, lambda: policy)
        yield


def other_than(field: str, value: object) -> Any:
    """Another valid value of the field."""
    others: dict[str, Any] = {
        "new_user_fields": {"custom_field_1": "usi"},
        "open_outcomes": frozenset({"105"}),
        "unit_aliases": {"A": ("B",)},
        "collection_closes": "31/03",
    }
    if field in others:
        return others[field]
    if isinstance(value, frozenset):
        return frozenset({"course-exported"})
    return another(value) if isinstance(value, str | float | int) else {"A": "81 - Other"}


def changed(profile: str, field: str) -> Mutant:
    policy: Policy = getattr(Policy, profile)()
    other = evolve(policy, **{field: other_than(field, getattr(policy, field))})

    def applied() -> AbstractContextManager[None]:
        return started_from(profile, other)

    return Mutant(f"{profile}: {field} is {getattr(other, field)!r}", applied)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_changed_default_is_noticed(profile: str, field: str) -> None:
    row = Example("its row", lambda: test_a_field_has_the_values_of_the_design(field))
    assert not row.fails()
    assert killer(changed(profile, field), [row])


def test_a_field_without_a_row_is_noticed() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "FIELDS", [*FIELDS, "a_new_one"])
        row = Example("all rows", test_every_field_has_a_row_and_every_row_a_field)
        assert row.fails()
