"""The suite that proves a run journal, sentence by sentence of its port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import (
    EnrolmentId,
    TalentGroupKey,
    TalentUserId,
    UnitResult,
    UnitRowId,
)
from talent_powerpro.ports.state import DueMark, JournalEntry, PendingMembership, RunJournal

MARK: Final = DueMark(EnrolmentId("1001"), date(2022, 6, 2))
LATER: Final = DueMark(EnrolmentId("1002"), None)
ENTRY: Final = JournalEntry(
    "run-1",
    "provisioning",
    MARK.enrolment_id,
    ({"action": "enrol", "target": "Gómez"}, {"action": "add_contact_log"}),
)
PENDING: Final = PendingMembership(
    MARK.enrolment_id, TalentUserId("7"), TalentGroupKey("77eD6LXHH")
)
RESULT: Final = UnitResult("20 - Competency achieved/pass", date(2022, 6, 13), "geprüft")
ROW: Final = UnitRowId("u-1")
TODAY: Final = date(2022, 6, 2)


class RunJournalContract:
    """Proves that what `make` gives is a `RunJournal`: inherit it, and define `make`."""

    def make(self) -> RunJournal:
        """A new journal of yours, in which nothing stands yet."""
        raise NotImplementedError("define make(self): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert isinstance(self.make(), RunJournal)

    def test_a_new_journal_remembers_nothing(self) -> None:
        journal = self.make()
        assert list(journal.due_marks()) == []
        assert list(journal.pending_memberships()) == []
        assert list(journal.unfinished()) == []
        assert journal.last_result(ROW) is None

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
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned")
        assert list(journal.due_marks()) == [LATER]

    @pytest.mark.parametrize("outcome", ["held", "failed", "deferred", "not reached"])
    def test_any_other_outcome_leaves_the_mark(self, outcome: str) -> None:
        journal = begun(self.make(), [MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, outcome)
        assert list(journal.due_marks()) == [MARK]

    def test_provisioned_without_a_mark_changes_nothing(self) -> None:
        journal = begun(self.make(), [LATER])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned")
        assert list(journal.due_marks()) == [LATER]

    def test_ending_what_was_never_begun_takes_the_mark_away_all_the_same(self) -> None:
        journal = self.make()
        journal.mark_due([MARK])
        journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned")
        assert list(journal.due_marks()) == []

    def test_ending_twice_equals_once(self) -> None:
        journal = begun(self.make(), [MARK])
        for _ in range(2):
            journal.end("run-1", "provisioning", MARK.enrolment_id, "provisioned")
        assert list(journal.due_marks()) == []

    def test_a_plan_without_records_is_begun_without_a_word(self) -> None:
        self.make().begin([])

    def test_several_records_and_stages_of_one_run_are_begun_together(self) -> None:
        journal = self.make()
        journal.mark_due([MARK, LATER])
        results = evolve(ENTRY, stage="results")
        journal.begin([ENTRY, evolve(ENTRY, enrolment_id=LATER.enrolment_id), results])
        journal.end("run-1", "results", MARK.enrolment_id, "written")
        journal.end("run-1", "provisioning", LATER.enrolment_id, "provisioned")
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
        journal.end("run-1", "provisioning", MARK.enrolment_id, outcome)
        assert list(journal.unfinished()) == [other]

    def test_an_end_in_another_run_or_stage_ends_nothing_here(self) -> None:
        journal = self.make()
        journal.begin([ENTRY])
        journal.end("run-2", "provisioning", MARK.enrolment_id, "deferred")
        journal.end("run-1", "results", MARK.enrolment_id, "written")
        assert list(journal.unfinished()) == [ENTRY]

    def test_what_was_never_begun_is_not_unfinished_when_it_ends(self) -> None:
        journal = self.make()
        journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred")
        assert list(journal.unfinished()) == []

    @pytest.mark.parametrize("ended", [False, True], ids=["not ended", "ended"])
    def test_a_record_that_is_begun_again_is_replaced(self, ended: bool) -> None:
        """In the same stage of the same run: it stands once, as it was begun last."""
        journal = self.make()
        again = evolve(ENTRY, writes=({"action": "enrol", "target": "again"},))
        journal.begin([ENTRY])
        if ended:
            journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred")
        journal.begin([again])
        assert list(journal.unfinished()) == [again]
        journal.end("run-1", "provisioning", MARK.enrolment_id, "deferred")
        assert list(journal.unfinished()) == []

    # --- results --------------------------------------------------------------------

    def test_the_last_result_replaces_what_was_written_before(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, UnitResult("", None, ""))
        assert journal.last_result(ROW) == UnitResult("", None, "")
        journal.remember_result(ROW, RESULT)
        assert journal.last_result(ROW) == RESULT

    def test_each_unit_has_its_own(self) -> None:
        journal = self.make()
        journal.remember_result(ROW, RESULT)
        assert journal.last_result(UnitRowId("u-2")) is None

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
