"""A run's report, for people and for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from attrs import evolve

from talent_powerpro import Record, RecordStatus, RunReport
from talent_powerpro.records.record import StageName, record_of
from talent_powerpro.records.report import Lists, all_of, listed
from talent_powerpro.records.write import Write
from the_guide import EXPORT_DATE, STARTED, enrolment


def record(stage: StageName, outcome: RecordStatus, number: str, **rest: Any) -> Record:
    return record_of(stage, enrolment(number), outcome, **rest)


P, R = StageName.PROVISIONING, StageName.RESULTS
REPORT = RunReport(
    run_id="20220602T145856-abc123",
    started=STARTED,
    ended=STARTED + timedelta(seconds=5),
    today=EXPORT_DATE,
    stages=(P, R),
    records=(
        record(P, RecordStatus.PROVISIONED, "1", writes=(Write("enrol", "7"), Write("enrol", "8"))),
        record(P, RecordStatus.HELD, "2", reason="talent-user-shared"),
        record(P, RecordStatus.HELD, "3"),
        record(R, RecordStatus.WRITTEN, "1", writes=(Write("set_result", "u"),)),
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


def test_held_failed_and_deferred_need_attention() -> None:
    assert [r.outcome for r in REPORT.needing_attention] == ["held", "held", "failed", "deferred"]


def test_writes_are_counted() -> None:
    assert REPORT.wrote == 3


def test_as_json_it_carries_a_schema_number_and_the_runs_id() -> None:
    told = json.loads(REPORT.to_json())
    assert (told["schema"], told["run_id"]) == (1, "20220602T145856-abc123")
    assert told["records"][0]["outcome"] == "provisioned"
    assert told["stopped"] is None


def test_lists_of_several_stages_become_one() -> None:
    one = listed(enrolment(), ("the export date has passed",), ("Course data",))
    other = evolve(one, enrolment_id="1002")
    joined = all_of([Lists(missed=(one,)), Lists(missed=(other,), unmet=(one,))])
    assert joined == Lists(missed=(one, other), unmet=(one,))
    assert all_of([]) == Lists()
