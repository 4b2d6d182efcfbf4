"""News: each status in one run, and again in the next."""

from __future__ import annotations

import pytest

from support.the_guide import EXPORT_DATE, enrolment
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.records.record import RecordStatus, Remark, StageName, record_of
from talent_powerpro.run.news import mark_new_records


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
    runs = [mark_new_records([record], journal, EXPORT_DATE) for _ in news]
    assert [each.new for (each,) in runs] == news


def test_another_message_is_new_again() -> None:
    journal = MemoryJournal()
    for why in ("one", "other"):
        record = record_of(StageName.RESULTS, enrolment(), RecordStatus.HELD, message=why)
        (record,) = mark_new_records([record], journal, EXPORT_DATE)
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
    runs = [mark_new_records([made], journal, EXPORT_DATE) for _ in counts]
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
    (first,) = mark_new_records([done], journal, EXPORT_DATE)
    (second,) = mark_new_records([later], journal, EXPORT_DATE)
    assert (first.new, second.new) == (news, not news)
