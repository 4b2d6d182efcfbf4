"""Plans: the writes of a run as a value that can be stored, compared and approved."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COURSE_126, EXPORT_DATE, STARTED, USER_7, enrolment, only, rto
from talent_powerpro import Plan, Record, RecordStatus
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import TalentUserId
from talent_powerpro.records.plan import NEXT
from talent_powerpro.records.record import StageName, record_of
from talent_powerpro.records.report import Lists
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Enrol

WRITE = Enrol(USER_7, COURSE_126)


def record(number: str = "1001", **changes: Any) -> Record:
    values: dict[str, Any] = {"status": RecordStatus.PROVISIONED, "writes": (WRITE,)} | changes
    return record_of(StageName.PROVISIONING, enrolment(number), **values)


def plan(*records: Record) -> Plan:
    return Plan(EXPORT_DATE, records)


def test_a_plan_that_does_not_say_when_it_was_made_is_no_preview() -> None:
    assert not plan().is_preview
    assert not evolve(plan(), made_at=STARTED).is_preview
    assert evolve(plan(), made_at=STARTED - timedelta(days=1)).is_preview


# --- agreeing ---------------------------------------------------------------------


def test_an_approved_record_with_the_same_writes_stays() -> None:
    assert plan(record()).agreeing_with(plan(record())) == plan(record())


def test_an_approved_record_with_other_writes_is_deferred() -> None:
    other = Enrol(TalentUserId("8"), COURSE_126)
    agreed = only(plan(record()).agreeing_with(plan(record(writes=(other,)))).records)
    assert (agreed.status, agreed.reason) == (RecordStatus.DEFERRED, "plan-changed")
    assert "changed since the plan" in agreed.message
    assert agreed.writes == ()
    assert agreed.remedy


def test_a_record_that_is_not_in_the_approved_plan_is_deferred() -> None:
    agreed = only(plan(record()).agreeing_with(plan(record("1002"))).records)
    assert agreed.remedy == NEXT
    assert (agreed.status, agreed.reason) == (RecordStatus.DEFERRED, "not-in-plan")
    assert "changed since the plan" in agreed.message
    assert agreed.writes == ()


def test_a_record_that_the_approved_plan_would_not_have_written_is_not_approved() -> None:
    held = record(status=RecordStatus.HELD, writes=())
    assert only(plan(record()).agreeing_with(plan(held)).records).reason == "not-in-plan"


def test_a_record_without_writes_needs_no_approval() -> None:
    unchanged = record(status=RecordStatus.UNCHANGED, writes=())
    assert plan(unchanged).agreeing_with(plan()) == plan(unchanged)


def test_a_plan_lists_the_records_that_write() -> None:
    assert plan(record(), record("1002", writes=())).writing == (record(),)


def test_plans_are_the_same_where_their_records_are() -> None:
    """Whoever made them, and when: an approved plan is compared with a later one."""
    one, entry = plan(record()), UnreadableRow("A row.")
    beside = evolve(
        one,
        unreadable=(entry,),
        lists=Lists(other_items=1),
        rto="RTO",
        portal="rto.talentlms.com",
        run_id="run-1",
        made_at=STARTED,
    )
    assert beside == one
    assert plan() != one
    assert evolve(one, today=STARTED.date().replace(day=1)) != one


def test_a_plan_that_no_run_made_names_no_rto_no_portal_and_no_run() -> None:
    made = plan()
    assert (made.rto, made.portal, made.run_id, made.made_at) == ("", "", "", None)


# --- as JSON ----------------------------------------------------------------------


def test_a_plan_survives_being_written_as_json() -> None:
    made = rto().agent().plan()
    assert made.writing
    assert Plan.from_json(made.to_json()) == made


def test_a_plan_carries_a_schema_number() -> None:
    assert json.loads(plan().to_json())["schema"] == 2


WITH_UNKNOWN_WRITE = plan(record()).to_json().replace('"action": "enrol"', '"action": "un_enrol"')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[]",
        "3",
        "null",
        '"x"',
        '{"today": "2022-13-40"}',
        '{"today": "2022-06-02", "records": 3}',
        '{"today": "2022-06-02", "colour": "green"}',
        '{"today": "2022-06-02", "schema": 2, "colour": "green"}',
        WITH_UNKNOWN_WRITE,
        "[" * 100_000,
    ],
    ids=lambda text: text[:40],
)
def test_a_text_that_is_not_a_plan_is_reported(text: str) -> None:
    with pytest.raises(SettingsFault, match=r"^This is not a plan that this version") as fault:
        Plan.from_json(text)
    assert "plan --out" in fault.value.remedy


def test_a_plan_of_another_schema_is_reported() -> None:
    text = evolve(plan(), schema=1).to_json()
    with pytest.raises(SettingsFault, match="schema 1, but this version reads schema 2") as fault:
        Plan.from_json(text)
    assert fault.value.remedy == "Make the plan again with this version: `plan --out FILE`."
