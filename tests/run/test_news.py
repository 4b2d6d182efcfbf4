"""What is news: each outcome, told at one run and again at the next."""

from __future__ import annotations

import pytest

from support.the_guide import EXPORT_DATE, enrolment
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.records.record import RecordStatus, Remark, StageName, record_of
from talent_powerpro.run.news import mark_new_records


@pytest.mark.parametrize(
    ("outcome", "news"),
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
def test_what_stands_is_news_once_and_a_deferral_each_time(
    outcome: RecordStatus, news: list[bool]
) -> None:
    journal = MemoryJournal()
    record = record_of(StageName.PROVISIONING, enrolment(), outcome, message="why")
    told = [mark_new_records([record], journal, EXPORT_DATE) for _ in news]
    assert [each.new for (each,) in told] == news


def test_another_reason_is_news_again() -> None:
    journal = MemoryJournal()
    for why in ("one", "other"):
        record = record_of(StageName.RESULTS, enrolment(), RecordStatus.HELD, message=why)
        (told,) = mark_new_records([record], journal, EXPORT_DATE)
        assert told.new


@pytest.mark.parametrize(
    ("reason", "told"),
    [("unknown-label", [1, 0]), ("course-unconfirmed", [1, 0]), ("date-replaced", [1, 1])],
)
def test_a_remark_of_a_course_or_a_label_is_made_once(reason: str, told: list[int]) -> None:
    journal = MemoryJournal()
    made = record_of(
        StageName.RESULTS, enrolment(), RecordStatus.WRITTEN, remarks=(Remark(reason, "why"),)
    )
    runs = [mark_new_records([made], journal, EXPORT_DATE) for _ in told]
    assert [len(record.remarks) for (record,) in runs] == told
