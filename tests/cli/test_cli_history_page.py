"""The whole page of `history`: each run with its writes, its evidence and how to take it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from attrs import evolve

from support.cli.printed import printed
from support.the_guide import PERTH
from talent_powerpro.cli.pages.history import show_history
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.write import Enrol, SetResult
from talent_powerpro.services.history import PastRecord, PastRun

LATE = datetime(2022, 6, 2, 17, 30, tzinfo=UTC)
"""In Perth it is the next day already, at half past one."""
EC1 = EnrolmentId("EC1")
ENROL = Enrol(TalentUserId("7"), TalentCourseId("126"))
RESULT = SetResult(
    EC1,
    UnitRowId("u1"),
    "ICTWEB304",
    UnitResult("", None, ""),
    UnitResult("20 - Competent", date(2022, 6, 3), "Fetched"),
)
EVIDENCE = ResultEvidence(
    enrolment_id=EC1,
    client_code=ClientCode("C1"),
    course_code=CourseCode("ICT"),
    unit_id=UnitRowId("u1"),
    unit_code="ICTWEB304",
    outcome="20 - Competent",
    outcome_date=date(2022, 6, 3),
    talent_user_id=TalentUserId("7"),
    talent_course_id=TalentCourseId("126"),
    talent_unit_id="1261",
    talent_unit_name="Build a page",
    completed="2022-06-02T17:15:00+00:00",
    policy="guide",
)


def header(run_id: str, **rest: Any) -> RunHeader:
    return evolve(RunHeader(run_id, LATE, ("results",), ended=LATE, wrote=1), **rest)


def record(**rest: Any) -> PastRecord:
    return evolve(PastRecord("results", EC1, "C1", "ADA A", "ICT", "written", (RESULT,)), **rest)


def test_each_run_tells_its_writes_what_they_rest_on_and_how_to_take_them_back() -> None:
    wrote = PastRun(
        "r6",
        header("r6", stages=("provisioning", "results"), wrote=2),
        (record(writes=(ENROL, RESULT), evidence=(EVIDENCE,)),),
    )
    in_talentlms = PastRun("r5", header("r5"), (record(status="provisioned", writes=(ENROL,)),))
    undone = PastRun("r4", header("r4", stages=("undo",), targets=("run r1",)), (
        record(stage="undo-results", status="undone"),
    ))  # fmt: skip
    killed = PastRun("r3", header("r3", ended=None, wrote=0), (record(status=""),))
    stopped = PastRun("r2", header("r2", stopped="quota", message="No more calls."), ())
    silent = PastRun("r1", header("r1", stopped="quota"), ())
    gone = PastRun("r0", None, (record(client_code="", client_name="", course_code=""),))
    runs = (wrote, in_talentlms, undone, killed, stopped, silent, gone)
    page = printed(lambda on: show_history(on, runs, PERTH))
    assert (
        page
        == """\
03/06/2022 01:30  run r6
------------------------
provisioning, results; 2 writes
written: ADA A (C1), ICT, enrolment EC1
    Talent user 7 enrolled in Talent course 126
    ICTWEB304: (blank) -> 20 - Competent 03/06/2022
    ICTWEB304 rests on Talent unit 1261 Build a page, completed 03/06/2022 01:15:00
-> To take it back: talent-powerpro undo r6 --dry-run

03/06/2022 01:30  run r5
------------------------
results; 1 write
provisioned: ADA A (C1), ICT, enrolment EC1
    Talent user 7 enrolled in Talent course 126

03/06/2022 01:30  run r4
------------------------
undo of run r1; 1 write
undone: ADA A (C1), ICT, enrolment EC1
    ICTWEB304: (blank) -> 20 - Competent 03/06/2022

03/06/2022 01:30  run r3
------------------------
results; 0 writes; not ended: it is under way, or was killed
cut off: ADA A (C1), ICT, enrolment EC1
    ICTWEB304: (blank) -> 20 - Competent 03/06/2022
-> To take it back: talent-powerpro undo r3 --dry-run

03/06/2022 01:30  run r2
------------------------
results; 1 write; stopped: No more calls.

03/06/2022 01:30  run r1
------------------------
results; 1 write; stopped: quota

Run r0
------
Its summary is no longer kept.
written: enrolment EC1
    ICTWEB304: (blank) -> 20 - Competent 03/06/2022
-> To take it back: talent-powerpro undo r0 --dry-run
"""
    )


def test_an_empty_history_names_what_was_asked_for() -> None:
    page = printed(lambda on: show_history(on, (), PERTH))
    assert page == "No run wrote anything.\n"
    page = printed(lambda on: show_history(on, (), PERTH, whose="gomez", since=LATE))
    assert page == "No run wrote anything for gomez since 03/06/2022.\n"
