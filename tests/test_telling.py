"""What is news: each outcome, told at one run and again at the next."""

from __future__ import annotations

import pytest

from talent_powerpro.journal import MemoryJournal
from talent_powerpro.model import Remark
from talent_powerpro.record import Outcome, StageName, record_of
from talent_powerpro.telling import told_records
from the_guide import EXPORT_DATE, enrolment


@pytest.mark.parametrize(
    ("outcome", "news"),
    [
        (Outcome.PROVISIONED, [False, False]),
        (Outcome.WRITTEN, [False, False]),
        (Outcome.UNCHANGED, [False, False]),
        (Outcome.NOT_REACHED, [False, False]),
        (Outcome.HELD, [True, False]),
        (Outcome.FAILED, [True, False]),
        (Outcome.DEFERRED, [True, True]),
    ],
)
def test_what_stands_is_news_once_and_a_deferral_each_time(
    outcome: Outcome, news: list[bool]
) -> None:
    journal = MemoryJournal()
    record = record_of(StageName.PROVISIONING, enrolment(), outcome, message="why")
    told = [told_records([record], journal, EXPORT_DATE) for _ in news]
    assert [each.new for (each,) in told] == news


def test_another_reason_is_news_again() -> None:
    journal = MemoryJournal()
    for why in ("one", "other"):
        record = record_of(StageName.RESULTS, enrolment(), Outcome.HELD, message=why)
        (told,) = told_records([record], journal, EXPORT_DATE)
        assert told.new


@pytest.mark.parametrize(
    ("reason", "told"),
    [("unknown-label", [1, 0]), ("course-unconfirmed", [1, 0]), ("date-replaced", [1, 1])],
)
def test_a_remark_of_a_course_or_a_label_is_made_once(reason: str, told: list[int]) -> None:
    journal = MemoryJournal()
    made = record_of(
        StageName.RESULTS, enrolment(), Outcome.WRITTEN, remarks=(Remark(reason, "why"),)
    )
    runs = [told_records([made], journal, EXPORT_DATE) for _ in told]
    assert [len(record.remarks) for (record,) in runs] == told
