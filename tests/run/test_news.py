"""News: each status in one run, and again in the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from support.the_guide import COURSE, EXPORT_DATE, JOANA, STARTED, booking, enrolment
from talent_powerpro.adapters.memory.state import MemoryHolds, MemoryJournal
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.holds import Decision, Hold, StandingHold
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName, record_of
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.topics import topic
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.rules.undo import UNDONE
from talent_powerpro.run.news import (
    News,
    keep_failures,
    keep_holds,
    mark_closed,
    mark_new_lists,
    mark_new_records,
    standing_holds,
)


def reported(records: Iterable[Record], journal: MemoryJournal) -> tuple[Record, ...]:
    """The records as a run that reached its end reports them."""
    news = News(journal, EXPORT_DATE)
    marked = mark_new_records(records, news)
    news.mark_reported()
    return marked


MISSED = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT30120-A", ("passed",))


def test_what_no_run_has_reported_stays_new() -> None:
    """A run that is stopped does not come to `mark_reported`."""
    journal = MemoryJournal()
    record = record_of(StageName.RESULTS, enrolment(), RecordStatus.HELD, message="why")
    for _ in range(2):
        news = News(journal, EXPORT_DATE)
        assert mark_new_lists(Lists(missed=(MISSED,)), news).missed[0].new
        assert mark_closed([MISSED], news)[0].new
        assert mark_new_records([record], news)[0].new
    news.mark_reported()
    later = News(journal, EXPORT_DATE)
    assert not mark_new_lists(Lists(missed=(MISSED,)), later).missed[0].new
    assert not mark_closed([MISSED], later)[0].new
    assert not mark_new_records([record], later)[0].new


def test_an_entry_that_moves_to_another_list_is_new_there_once() -> None:
    journal = MemoryJournal()
    for name in ("missed", "no_export_date", "unmet", "withdrawn"):
        for wished in (True, False):
            news = News(journal, EXPORT_DATE)
            found: dict[str, Any] = {name: (MISSED,)}
            marked = getattr(mark_new_lists(Lists(**found), news), name)
            assert marked == (evolve(MISSED, new=wished),)
            news.mark_reported()
    other = evolve(MISSED, enrolment_id="1002"), evolve(MISSED, reasons=("passed", "unticked"))
    marked = mark_new_lists(Lists(missed=other), News(journal, EXPORT_DATE))
    assert [each.new for each in marked.missed] == [True, True]


def test_topics_of_one_run_are_new_however_often_it_meets_them() -> None:
    news = News(MemoryJournal(), EXPORT_DATE)
    assert news.new(["a"]) == news.new(["a"]) == {"a"}


class Unasked(MemoryJournal):
    """A journal that knows of no topics."""

    @override
    def told(self, topics: Collection[str]) -> frozenset[str]:
        raise AssertionError(topics)

    @override
    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        raise AssertionError(topics)


class Told(MemoryJournal):
    """A journal that shows what was told, and when."""

    @override
    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        self.all, self.days = set(topics), [today]
        return super().tell(topics, today)


def test_without_topics_the_journal_is_not_asked() -> None:
    news = News(Unasked(), EXPORT_DATE)
    assert news.new([]) == frozenset()
    news.mark_reported()


@pytest.mark.parametrize(
    ("status", "news"),
    [
        (RecordStatus.PROVISIONED, [False, False]),
        (RecordStatus.WRITTEN, [False, False]),
        (RecordStatus.UNCHANGED, [False, False]),
        (RecordStatus.NOT_REACHED, [False, False]),
        (RecordStatus.HELD, [True, False]),
        (RecordStatus.FAILED, [True, False]),
        (RecordStatus.DEFERRED, [True, True]),
    ],
)
def test_a_hold_or_failure_is_new_once_and_a_deferral_each_time(
    status: RecordStatus, news: list[bool]
) -> None:
    journal = MemoryJournal()
    record = record_of(StageName.PROVISIONING, enrolment(), status, message="why")
    runs = [reported([record], journal) for _ in news]
    assert [each.new for (each,) in runs] == news


def test_a_second_hold_beside_a_reported_one_is_new() -> None:
    journal, first, second = MemoryJournal(), Hold("a" * 8, "r1", "why"), Hold("b" * 8, "r2", "why")
    news = []
    for holds in ((first,), (first, second), (first, second), (second,)):
        record = record_of(
            StageName.RESULTS, enrolment(), RecordStatus.HELD, message="why", holds=holds
        )
        (record,) = reported([record], journal)
        news.append(record.new)
    assert news == [True, True, False, True]


def test_another_message_is_new_again() -> None:
    journal = MemoryJournal()
    for why in ("one", "other"):
        record = record_of(StageName.RESULTS, enrolment(), RecordStatus.HELD, message=why)
        (record,) = reported([record], journal)
        assert record.new


@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        ("unknown-label", [1, 0]),
        ("course-unconfirmed", [1, 0]),
        ("completed-without-date", [1, 0]),
        ("talent-course-changed", [1, 0]),
        ("date-replaced", [1, 1]),
    ],
)
def test_a_remark_of_a_course_or_a_label_is_made_once(reason: str, counts: list[int]) -> None:
    journal = MemoryJournal()
    made = record_of(
        StageName.RESULTS, enrolment(), RecordStatus.WRITTEN, remarks=(Remark(reason, "why"),)
    )
    runs = [reported([made], journal) for _ in counts]
    assert [len(record.remarks) for (record,) in runs] == counts


@pytest.mark.parametrize(
    ("reason", "news"),
    [("group-missing", True), ("group-refused", True), ("doubtful-date", False)],
)
def test_a_group_that_lacks_a_student_is_news_in_the_run_that_provisions_and_never_again(
    reason: str, news: bool
) -> None:
    """Later runs fail the record with the same words."""
    journal = MemoryJournal()
    done = record_of(
        StageName.PROVISIONING,
        enrolment(),
        RecordStatus.PROVISIONED,
        remarks=(Remark(reason, "Why. Remedy."),),
    )
    later = record_of(
        StageName.PROVISIONING,
        enrolment(),
        RecordStatus.FAILED,
        reason=reason,
        message="Why.",
        remedy="Remedy.",
    )
    (first,) = reported([done], journal)
    (second,) = reported([later], journal)
    assert (first.new, second.new) == (news, not news)
    others = evolve(later, message="Else."), evolve(later, enrolment_id=booking("1002"))
    assert [each.new for each in reported(others, journal)] == [True, True]


def test_topics_are_the_same_in_each_version() -> None:
    """An update must not make news of what earlier versions reported."""
    two = evolve(MISSED, reasons=("one", "two"))
    lists = Lists(missed=(two,), no_export_date=(two,), unmet=(two,), withdrawn=(two,))
    listed = ("missed", "no export date", "unmet", "withdrawn", "closed")
    held = record_of(StageName.RESULTS, enrolment(), RecordStatus.HELD, message="why")
    remarks = Remark("group-missing", "A."), Remark("group-refused", "B."), Remark("other", "C.")
    waits = record_of(
        StageName.PROVISIONING, enrolment(), RecordStatus.PROVISIONED, remarks=remarks
    )
    once = evolve(waits, remarks=(Remark("unknown-label", "D."),))
    journal = Told()
    news = News(journal, EXPORT_DATE)
    mark_new_lists(lists, news)
    mark_closed([two], news)
    mark_new_records([held, waits, once], news)
    news.mark_reported()
    assert journal.all == {
        *(topic(f"{each}: 1001: one; two", "1001") for each in listed),
        topic("held: results 1001: why", "1001"),
        topic("group: 1001: A. B.", "1001"),
        topic("D."),
    }
    assert journal.days == [EXPORT_DATE]


# --- failures that stand ----------------------------------------------------------


def keep(lists: MemoryWorkLists, *records: Record, **rest: Any) -> None:
    given: dict[str, Any] = {"freed": (), "whole": False, **rest}
    before = [each.enrolment_id for each in lists.failures()]
    keep_failures(
        StageName.RESULTS, iter(records), lists, failed_before=before, now=STARTED, **given
    )


FAILED = record_of(
    StageName.RESULTS, enrolment(), RecordStatus.FAILED, reason="r", message="m", remedy="x"
)
HELD = evolve(FAILED, status=RecordStatus.HELD)
OTHER = evolve(HELD, enrolment_id=booking("1002"))
FAILURE = StandingFailure(
    stage=StageName.RESULTS,
    enrolment_id=booking(),
    client_code=JOANA.code,
    client_name=JOANA.name,
    course_code=COURSE.code,
    reason="r",
    message="m",
    remedy="x",
    since=STARTED,
)


def test_a_failure_is_kept_with_all_that_a_person_needs() -> None:
    lists = MemoryWorkLists()
    keep(lists, FAILED, OTHER)
    assert list(lists.failures()) == [FAILURE]


@pytest.mark.parametrize(
    ("records", "rest", "left"),
    [
        ((), {}, 1),
        ((OTHER,), {"freed": ["1002"]}, 1),
        ((FAILED,), {"whole": True}, 1),
        ((HELD,), {}, 0),
        ((), {"freed": ["1001"]}, 0),
        ((), {"whole": True}, 0),
    ],
)
def test_a_failure_stands_until_its_enrolment_is_looked_at_or_out_of_scope(
    records: tuple[Record, ...], rest: dict[str, Any], left: int
) -> None:
    lists = MemoryWorkLists()
    elsewhere = evolve(FAILURE, stage=StageName.PROVISIONING)
    lists.keep_failures(StageName.PROVISIONING, [elsewhere], ())
    lists.keep_failures(StageName.RESULTS, [FAILURE], ())
    keep(lists, *records, **rest)
    assert list(lists.failures()) == [elsewhere, *[FAILURE] * left]


def test_holds_of_another_stage_or_enrolment_stay_as_they_are() -> None:
    holds, held = MemoryHolds(), evolve(HELD, holds=(Hold("id", "why", "Who?"),))
    elsewhere = evolve(held, stage=StageName.PROVISIONING)
    other = evolve(held, enrolment_id=booking("1002"))
    for each in (elsewhere, other, held):
        holds.ended(each.enrolment_id, each.stage, standing_holds(each))
    keep_holds(StageName.RESULTS, (), holds, held_before=[booking()], freed=(), whole=True)
    assert list(holds.standing()) == [*standing_holds(elsewhere), *standing_holds(other)]


# --- holds that stand -------------------------------------------------------------

HOLD = Hold("id", "why", "Who?", "Ask.", True, ("fact",), ("C1", "C2"))
ANSWERABLE = Remark("replaced", "Was 51.", "id", ("row", "51"))


def standing(reason: str, message: str, *facts: str, **rest: Any) -> StandingHold:
    """A standing hold of the record HELD."""
    return StandingHold(
        StageName.RESULTS,
        booking(),
        JOANA.code,
        JOANA.name,
        COURSE.code,
        reason,
        message,
        facts=facts,
        **rest,
    )


def test_a_hold_or_remark_stands_with_all_that_a_person_needs() -> None:
    record = evolve(HELD, holds=(HOLD,), remarks=(Remark("other", "No answer."), ANSWERABLE))
    assert standing_holds(record) == (
        standing("why", "Who?", "fact", remedy="Ask.", releasable=True, both=("C1", "C2")),
        standing("replaced", "Was 51.", "row", "51", held=False),
    )


REMARK = standing("replaced", "Was 51.", "row", "51", held=False)
UNDO = standing(UNDONE, "Undone.", "fact")
PLAIN = standing("why", "Who?", "fact")


@pytest.mark.parametrize(
    ("found", "answers", "left"),
    [
        # A hold that was not found again has ended. The others wait for a person.
        ((), {}, (UNDO, REMARK)),
        ((Hold("id", "other", "New."),), {}, (UNDO, REMARK, standing("other", "New."))),
        # What was found again, or is newer, takes the earlier one's place.
        (
            (Hold("id", UNDONE, "Again.", "", False, ("fact",)),),
            {},
            (REMARK, standing(UNDONE, "Again.", "fact")),
        ),
        (
            (Hold("id", "replaced", "Was 20.", "", False, ("row", "20")),),
            {},
            (UNDO, standing("replaced", "Was 20.", "row", "20")),
        ),
        (
            (Hold("id", "replaced", "Else.", "", False, ("row 2", "51")),),
            {},
            (UNDO, REMARK, standing("replaced", "Else.", "row 2", "51")),
        ),
        (
            (Hold("id", "else", "Else.", "", False, ("row", "51")),),
            {},
            (UNDO, REMARK, standing("else", "Else.", "row", "51")),
        ),
        # A person answered.
        ((), {UNDO.key: Decision.RELEASE}, (REMARK,)),
        ((), {UNDO.key: Decision.KEEP}, (UNDO, REMARK)),
        ((), {REMARK.key: Decision.KEEP}, (UNDO,)),
    ],
)
def test_undone_records_and_remarks_stand_until_a_person_answers(
    found: tuple[Hold, ...], answers: dict[Any, Decision], left: tuple[StandingHold, ...]
) -> None:
    holds = MemoryHolds()
    holds.ended(booking(), StageName.RESULTS, [REMARK, UNDO, PLAIN])
    keep_holds(
        StageName.RESULTS,
        [evolve(HELD, holds=found)],
        holds,
        held_before=[booking()],
        freed=(),
        whole=True,
        answers=answers,
    )
    assert holds.standing() == left


@pytest.mark.parametrize(
    ("freed", "whole", "answers", "left"),
    [
        ((), False, {}, (REMARK, UNDO, PLAIN)),
        ((booking(),), False, {}, (UNDO, REMARK)),
        ((), True, {}, (UNDO,)),
        ((), True, {UNDO.key: Decision.RELEASE}, ()),
    ],
)
def test_holds_without_a_record_stay_where_the_enrolment_was_not_looked_at(
    freed: tuple[EnrolmentId, ...],
    whole: bool,
    answers: dict[Any, Decision],
    left: tuple[StandingHold, ...],
) -> None:
    holds = MemoryHolds()
    holds.ended(booking(), StageName.RESULTS, [REMARK, UNDO, PLAIN])
    given: dict[str, Any] = {"freed": freed, "whole": whole, "answers": answers}
    keep_holds(StageName.RESULTS, [], holds, held_before=[booking()], **given)
    assert holds.standing() == left


def test_the_holds_of_a_record_that_is_free_and_looked_at_are_those_that_were_found() -> None:
    """A record of a freed enrolment counts, and not that it was freed."""
    holds = MemoryHolds()
    elsewhere = evolve(REMARK, stage=StageName.PROVISIONING)
    holds.ended(booking(), StageName.PROVISIONING, [elsewhere])
    holds.ended(booking(), StageName.RESULTS, [PLAIN])
    record = evolve(HELD, holds=(Hold("id", "other", "New."),))
    keep_holds(
        StageName.RESULTS, [record], holds, held_before=[booking()], freed=["1001"], whole=False
    )
    assert holds.standing() == (elsewhere, standing("other", "New."))
