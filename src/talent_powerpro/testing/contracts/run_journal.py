"""Contract suite of a run journal. Each test covers a sentence of the port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from attrs import evolve

from talent_powerpro.model import (
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.write import Enrol
from talent_powerpro.testing.contracts.journal_entries import (
    ENTRY,
    LATER,
    MARK,
    PENDING,
    RESULT,
    ROW,
    RUN,
    TODAY,
    WRITES,
)
from talent_powerpro.testing.contracts.port_methods import missing_methods


class RunJournalContract:
    """Tests that your journal is a `RunJournal`. Inherit it and define `make`."""

    def make(self) -> RunJournal:
        """Return a new, empty journal of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), RunJournal) == []

    def test_a_new_journal_is_empty(self) -> None:
        journal = self.make()
        assert list(journal.due_marks()) == []
        assert list(journal.pending_memberships()) == []
        assert list(journal.unfinished()) == []
        assert journal.last_results([ROW]) == {}
        assert list(journal.entries()) == []
        assert list(journal.runs()) == []

    # --- due marks ------------------------------------------------------------------

    def test_due_marks_are_stored_with_their_export_dates(self) -> None:
        journal = self.make()
        journal.mark_due([MARK])
        journal.mark_due([LATER])
        journal.mark_due([])
        assert sorted(journal.due_marks(), key=number) == [MARK, LATER]

    def test_marking_again_replaces_the_export_date(self) -> None:
        journal = self.make()
        moved = evolve(MARK, export_date=date(2022, 6, 3))
        journal.mark_due([MARK, LATER])
        journal.mark_due([moved])
        assert sorted(journal.due_marks(), key=number) == [moved, LATER]

    def test_status_provisioned_removes_the_mark_of_that_enrolment_only(self) -> None:
        journal = begun(self.make(), [MARK, LATER])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [LATER]

    @pytest.mark.parametrize("status", ["held", "failed", "deferred", "not reached"])
    def test_any_other_status_keeps_the_mark(self, status: str) -> None:
        journal = begun(self.make(), [MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, status, ())
        assert list(journal.due_marks()) == [MARK]

    def test_status_provisioned_without_a_mark_changes_nothing(self) -> None:
        journal = begun(self.make(), [LATER])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [LATER]

    def test_ending_a_record_that_never_began_still_removes_its_mark(self) -> None:
        journal = self.make()
        journal.mark_due([MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == []

    def test_ending_twice_equals_once(self) -> None:
        journal = begun(self.make(), [MARK])
        for _ in range(2):
            journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == []

    def test_an_empty_plan_is_accepted(self) -> None:
        self.make().begin([])

    def test_one_run_can_begin_several_records_and_stages(self) -> None:
        journal = self.make()
        journal.mark_due([MARK, LATER])
        results = evolve(ENTRY, stage="results")
        journal.begin([ENTRY, evolve(ENTRY, enrolment_id=LATER.enrolment_id), results])
        journal.end("run-1", "results", MARK.enrolment_id, "written", ())
        journal.end("run-1", "provisioning", LATER.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [MARK]

    # --- unfinished records of an interrupted run ------------------------------------

    def test_unfinished_returns_records_that_began_and_did_not_end_oldest_first(self) -> None:
        """Records of all runs and stages, with all their writes."""
        journal = self.make()
        others = [
            evolve(ENTRY, enrolment_id=EnrolmentId("9"), writes=()),
            evolve(ENTRY, stage="results"),
            evolve(ENTRY, run_id="run-0"),
        ]
        journal.begin([ENTRY, others[0]])
        journal.begin(others[1:2])
        journal.begin(others[2:])
        assert list(journal.unfinished()) == [ENTRY, *others]

    @pytest.mark.parametrize("status", ["provisioned", "held", "failed", "not reached"])
    def test_a_record_that_ended_with_any_status_is_not_unfinished(self, status: str) -> None:
        journal = self.make()
        other = evolve(ENTRY, enrolment_id=LATER.enrolment_id)
        journal.begin([ENTRY, other])
        journal.end("run-1", "provisioning", MARK.enrolment_id, status, ())
        assert list(journal.unfinished()) == [other]

    def test_an_end_in_another_run_or_stage_does_not_end_the_record(self) -> None:
        journal = self.make()
        journal.begin([ENTRY])
        journal.end("run-2", "provisioning", MARK.enrolment_id, "deferred", ())
        journal.end("run-1", "results", MARK.enrolment_id, "written", ())
        assert list(journal.unfinished()) == [ENTRY]

    def test_a_record_that_never_began_is_not_unfinished(self) -> None:
        journal = self.make()
        journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred", ())
        assert list(journal.unfinished()) == []

    @pytest.mark.parametrize("ended", [False, True], ids=["not ended", "ended"])
    def test_beginning_a_record_again_replaces_it(self, ended: bool) -> None:
        """One record per run, stage and enrolment: the latest beginning counts."""
        journal = self.make()
        again = evolve(ENTRY, writes=(Enrol(TalentUserId("7"), TalentCourseId("127")),))
        journal.begin([ENTRY])
        if ended:
            journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred", ())
        journal.begin([again])
        assert list(journal.unfinished()) == [again]
        journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred", ())
        assert list(journal.unfinished()) == []

    # --- reading back -----------------------------------------------------------------

    def test_an_ended_record_has_its_status_and_the_writes_made(self) -> None:
        journal = self.make()
        made = (Enrol(TalentUserId("8"), TalentCourseId("126")), *WRITES[5:])
        journal.begin([ENTRY])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", made)
        assert list(journal.entries()) == [evolve(ENTRY, status="provisioned", made=made)]

    def test_the_records_of_a_run_are_returned_oldest_first(self) -> None:
        journal = self.make()
        results = evolve(ENTRY, stage="results", writes=())
        other = evolve(ENTRY, run_id="run-2")
        journal.begin([results, ENTRY])
        journal.begin([other])
        assert list(journal.entries("run-1")) == [results, ENTRY]
        assert list(journal.entries("run-3")) == []
        assert list(journal.entries()) == [results, ENTRY, other]

    # --- the headers of runs ----------------------------------------------------------

    def test_a_run_header_is_stored_unchanged(self) -> None:
        journal = self.make()
        journal.keep_run(RUN)
        assert list(journal.runs()) == [RUN]

    def test_a_run_header_stored_again_is_replaced_and_keeps_its_place(self) -> None:
        journal = self.make()
        begun = RunHeader(RUN.run_id, RUN.started, RUN.stages)
        later = evolve(begun, run_id="run-2")
        for each in (begun, later, RUN):
            journal.keep_run(each)
        assert list(journal.runs()) == [RUN, later]

    @pytest.mark.parametrize(
        ("newest", "kept"), [(0, []), (1, ["c"]), (2, ["b", "c"]), (9, ["a", "b", "c"])]
    )
    def test_runs_can_be_limited_to_the_newest(self, newest: int, kept: list[str]) -> None:
        journal = self.make()
        for name in "abc":
            journal.keep_run(evolve(RUN, run_id=name))
        assert [each.run_id for each in journal.runs(newest)] == kept

    # --- results --------------------------------------------------------------------

    def test_the_last_result_replaces_the_one_before(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, UnitResult("", None, ""))
        assert journal.last_results([ROW]) == {ROW: UnitResult("", None, "")}
        journal.remember_result(ROW, RESULT)
        assert journal.last_results([ROW]) == {ROW: RESULT}

    def test_each_unit_has_its_own_last_result(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, RESULT)
        assert journal.last_results([UnitRowId("u-2"), ROW]) == {ROW: RESULT}

    # --- pending memberships --------------------------------------------------------

    def test_setting_a_pending_membership_twice_stores_it_once(self) -> None:
        journal = self.make()
        for _ in range(2):
            journal.set_pending(PENDING)
        assert list(journal.pending_memberships()) == [PENDING]

    def test_a_new_pending_membership_replaces_that_of_the_same_enrolment(self) -> None:
        journal = self.make()
        moved = evolve(PENDING, user_id=TalentUserId("8"), group_key=TalentGroupKey("FRUIT"))
        journal.set_pending(PENDING)
        journal.set_pending(moved)
        assert list(journal.pending_memberships()) == [moved]

    def test_pending_memberships_are_returned_oldest_first(self) -> None:
        journal = self.make()
        others = [evolve(PENDING, enrolment_id=EnrolmentId(each)) for each in ("9", "8", "10")]
        for each in others:
            journal.set_pending(each)
        assert list(journal.pending_memberships()) == others

    def test_clearing_removes_the_membership_of_that_enrolment_only(self) -> None:
        journal = self.make()
        other = evolve(PENDING, enrolment_id=LATER.enrolment_id)
        journal.set_pending(PENDING)
        journal.set_pending(other)
        for _ in range(2):
            journal.clear_pending(PENDING.enrolment_id)
        assert list(journal.pending_memberships()) == [other]

    # --- reported topics ------------------------------------------------------------

    def test_a_topic_is_new_only_once(self) -> None:
        journal = self.make()
        assert journal.tell(["held: Gómez", "missed"], TODAY) == {"held: Gómez", "missed"}
        assert journal.tell({"missed", "failed"}, date(2022, 6, 3)) == {"failed"}

    def test_a_topic_reported_again_on_a_later_day_is_not_new(self) -> None:
        journal = self.make()
        for day in (TODAY, date(2022, 6, 3), date(2022, 9, 3), date(2022, 6, 3)):
            assert journal.tell(["missed"], day) == ({"missed"} if day == TODAY else frozenset())

    def test_a_topic_is_told_once_it_was_marked_and_asking_marks_none(self) -> None:
        journal = self.make()
        assert journal.told(["missed"]) == frozenset()
        assert journal.tell(["missed"], TODAY) == {"missed"}
        assert journal.told({"missed", "failed"}) == {"missed"}
        assert journal.told([]) == frozenset()
        assert journal.tell(["failed"], TODAY) == {"failed"}

    def test_a_topic_named_twice_is_returned_once(self) -> None:
        assert self.make().tell(["missed", "missed"], TODAY) == {"missed"}

    def test_an_empty_list_of_topics_returns_nothing(self) -> None:
        assert self.make().tell([], TODAY) == frozenset()


def begun(journal: RunJournal, marks: Collection[DueMark]) -> RunJournal:
    """The journal with these marks, and `ENTRY` begun."""
    journal.mark_due(marks)
    journal.begin([ENTRY])
    return journal


def number(mark: DueMark) -> str:
    return mark.enrolment_id
