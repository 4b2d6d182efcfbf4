"""The values of both profiles, one row for each field.

A new field without a row here is a fault: its two values are part of what an RTO is promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import fields

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


def test_every_field_has_the_values_of_its_row() -> None:
    guide, careful = Policy.guide(), Policy.careful()
    names = [each.name for each in fields(Policy)]
    assert {each: (getattr(guide, each), getattr(careful, each)) for each in names} == DEFAULTS
