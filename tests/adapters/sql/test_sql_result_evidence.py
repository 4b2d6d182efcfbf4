"""Evidence of results in a store: replaced by run and enrolment, in the order of the writes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from support.sql.guide_rows import make
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.records.evidence import ResultEvidence

AT = datetime(2022, 6, 2, tzinfo=UTC)
E1, E2 = EnrolmentId("E1"), EnrolmentId("E2")
UNITS = UnitRowId("unit of E1"), UnitRowId("unit of E2")


def evidence(run_id: str, enrolment_id: EnrolmentId, outcome: str) -> ResultEvidence:
    return ResultEvidence(
        enrolment_id=enrolment_id,
        client_code=ClientCode("C"),
        course_code=CourseCode("I"),
        unit_id=UnitRowId(f"unit of {enrolment_id}"),
        unit_code="U1",
        outcome=outcome,
        outcome_date=date(2022, 6, 13),
        talent_user_id=TalentUserId("7"),
        talent_course_id=TalentCourseId("126"),
        talent_unit_id="1",
        talent_unit_name="U1",
        completed="",
        policy="guide",
        run_id=run_id,
        at=AT,
    )


def test_a_runs_evidence_of_an_enrolment_replaces_that_alone(tmp_path: Path) -> None:
    again, of_another, of_next = (
        evidence("1", E1, "again"),
        evidence("1", E2, "of another"),
        evidence("2", E1, "of the next run"),
    )
    with make(tmp_path / "powerpro.db") as powerpro:
        rows_without_an_order_come_in_another(powerpro)
        kept = powerpro.evidence
        kept.keep("1", {E1: [evidence("1", E1, "first")]})
        kept.keep("1", {E2: [of_another]})
        kept.keep("2", {E1: [of_next]})
        kept.keep("1", {E1: [again]})
        assert kept.of_units(UNITS) == (of_another, of_next, again)
        assert kept.purge(AT) == 0
        assert kept.purge(AT + timedelta(microseconds=1)) == 3
        assert kept.of_units(UNITS) == ()
