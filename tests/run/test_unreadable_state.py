"""Rows of the agent's state that cannot be read: named in the report, and one enrolment fails."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import STARTED, Rto, booking, many, outcomes, rto
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.run.news import News
from talent_powerpro.run.unreadable_state import UnreadableRows

ROW = UnreadableRow(
    "Row 3 of the table due_marks in PowerPro's store cannot be read.", booking("1")
)
BLOCKING = evolve(ROW, blocks=True)


class Leaky(MemoryJournal):
    """A journal that leaves rows out."""

    rows: tuple[UnreadableRow, ...] = (ROW,)

    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        return self.rows


def world(*rows: UnreadableRow) -> Rto:
    journal = Leaky()
    journal.rows = rows
    return rto(*many(2), journal=journal)


def test_a_row_is_in_the_report_and_new_in_the_first_run_alone() -> None:
    of = world(ROW)
    report = of.run()
    assert report.unreadable == (evolve(ROW, new=True),)
    assert (of_report(report), of_report(report, strict=True)) == (Exit.ATTENTION, Exit.ATTENTION)
    again = of.run()
    assert again.unreadable == (ROW,)
    assert (of_report(again), of_report(again, strict=True)) == (Exit.DONE, Exit.ATTENTION)


def test_every_enrolment_goes_on_without_a_row_that_blocks_nobody() -> None:
    assert set(outcomes(world(ROW).run()).values()) == {"provisioned"}


def test_the_enrolment_of_a_blocking_row_fails_alone() -> None:
    report = world(BLOCKING).run()
    first, *others = outcomes(report).values()
    assert (first, set(others)) == ("failed", {"provisioned"})
    (record,) = report.needing_attention
    assert (record.reason, record.message) == ("row-unreadable", ROW.message)
    assert record.remedy == ROW.remedy


def test_a_plan_names_the_row_and_marks_nothing_as_reported() -> None:
    of = world(ROW)
    plan = of.agent().plan()
    assert plan.unreadable == (ROW,)
    assert Plan.from_json(plan.to_json()).unreadable == (ROW,)
    assert of.run().unreadable == (evolve(ROW, new=True),)


def test_a_plan_with_the_row_is_equal_to_one_without() -> None:
    plan = world(ROW).agent().plan()
    assert plan == evolve(plan, unreadable=())


def test_a_journal_that_reads_everything_reports_nothing() -> None:
    assert rto().run().unreadable == ()


def test_rows_met_later_are_added_and_each_is_new_by_its_message_and_enrolment() -> None:
    journal = Leaky()
    journal.rows = (ROW,)
    rows = UnreadableRows(journal)
    rows.take()
    others = evolve(ROW, message="Row 4."), evolve(ROW, enrolment_id=booking("2"))
    news = News(journal, STARTED.date())
    assert rows.marked(news) == (evolve(ROW, new=True),)
    news.mark_reported()
    journal.rows = others
    assert rows.taken() == (ROW, *others)
    marked = rows.marked(News(journal, STARTED.date()))
    assert marked == (ROW, *(evolve(each, new=True) for each in others))
