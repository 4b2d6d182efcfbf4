"""Contract suite of a store of evidence. Each test covers a sentence of `EvidenceStore`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from attrs import evolve

from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.ports.state import EvidenceStore
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.testing.contracts.port_methods import missing_methods

FIRST: Final = ResultEvidence(
    enrolment_id=EnrolmentId("1001"),
    client_code=ClientCode("0021000017"),
    course_code=CourseCode("ICT30120-A"),
    unit_id=UnitRowId("row-1"),
    unit_code="ICTWEB304",
    outcome="20 - Competency achieved/pass",
    outcome_date=date(2022, 6, 13),
    talent_user_id=TalentUserId("7"),
    talent_course_id=TalentCourseId("126"),
    talent_unit_id="901",
    talent_unit_name="ICTWEB304 – “Build” simple web pages",
    completed="2022-06-13T02:30:00+00:00",
    policy="careful",
    confirmed_by="P Jönes",
    confirmed_on=date(2022, 2, 1),
    version="0.1.0",
    run_id="run-1",
    at=datetime(2022, 6, 13, 3, 0, 0, 250000, tzinfo=UTC),
)
OTHER_UNIT: Final = evolve(FIRST, unit_id=UnitRowId("row-2"), unit_code="ICTWEB305", at=None)
OTHER_ENROLMENT: Final = evolve(
    FIRST, enrolment_id=EnrolmentId("1002"), unit_id=UnitRowId("row-3"), confirmed_on=None
)
UNITS: Final = tuple(each.unit_id for each in (FIRST, OTHER_UNIT, OTHER_ENROLMENT))


class EvidenceStoreContract:
    """Tests that your store of evidence is an `EvidenceStore`. Inherit it and define `make`."""

    def make(self) -> EvidenceStore:
        """Return a new, empty store of evidence of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), EvidenceStore) == []

    def test_a_new_store_has_no_evidence(self) -> None:
        assert list(self.make().of_units(UNITS)) == []

    def test_evidence_is_returned_as_it_was_kept(self) -> None:
        store = self.make()
        store.keep("run-1", {FIRST.enrolment_id: [FIRST, OTHER_UNIT]})
        assert list(store.of_units(UNITS)) == [FIRST, OTHER_UNIT]

    def test_only_the_units_that_are_named_are_returned(self) -> None:
        store = self.make()
        store.keep("run-1", {FIRST.enrolment_id: [FIRST, OTHER_UNIT]})
        assert list(store.of_units([OTHER_UNIT.unit_id, UnitRowId("none")])) == [OTHER_UNIT]
        assert list(store.of_units([])) == []

    def test_keeping_again_replaces_what_the_run_kept_of_that_enrolment_alone(self) -> None:
        store = self.make()
        store.keep(
            "run-1",
            {
                FIRST.enrolment_id: [FIRST, OTHER_UNIT],
                OTHER_ENROLMENT.enrolment_id: [OTHER_ENROLMENT],
            },
        )
        store.keep("run-1", {FIRST.enrolment_id: [OTHER_UNIT]})
        assert list(store.of_units([FIRST.unit_id])) == []
        assert list(store.of_units([OTHER_UNIT.unit_id])) == [OTHER_UNIT]
        assert list(store.of_units([OTHER_ENROLMENT.unit_id])) == [OTHER_ENROLMENT]

    def test_an_enrolment_without_evidence_keeps_none_of_that_run(self) -> None:
        store = self.make()
        store.keep("run-1", {FIRST.enrolment_id: [FIRST]})
        store.keep("run-1", {FIRST.enrolment_id: []})
        store.keep("run-1", {})
        assert list(store.of_units(UNITS)) == []

    def test_the_evidence_of_all_runs_is_returned_oldest_first(self) -> None:
        store = self.make()
        kept = [evolve(FIRST, run_id=run_id) for run_id in ("run-2", "run-10", "run-1")]
        for each in kept:
            store.keep(each.run_id, {each.enrolment_id: [each]})
        assert list(store.of_units([FIRST.unit_id])) == kept
