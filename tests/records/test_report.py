"""A run's report, for people and for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COURSE_126, EXPORT_DATE, STARTED, USER_7, enrolment, unit
from talent_powerpro import Record, RecordStatus, RunReport
from talent_powerpro.errors import FaultKind, QuotaReached
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId, Quota, UnitResult
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.json import as_json
from talent_powerpro.records.record import Remark, StageName, record_of
from talent_powerpro.records.report import (
    HeldRun,
    Listed,
    Lists,
    Stopped,
    Student,
    Unmatched,
    all_of,
    header_of,
    listed,
)
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Enrol, set_result


def record(stage: StageName, status: RecordStatus, number: str, **rest: Any) -> Record:
    return record_of(stage, enrolment(number), status, **rest)


ENROL = Enrol(USER_7, COURSE_126)
SET = set_result(unit(), UnitResult("20", None, ""))
P, R = StageName.PROVISIONING, StageName.RESULTS
REPORT = RunReport(
    run_id="20220602T145856-abc123",
    started=STARTED,
    ended=STARTED + timedelta(seconds=5),
    today=EXPORT_DATE,
    stages=(P, R),
    records=(
        record(P, RecordStatus.PROVISIONED, "1", writes=(ENROL, ENROL)),
        record(P, RecordStatus.HELD, "2", reason="talent-user-shared"),
        record(P, RecordStatus.HELD, "3"),
        record(R, RecordStatus.WRITTEN, "1", writes=(SET,)),
        record(R, RecordStatus.FAILED, "2"),
        record(R, RecordStatus.DEFERRED, "3"),
        record(R, RecordStatus.NOT_REACHED, "4"),
        record(R, RecordStatus.UNCHANGED, "5"),
    ),
)


def test_the_counts_of_a_stage_add_up_to_its_records() -> None:
    assert REPORT.counts("provisioning") == {RecordStatus.PROVISIONED: 1, RecordStatus.HELD: 2}
    for stage in REPORT.stages:
        assert sum(REPORT.counts(stage).values()) == len(REPORT.of(stage))


def test_what_is_unchanged_is_a_number_and_what_was_not_reached_are_ids() -> None:
    left = (enrolment("6").id, enrolment("7").id)
    report = evolve(REPORT, unchanged={P: 40, R: 2}, not_reached={R: left})
    assert report.counts("provisioning")[RecordStatus.UNCHANGED] == 40
    assert report.counts("results")[RecordStatus.UNCHANGED] == 3
    assert report.counts("results")[RecordStatus.NOT_REACHED] == 3
    told = json.loads(report.to_json())
    assert told["unchanged"] == {"provisioning": 40, "results": 2}
    assert told["not_reached"] == {"results": ["6", "7"]}


def test_held_failed_and_deferred_need_attention() -> None:
    assert [r.status for r in REPORT.needing_attention] == ["held", "held", "failed", "deferred"]


def test_writes_are_counted() -> None:
    assert REPORT.wrote == 3


def test_as_json_it_carries_a_schema_number_and_the_runs_id() -> None:
    told = json.loads(REPORT.to_json())
    assert (told["schema"], told["run_id"]) == (2, "20220602T145856-abc123")
    assert told["records"][0]["status"] == "provisioned"
    assert told["stopped"] is None


def test_lists_of_several_stages_become_one() -> None:
    one = listed(enrolment(), ("the export date has passed",), ("Course data",))
    other = evolve(one, enrolment_id="1002")
    joined = all_of([Lists(missed=(one,)), Lists(missed=(other,), unmet=(one,))])
    assert joined == Lists(missed=(one, other), unmet=(one,))
    assert all_of([]) == Lists()
    assert all_of([Lists(other_items=2), Lists(other_items=3)]).other_items == 5


def test_a_list_s_entry_names_enrolment_client_and_course() -> None:
    entry = listed(enrolment(), ("why",), ("where",))
    assert entry == Listed("1001", "2021000017", "JOANA GOMEZ", "ICT30120-A", ("why",), ("where",))
    assert (entry.new, entry.since, entry.items) == (False, None, ())


ENTRY = listed(enrolment(), ("why",))
UNMATCHED = Unmatched("ICT", "9", "ICTWEB999", (Student("1001", "C", "JOANA"),))
ROW = UnreadableRow("Row 1 cannot be read.")


@pytest.mark.parametrize(
    ("lists", "unreadable", "is_open", "is_new"),
    [
        (Lists(), (), False, False),
        (Lists(missed=(ENTRY,)), (), True, False),
        (Lists(missed=(evolve(ENTRY, new=True),)), (), True, True),
        (Lists(closed_before_results=(ENTRY,)), (), True, False),
        (Lists(closed_before_results=(evolve(ENTRY, new=True),)), (), True, True),
        (Lists(withdrawn=(ENTRY,)), (), True, False),
        (Lists(withdrawn=(evolve(ENTRY, new=True),)), (), True, True),
        (Lists(unmatched=(UNMATCHED,)), (), True, False),
        (Lists(unmatched=(evolve(UNMATCHED, new=True),)), (), True, True),
        (Lists(), (ROW,), True, False),
        (Lists(), (evolve(ROW, new=True),), True, True),
        (Lists(unmet=(ENTRY,), no_export_date=(ENTRY,), other_items=3), (), False, False),
    ],
)
def test_an_entry_is_open_while_a_list_has_it_and_new_in_the_run_that_found_it(
    lists: Lists, unreadable: tuple[UnreadableRow, ...], is_open: bool, is_new: bool
) -> None:
    report = evolve(REPORT, lists=lists, unreadable=unreadable)
    assert (report.has_open_entries, report.has_new_entries) == (is_open, is_new)


def test_those_provisioned_without_a_group_wait_for_it() -> None:
    waiting = record(P, RecordStatus.PROVISIONED, "8", remarks=(Remark("group-missing", "x"),))
    report = evolve(REPORT, records=(*REPORT.records, waiting))
    assert report.waiting_for_group == (waiting,)


def test_the_journal_keeps_the_header_of_a_report() -> None:
    stopped = Stopped.by(QuotaReached("No calls are left.", remedy="Wait."))
    assert stopped == Stopped(FaultKind.QUOTA, "quota", "No calls are left.", "Wait.")
    report = evolve(
        REPORT, stopped=stopped, targets=("client C1",), although_not_today="moved", stages=(P,)
    )
    assert header_of(report, Quota(500, 12)) == RunHeader(
        "20220602T145856-abc123",
        STARTED,
        ("provisioning",),
        REPORT.ended,
        {"provisioning": {"provisioned": 1, "held": 2}},
        3,
        "quota",
        "No calls are left.",
        ("client C1",),
        "moved",
        500,
        12,
    )
    whole = header_of(REPORT)
    assert (whole.stopped, whole.message, whole.targets) == ("", "", ())
    assert (whole.although_not_today, whole.quota_limit, whole.quota_left) == ("", None, None)


def test_entries_are_the_same_that_people_read_the_same() -> None:
    """Age and dismissal are beside what the list says."""
    entry = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT", ("why",))
    assert evolve(entry, since=EXPORT_DATE, items=("2022-06-02",)) == entry
    assert evolve(entry, reasons=("because",)) != entry
    student = Student("1001", "2021000017", "JOANA GOMEZ")
    assert evolve(student, completed=EXPORT_DATE) == student
    assert evolve(student, enrolment_id="1002") != student


def test_what_is_not_said_is_blank_and_not_new() -> None:
    unmatched = Unmatched("ICT", "901", "Build", ())
    assert (unmatched.new, unmatched.remedy) == (
        False,
        "Begin the Talent unit's name with the unit's code in PowerPro, or name the code in "
        "`[policy.unit_aliases]`.",
    )
    assert Stopped(FaultKind.QUOTA, "quota", "No calls are left.").remedy == ""
    hold = StandingHold(
        P, EnrolmentId("1"), ClientCode("2"), "", CourseCode("ICT"), "why", "Because."
    )
    assert HeldRun(hold) == HeldRun(hold, new=False)
    assert HeldRun(hold, new=True) != HeldRun(hold)
    assert "withdrawn" not in json.loads(as_json(Lists()))
