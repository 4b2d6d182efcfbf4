"""The suite that proves a run journal, sentence by sentence of its port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import (
    ClientCode,
    EnrolmentId,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
    stand_in,
)
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.write import (
    Activate,
    AddContactLog,
    CreateUser,
    Enrol,
    JoinGroup,
    SetResult,
    SetSecondaryId,
)
from talent_powerpro.testing.contracts.port_methods import missing_methods

MARK: Final = DueMark(EnrolmentId("1001"), date(2022, 6, 2))
ROW: Final = UnitRowId("u-1")
RESULT: Final = UnitResult("20 - Competency achieved/pass", date(2022, 6, 13), "geprüft")
FIELDS: Final = (("custom_field_1", "Türen"),)
WRITES: Final = (
    CreateUser(
        ClientCode("2021000017"), "jg11@pm.me", "Joana", "Gómez", "jg11@pm.me", (("f", "x"),)
    ),
    SetSecondaryId(ClientCode("2021000017"), "DPC000129", stand_in("2021000017")),
    Activate(TalentUserId("7")),
    Enrol(TalentUserId("7"), TalentCourseId("126")),
    JoinGroup(TalentUserId("7"), TalentGroupKey("77eD6LXHH")),
    AddContactLog(MARK.enrolment_id, "Enrolled in Talent Course: 126 – Joana Gómez"),
    SetResult(MARK.enrolment_id, ROW, "ICTWEB304", UnitResult("", None, ""), RESULT),
)
"""One of each kind."""
LATER: Final = DueMark(EnrolmentId("1002"), None)
ENTRY: Final = JournalEntry(
    "run-1",
    "provisioning",
    MARK.enrolment_id,
    WRITES,
)
PENDING: Final = PendingMembership(
    MARK.enrolment_id, TalentUserId("7"), TalentGroupKey("77eD6LXHH")
)
TODAY: Final = date(2022, 6, 2)
RUN: Final = RunHeader(
    "run-1",
    datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC),
    ("provisioning", "results"),
    datetime(2022, 6, 2, 6, 59, 1, tzinfo=UTC),
    {"provisioning": {"provisioned": 1, "held": 2}, "results": {}},
    5,
    "brake",
    "zu viele – Gómez",
)


class RunJournalContract:
    """Proves that what `make` gives is a `RunJournal`: inherit it, and define `make`."""

    def make(self) -> RunJournal:
        """A new journal of yours, in which nothing stands yet."""
        raise NotImplementedError("define make(self): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), RunJournal) == []

    def test_a_new_journal_remembers_nothing(self) -> None:
        journal = self.make()
        assert list(journal.due_marks()) == []
        assert list(journal.pending_memberships()) == []
        assert list(journal.unfinished()) == []
        assert journal.last_results([ROW]) == {}
        assert list(journal.entries()) == []
        assert list(journal.runs()) == []

    # --- due marks ------------------------------------------------------------------

    def test_those_found_due_are_remembered_with_their_export_dates(self) -> None:
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

    def test_provisioned_takes_that_enrolment_s_mark_away_and_no_other(self) -> None:
        journal = begun(self.make(), [MARK, LATER])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [LATER]

    @pytest.mark.parametrize("outcome", ["held", "failed", "deferred", "not reached"])
    def test_any_other_outcome_leaves_the_mark(self, outcome: str) -> None:
        journal = begun(self.make(), [MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, outcome, ())
        assert list(journal.due_marks()) == [MARK]

    def test_provisioned_without_a_mark_changes_nothing(self) -> None:
        journal = begun(self.make(), [LATER])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [LATER]

    def test_ending_what_was_never_begun_takes_the_mark_away_all_the_same(self) -> None:
        journal = self.make()
        journal.mark_due([MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == []

    def test_ending_twice_equals_once(self) -> None:
        journal = begun(self.make(), [MARK])
        for _ in range(2):
            journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == []

    def test_a_plan_without_records_is_begun_without_a_word(self) -> None:
        self.make().begin([])

    def test_several_records_and_stages_of_one_run_are_begun_together(self) -> None:
        journal = self.make()
        journal.mark_due([MARK, LATER])
        results = evolve(ENTRY, stage="results")
        journal.begin([ENTRY, evolve(ENTRY, enrolment_id=LATER.enrolment_id), results])
        journal.end("run-1", "results", MARK.enrolment_id, "written", ())
        journal.end("run-1", "provisioning", LATER.enrolment_id, "provisioned", ())
        assert list(journal.due_marks()) == [MARK]

    # --- what a run that was cut off left behind -------------------------------------

    def test_what_was_begun_and_not_ended_is_told_as_it_was_begun_oldest_first(self) -> None:
        """Whatever its run and stage, with all of its writes."""
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

    @pytest.mark.parametrize("outcome", ["provisioned", "held", "failed", "not reached"])
    def test_what_has_ended_in_whatever_outcome_is_not_unfinished(self, outcome: str) -> None:
        journal = self.make()
        other = evolve(ENTRY, enrolment_id=LATER.enrolment_id)
        journal.begin([ENTRY, other])
        journal.end("run-1", "provisioning", MARK.enrolment_id, outcome, ())
        assert list(journal.unfinished()) == [other]

    def test_an_end_in_another_run_or_stage_ends_nothing_here(self) -> None:
        journal = self.make()
        journal.begin([ENTRY])
        journal.end("run-2", "provisioning", MARK.enrolment_id, "deferred", ())
        journal.end("run-1", "results", MARK.enrolment_id, "written", ())
        assert list(journal.unfinished()) == [ENTRY]

    def test_what_was_never_begun_is_not_unfinished_when_it_ends(self) -> None:
        journal = self.make()
        journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred", ())
        assert list(journal.unfinished()) == []

    @pytest.mark.parametrize("ended", [False, True], ids=["not ended", "ended"])
    def test_a_record_that_is_begun_again_is_replaced(self, ended: bool) -> None:
        """In the same stage of the same run: it stands once, as it was begun last."""
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

    def test_a_record_that_has_ended_has_its_status_and_the_writes_that_were_made(self) -> None:
        journal = self.make()
        made = (Enrol(TalentUserId("8"), TalentCourseId("126")), *WRITES[5:])
        journal.begin([ENTRY])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned", made)
        assert list(journal.entries()) == [evolve(ENTRY, status="provisioned", made=made)]

    def test_the_records_of_a_run_are_told_in_the_order_in_which_they_were_begun(self) -> None:
        journal = self.make()
        results = evolve(ENTRY, stage="results", writes=())
        other = evolve(ENTRY, run_id="run-2")
        journal.begin([results, ENTRY])
        journal.begin([other])
        assert list(journal.entries("run-1")) == [results, ENTRY]
        assert list(journal.entries("run-3")) == []
        assert list(journal.entries()) == [results, ENTRY, other]

    # --- the headers of runs ----------------------------------------------------------

    def test_the_header_of_a_run_is_kept_as_it_is(self) -> None:
        journal = self.make()
        journal.keep_run(RUN)
        assert list(journal.runs()) == [RUN]

    def test_a_header_kept_again_is_replaced_and_keeps_its_place(self) -> None:
        journal = self.make()
        begun = RunHeader(RUN.run_id, RUN.started, RUN.stages)
        later = evolve(begun, run_id="run-2")
        for each in (begun, later, RUN):
            journal.keep_run(each)
        assert list(journal.runs()) == [RUN, later]

    @pytest.mark.parametrize(
        ("newest", "kept"), [(0, []), (1, ["c"]), (2, ["b", "c"]), (9, ["a", "b", "c"])]
    )
    def test_only_the_newest_headers_are_told_where_that_is_asked(
        self, newest: int, kept: list[str]
    ) -> None:
        journal = self.make()
        for name in "abc":
            journal.keep_run(evolve(RUN, run_id=name))
        assert [each.run_id for each in journal.runs(newest)] == kept

    # --- results --------------------------------------------------------------------

    def test_the_last_result_replaces_what_was_written_before(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, UnitResult("", None, ""))
        assert journal.last_results([ROW]) == {ROW: UnitResult("", None, "")}
        journal.remember_result(ROW, RESULT)
        assert journal.last_results([ROW]) == {ROW: RESULT}

    def test_each_unit_has_its_own(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, RESULT)
        assert journal.last_results([UnitRowId("u-2"), ROW]) == {ROW: RESULT}

    # --- pending memberships --------------------------------------------------------

    def test_a_membership_is_kept_once_however_often_it_is_set(self) -> None:
        journal = self.make()
        for _ in range(2):
            journal.set_pending(PENDING)
        assert list(journal.pending_memberships()) == [PENDING]

    def test_of_one_enrolment_the_latest_membership_is_kept(self) -> None:
        journal = self.make()
        moved = evolve(PENDING, user_id=TalentUserId("8"), group_key=TalentGroupKey("FRUIT"))
        journal.set_pending(PENDING)
        journal.set_pending(moved)
        assert list(journal.pending_memberships()) == [moved]

    def test_memberships_are_told_oldest_first(self) -> None:
        journal = self.make()
        others = [evolve(PENDING, enrolment_id=EnrolmentId(each)) for each in ("9", "8", "10")]
        for each in others:
            journal.set_pending(each)
        assert list(journal.pending_memberships()) == others

    def test_clearing_forgets_that_enrolment_s_membership_and_no_other(self) -> None:
        journal = self.make()
        other = evolve(PENDING, enrolment_id=LATER.enrolment_id)
        journal.set_pending(PENDING)
        journal.set_pending(other)
        for _ in range(2):
            journal.clear_pending(PENDING.enrolment_id)
        assert list(journal.pending_memberships()) == [other]

    # --- what was told --------------------------------------------------------------

    def test_a_topic_is_new_once(self) -> None:
        journal = self.make()
        assert journal.tell(["held: Gómez", "missed"], TODAY) == {"held: Gómez", "missed"}
        assert journal.tell({"missed", "failed"}, date(2022, 6, 3)) == {"failed"}

    def test_a_topic_named_twice_is_told_once(self) -> None:
        assert self.make().tell(["missed", "missed"], TODAY) == {"missed"}

    def test_nothing_to_tell_is_nothing_new(self) -> None:
        assert self.make().tell([], TODAY) == frozenset()


def begun(journal: RunJournal, marks: Collection[DueMark]) -> RunJournal:
    """The journal with these marks, and the first of them begun."""
    journal.mark_due(marks)
    journal.begin([ENTRY])
    return journal


def number(mark: DueMark) -> str:
    return mark.enrolment_id
