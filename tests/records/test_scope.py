"""The scope of result fetching, and the narrow rows in it."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import COURSE, provisioned, rules, unit
from talent_powerpro import Policy
from talent_powerpro.model import UnitType
from talent_powerpro.records.due import Day
from talent_powerpro.records.scope import Scope, ScopeRow, scope_row, unit_lines
from talent_powerpro.rules.conditions import RESULT_SCOPE
from talent_powerpro.rules.selection import is_in_scope

TODAY = date(2022, 6, 13)
DAYS = st.sampled_from((None, date(2022, 6, 12), TODAY, date(2022, 6, 14)))


@given(
    archived=st.booleans(),
    status=st.sampled_from(("Confirmed", " confirmed\u00a0", "", "Cancelled", "Confirméd")),
    withdrawn=DAYS,
    completed=DAYS,
    active=st.sampled_from((None, True, False)),
    dropped=st.sets(st.sampled_from(RESULT_SCOPE)),
)
def test_a_scope_includes_what_the_rules_say(
    archived: bool,
    status: str,
    withdrawn: date | None,
    completed: date | None,
    active: bool | None,
    dropped: set[str],
) -> None:
    there = provisioned(
        course=evolve(COURSE, archived=archived),
        booking_status=status,
        withdrawal_date=withdrawn,
        completion_date=completed,
        active=active,
    )
    ours = rules(evolve(Policy.guide(), drop_conditions=frozenset(dropped)))
    assert ours.scope_conditions is not None
    scope = Scope(ours.scope_conditions, TODAY)
    assert scope.includes(there) == is_in_scope(there, ours, Day(TODAY, TODAY))


@pytest.mark.parametrize("reverse", [False, True])
def test_lines_of_units_are_sorted(reverse: bool) -> None:
    rows = [
        evolve(unit(), type=UnitType.MODULE, code="B"),
        evolve(unit(), code="A", outcome="20", outcome_date=date(2022, 6, 4)),
    ]
    lines = unit_lines(reversed(rows) if reverse else rows)
    assert lines == "Module\tB\t\t\nUnit\tA\t20\t2022-06-04"
    assert unit_lines(()) == ""


def test_a_row_says_whether_its_enrolment_cannot_be_read() -> None:
    there = provisioned(unit())
    assert scope_row(there) == ScopeRow(
        there.id,
        there.course.code,
        there.client.code,
        there.client.name,
        there.client.secondary_id,
        "Unit\tICTWEB304\t\t",
        unreadable=False,
    )
    plain = ScopeRow(there.id, there.course.code, there.client.code, "", "", "")
    assert plain.unreadable is False
    assert scope_row(evolve(there, unreadable=("Its date is 'soon'.",))).unreadable


def test_a_course_or_a_booking_that_ended_is_out_of_scope() -> None:
    scope = Scope(frozenset(RESULT_SCOPE), TODAY)
    there = provisioned()
    assert scope.includes(there)
    assert scope.includes(evolve(there, course=evolve(COURSE, archived=True))) is False
    assert scope.includes(evolve(there, booking_status="Cancelled")) is False
    assert not scope.includes(evolve(there, withdrawal_date=TODAY))
    assert not scope.includes(evolve(there, active=False))
    dropped = Scope(frozenset(RESULT_SCOPE) - {"enrolment-active"}, TODAY)
    assert dropped.includes(evolve(there, withdrawal_date=TODAY))
    assert dropped.includes(evolve(there, active=False))
    assert not dropped.includes(evolve(there, booking_status="Cancelled"))
    cancelled = evolve(there, booking_status="Cancelled", course=evolve(COURSE, archived=True))
    assert Scope(frozenset({"enrolment-active"}), TODAY).includes(cancelled)
    assert scope.includes(evolve(there, booking_status=" confirmed\u00a0"))
    assert not scope.includes(evolve(there, completion_date=date(2022, 6, 12)))
    assert scope.includes(evolve(there, completion_date=date(2022, 6, 14)))
    assert scope.includes(evolve(there, withdrawal_date=TODAY, active=True))
