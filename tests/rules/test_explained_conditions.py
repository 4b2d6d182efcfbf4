"""Every condition of an enrolment, with the value that it tests and its verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COURSE, JOANA, LOG, TODAY, enrolment, rules
from talent_powerpro.errors import PluginFault
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import GUIDE, Condition
from talent_powerpro.rules.explained_conditions import conditions_found, value_of
from talent_powerpro.rules.rules import Rules

OTHER = evolve(
    enrolment(contact_logs=(LOG,)),
    course=evolve(COURSE, archived=True, export_to_talent=False, talent_course_id=""),
    client=evolve(JOANA, email=""),
    booking_status="",
    export=False,
    export_date=None,
    withdrawal_date=date(2022, 6, 1),
    completion_date=date(2022, 7, 1),
)
BOTH = {
    "course-not-archived": ("not archived", "archived"),
    "course-exported": ("ticked", "not ticked"),
    "talent-course-id-numeric": ("126", "(blank)"),
    "booking-confirmed": ("Confirmed", "(blank)"),
    "enrolment-active": (
        "no withdrawal or completion date",
        "withdrawal 01/06/2022, completion 01/07/2022",
    ),
    "enrolment-exported": ("ticked", "not ticked"),
    "export-date-is-today": ("02/06/2022", "(blank)"),
    "not-yet-provisioned": ("none", "contact log"),
    "client-has-email": ("jg11@pm.me", "(blank)"),
}


def values(of: Enrolment) -> dict[str, str]:
    return {each.name: each.value for each in conditions_found(of, rules(), TODAY)}


def test_each_condition_of_the_guide_shows_its_value() -> None:
    assert list(BOTH) == [each.name for each in GUIDE]
    assert values(enrolment()) == {name: due for name, (due, _) in BOTH.items()}
    assert values(OTHER) == {name: other for name, (_, other) in BOTH.items()}


@pytest.mark.parametrize(("active", "shown"), [(True, "active"), (False, "not active")])
def test_a_hosts_own_status_is_shown_in_place_of_the_dates(active: bool, shown: str) -> None:
    assert values(enrolment(active=active))["enrolment-active"] == shown


def test_what_is_unmet_says_why_and_where_and_what_counts_for_results() -> None:
    met = conditions_found(enrolment(), rules(), TODAY)
    assert all(each.holds and not each.reason for each in met)
    assert [each.name for each in met if each.for_results] == [
        "course-not-archived",
        "booking-confirmed",
        "enrolment-active",
    ]
    unmet = {each.name: each for each in conditions_found(OTHER, rules(), TODAY)}
    assert not any(each.holds for each in unmet.values())
    assert unmet["course-not-archived"].reason == "the course is archived"
    assert unmet["course-not-archived"].where == "Course details"


def test_once_provisioned_only_what_results_depend_on_is_to_be_mended() -> None:
    found = conditions_found(OTHER, rules(), TODAY)
    assert [each.name for each in found if not each.moot] == [
        "course-not-archived",
        "booking-confirmed",
        "enrolment-active",
    ]
    met = conditions_found(enrolment(contact_logs=(LOG,)), rules(), TODAY)
    assert [each.name for each in met if each.moot] == ["not-yet-provisioned"]
    open_ = conditions_found(evolve(OTHER, contact_logs=()), rules(), TODAY)
    assert not any(each.moot for each in open_)


def raising(*_: Any) -> str | None:
    raise PluginFault("The plugin's condition paid raised KeyError.")


def test_a_plugins_condition_has_no_value_and_one_that_raises_is_not_met() -> None:
    own = Condition("paid", "The fee is paid", lambda *_: "not paid", "Fees")
    broken = Condition("paid", "The fee is paid", raising, "Fees")
    for condition, reason in ((own, "not paid"), (broken, "raised KeyError")):
        extended: Rules = evolve(rules(), conditions=(*GUIDE, condition))
        (found,) = (
            each
            for each in conditions_found(enrolment(), extended, Day(TODAY.today, TODAY.today))
            if each.name == "paid"
        )
        assert (found.value, found.holds) == ("", False)
        assert reason in found.reason
    assert value_of("paid", enrolment()) == ""
