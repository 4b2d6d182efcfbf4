"""Findings of a check in a portal's groups and fields, and at single students. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from talent_powerpro.model import (
    Client,
    Course,
    CourseProgress,
    CustomField,
    Enrolment,
    TalentCourse,
    TalentGroupKey,
    outcome_code,
    talent_number,
)
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.rules.checked_rows import shown
from talent_powerpro.rules.completed_units import is_complete
from talent_powerpro.rules.conditions import COURSE_TAB
from talent_powerpro.rules.group_keys import as_listed
from talent_powerpro.rules.policy import MissingGroups
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.unit_codes import code_text, codes_on

GROUP_KEY = f"{COURSE_TAB} > Talent Group Key"
WITHOUT_TRAINING = frozenset({"51", "60"})
"""Outcomes without training: recognition of prior learning and credit transfer."""
NAMED = 5
"""The most clients with a blank field that are named."""


def group_items(
    courses: Iterable[Course],
    keys: Collection[TalentGroupKey],
    brought: Mapping[TalentGroupKey, Sequence[TalentCourse]],
    rules: Rules,
) -> Iterable[CheckItem]:
    """Group keys that the portal lacks, and groups that bring other courses."""
    for course in courses:
        key = TalentGroupKey(course.talent_group_key.strip())
        if not key:
            continue
        listed = as_listed(key, keys)
        if listed is None:
            fails = rules.policy.missing_groups == MissingGroups.FAIL
            yield CheckItem(
                Level.PROBLEM,
                "group-missing",
                f"TalentLMS has no group with the key {key}, the Talent Group Key of "
                f"{course.code}, so "
                + ("nobody is enrolled." if fails else "students are enrolled without a group."),
                GROUP_KEY,
            )
            continue
        own = talent_number(course.talent_course_id)
        others = [f"{each.name} ({each.id})" for each in brought.get(listed, ()) if each.id != own]
        if others:
            yield CheckItem(
                Level.NOTE,
                "group-brings-courses",
                f"Talent Group {key} of {course.code} also enrols its members in:",
                GROUP_KEY,
                tuple(others),
            )


def field_items(fields: Iterable[CustomField], filled: Collection[str]) -> Iterable[CheckItem]:
    """Mandatory custom fields of new users that nothing fills."""
    for field in fields:
        if field.mandatory and field.key not in filled:
            yield CheckItem(
                Level.PROBLEM,
                "mandatory-field",
                f"TalentLMS requires the custom field {field.name} ({field.key}) of new users, and "
                "nothing fills it, so new users may be refused.",
                f"[new_user.fields] {field.key} in the settings",
            )


def new_in_talent(enrolments: Iterable[Enrolment]) -> frozenset[Client]:
    """Clients who are still to be enrolled and may get a new Talent user."""
    return frozenset(
        each.client
        for each in enrolments
        if not each.provisioning_log and not talent_number(each.client.secondary_id)
    )


def blank_items(
    fields: Iterable[CustomField],
    filled: Collection[str],
    of_clients: Mapping[Client, Collection[str]],
) -> Iterable[CheckItem]:
    """Mandatory custom fields that are *filled*, but not for all of these new users.

    *of_clients* has the fields that are filled for each of them.
    """
    for field in fields:
        without = sorted(
            (client for client, own in of_clients.items() if field.key not in own),
            key=lambda client: client.code,
        )
        if not field.mandatory or field.key not in filled or not without:
            continue
        names = [f"{client.name} ({client.code})" for client in without[:NAMED]]
        if len(without) > NAMED:
            names.append(f"and {len(without) - NAMED} more")
        whom = "1 client who is" if len(without) == 1 else f"{len(without)} clients who are"
        yield CheckItem(
            Level.PROBLEM,
            "mandatory-field",
            f"TalentLMS requires the custom field {field.name} ({field.key}) of new users. It is "
            f"blank for {whom} still to be enrolled, so TalentLMS may refuse them:",
            f"Client > Main, or [new_user.fields] {field.key} in the settings",
            tuple(names),
        )


def without_training(enrolments: Iterable[Enrolment]) -> tuple[Enrolment, ...]:
    """Provisioned enrolments that have a unit with recognition or credit transfer."""
    return tuple(
        each
        for each in enrolments
        if each.provisioning_log
        and talent_number(each.client.secondary_id)
        and talent_number(each.course.talent_course_id)
        and any(outcome_code(unit.outcome) in WITHOUT_TRAINING for unit in each.units)
    )


def open_in_talent(enrolment: Enrolment, progress: CourseProgress, rules: Rules) -> tuple[str, ...]:
    """Units with recognition or credit transfer that the student still sees as open."""
    rows = {
        code_text(unit.code): unit
        for unit in enrolment.units
        if outcome_code(unit.outcome) in WITHOUT_TRAINING
    }
    codes = codes_on(enrolment.units)
    still_open = {
        code
        for each in progress.units
        if not each.unit.is_section and not is_complete(each)
        for code in rules.unit_codes(each.unit, enrolment, codes)
        if code in rows
    }
    return tuple(
        f"{shown(enrolment)}: {rows[code].code} has the outcome {rows[code].outcome}"
        for code in sorted(still_open)
    )
