"""The evidence of a run's results, as it is kept before and after the writes."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import COMPETENT, DONE, unit
from talent_powerpro.adapters.memory.state import MemoryEvidence
from talent_powerpro.flows.results import Fetched, Written
from talent_powerpro.model import UnitResult
from talent_powerpro.run.evidence import keep_evidence
from talent_powerpro.run.versions import package_version
from talent_powerpro.testing.contracts.evidence import FIRST

WRITTEN = Written(unit(), UnitResult(COMPETENT, None, ""), evolve(FIRST, version="before"))
OF = FIRST.enrolment_id


def test_the_run_the_time_and_the_version_are_added() -> None:
    store = MemoryEvidence()
    keep_evidence(store, "run-9", DONE, {OF: Fetched(written=(WRITTEN,))})
    (kept,) = store.of_units([FIRST.unit_id])
    assert kept == evolve(FIRST, run_id="run-9", at=DONE, version=package_version())


def test_a_result_that_was_planned_and_not_written_has_no_evidence() -> None:
    store = MemoryEvidence()
    keep_evidence(store, "run-9", DONE, {OF: Fetched(written=(WRITTEN,))})
    for ending in (Fetched(), None):
        keep_evidence(store, "run-9", DONE, {OF: ending})
        assert store.of_units([FIRST.unit_id]) == ()


def test_a_result_without_evidence_is_passed_over() -> None:
    store = MemoryEvidence()
    bare = Written(WRITTEN.unit, WRITTEN.result)
    keep_evidence(store, "run-9", DONE, {OF: Fetched(written=(bare, WRITTEN))})
    assert len(store.of_units([FIRST.unit_id])) == 1
