"""The summary of a repeated run names all that makes its exit code 1, once."""

from __future__ import annotations

import pytest

from support.cli.pages import listed, page, record_of, report_of, unmatched
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.pages.runs import show_summary
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.record import RecordStatus, Remark
from talent_powerpro.records.report import HeldRun, Lists, RunReport
from talent_powerpro.records.unreadable import UnreadableRow

NAME = "LEN CASTER"
HOLD = StandingHold(
    "run", EnrolmentId(""), ClientCode(""), "", CourseCode(""), "run-missing", f"{NAME}."
)


def all_that_makes_the_exit_code_1(*, new: bool) -> tuple[RunReport, ...]:
    entry = listed("1", NAME, "It was 01/06.", where=("Course > Main",), new=new)
    missing = Remark("group-missing", "There is no group.")
    held, provisioned = RecordStatus.HELD, RecordStatus.PROVISIONED
    return (
        report_of(records=(record_of("1", NAME, held, message="Held.", new=new),)),
        report_of(records=(record_of("1", NAME, provisioned, remarks=(missing,), new=new),)),
        report_of(lists=Lists(missed=(entry,))),
        report_of(lists=Lists(closed_before_results=(entry,))),
        report_of(lists=Lists(unmatched=(unmatched("BSBWHS311 Safety", NAME, new=new),))),
        report_of(unreadable=(UnreadableRow(f"The row of {NAME}.", new=new),)),
        report_of(held_run=HeldRun(HOLD, new=new)),
    )


@pytest.mark.parametrize("which", range(7))
def test_it_names_what_is_new_and_what_was_reported_is_not_named_again(which: int) -> None:
    fresh, known = (all_that_makes_the_exit_code_1(new=new)[which] for new in (True, False))
    assert (of_report(fresh), of_report(known)) == (Exit.ATTENTION, Exit.DONE)
    assert NAME in "\n".join(page(lambda on: show_summary(on, fresh)))
    assert NAME not in "\n".join(page(lambda on: show_summary(on, known)))
