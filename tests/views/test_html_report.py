"""The office's page: self-contained, whole, and safe with any text."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.hostile import HOSTILE
from support.html_pages import Read, assert_its_own_parts_alone_are_allowed, read
from support.office import NOW, office, report_of
from support.poisoned import HOSTILE_MARKUP, poisoned
from support.the_guide import DESCRIPTION, STARTED, enrolment, rto
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId, printable
from talent_powerpro.records.blocks import Block, Cause, Named
from talent_powerpro.records.journal import RunHeader, SyncLogLine
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.services.office_report import MOST_LINES, OfficeReport
from talent_powerpro.services.past_work import RunOnDay
from talent_powerpro.services.status import NextDate
from talent_powerpro.views.html_report import OPEN_LOG, office_page


@pytest.fixture(scope="module")
def report() -> OfficeReport:
    return report_of(office())


@pytest.fixture(scope="module")
def page(report: OfficeReport) -> str:
    return office_page(report)


@pytest.fixture(scope="module")
def found(page: str) -> Read:
    return read(page)


# --- the page itself --------------------------------------------------------------


def test_it_is_a_whole_page_with_a_language_a_viewport_and_a_main(page: str, found: Read) -> None:
    assert found.faults == []
    assert page.lstrip().startswith("<!doctype html>")
    (html,) = found.of("html")
    assert html.attributes["lang"] == "en-AU"
    assert len(found.of("main")) == 1
    named = {e.attributes.get("name"): e.attributes["content"] for e in found.of("meta")[1:]}
    assert named["viewport"] == "width=device-width, initial-scale=1"


def test_nothing_leads_outside_but_the_portals_own_address(found: Read) -> None:
    assert found.addresses == ["https://powerpro.talentlms.com"]
    assert found.scripted == []
    assert found.of("link") == found.of("img") == found.of("iframe") == []


def test_its_policy_allows_its_own_style_and_script_alone(page: str, found: Read) -> None:
    assert_its_own_parts_alone_are_allowed(page, found)


def test_its_headings_leave_out_no_level(found: Read) -> None:
    levels = [int(e.tag[1]) for e in found.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = itertools.pairwise(levels)
    assert all(later <= earlier + 1 for earlier, later in steps)


def test_an_address_that_is_no_web_address_is_no_link(report: OfficeReport) -> None:
    assert read(office_page(evolve(report, portal="javascript:alert(1)"))).addresses == []
    assert read(office_page(evolve(report, portal=""))).addresses == []


def test_equal_reports_give_equal_pages(report: OfficeReport, page: str) -> None:
    assert office_page(evolve(report)) == page


# --- what it shows ----------------------------------------------------------------


def test_it_shows_the_rto_the_days_and_the_counts(found: Read) -> None:
    assert "Perth Business College 08/06/2022 to 14/06/2022. Made on 14/06/2022 16:20" in found.text
    assert "7 students enrolled 11 results fetched 6 waiting for you" in found.text
    assert "Last run 14/06/2022 15:30 reached its end" in found.text
    assert "2 due now 2 on 15/06/2022" in found.text


def test_everything_that_waits_is_named_with_its_remedy(found: Read) -> None:
    assert "NOAH BROWN 2021000023, ICT30120-A enrolment 1007" in found.text
    assert "Give the client their own e-mail, Client > Main > Email" in found.text
    assert "talent-powerpro release" in found.text
    assert "Talent course 999 does not exist in TalentLMS" in found.text
    assert "Correct the Talent Course ID of CHC33021-B" in found.text
    assert "IVY O'BRIEN 2021000026 ICT30120-A enrolment 1010" in found.text
    assert "27/05/2022 18 days" in found.text
    assert "14/06/2022 today" in found.text
    assert "Begin the Talent unit's name with the unit's code" in found.text
    assert "Nothing is completed in Talent course 131" in found.text
    assert "dismiss missed ENROLMENT --why REASON" in found.text
    assert "dismiss no-export-date" not in found.text


def test_it_names_who_was_enrolled_and_each_result(found: Read) -> None:
    assert "08/06/2022 09:00 JOANA GOMEZ 2021000017 ICT30120-A enrolment 1001" in found.text
    assert DESCRIPTION in found.text
    was = "70 - Continuing enrolment 24/05/2022"
    assert f"ICTWEB306 20 - Competency achieved/pass 13/06/2022 {was}" in found.text
    assert "09/06/2022 no result" in found.text


def test_the_chart_has_a_bar_for_each_day_with_results_and_a_table_to_read(found: Read) -> None:
    assert len(found.with_class("tpp-bar")) == 5
    assert "08/06/2022 0 09/06/2022 1 10/06/2022 3 11/06/2022 0" in found.text


def test_runs_are_listed_by_day_with_what_they_wrote(found: Read) -> None:
    assert "Monday 13/06/2022 5 results 15:30 reached its end" in found.text
    assert "09:00 stopped TalentLMS cannot be reached: the connection timed out." in found.text
    assert "ICTWEB304: (blank) → 20 - Competency achieved/pass 12/06/2022" in found.text
    assert "Wednesday 08/06/2022 4 enrolled" in found.text
    assert "Friday 10/06/2022 1 enrolled, 3 results" in found.text


def test_the_sync_log_is_as_powerpro_shows_it(report: OfficeReport, found: Read) -> None:
    assert "Date Time Message 08/06/2022 09:00:02 >>> PowerPro-Talent Integration" in found.text
    (fold,) = (e for e in found.of("details") if "data-tpp-fold" in e.attributes)
    assert "open" not in fold.attributes
    short = read(office_page(evolve(report, sync_log=report.sync_log[:OPEN_LOG])))
    (fold,) = (e for e in short.of("details") if "data-tpp-fold" in e.attributes)
    assert "open" in fold.attributes


def test_a_log_that_was_cut_says_so(report: OfficeReport, found: Read) -> None:
    said = f"Only the newest {MOST_LINES:,} lines are here."
    assert said not in found.text
    assert said in read(office_page(evolve(report, lines_left_out=True))).text


# --- what is there at some times only ---------------------------------------------


def test_before_the_first_run_every_part_says_that_it_is_empty() -> None:
    shown = read(office_page(report_of(rto(enrolment()), rto="", days=1)))
    assert shown.faults == []
    for said in (
        "Integration report 02/06/2022. Made on",
        "0 students enrolled 0 results fetched 0 waiting for you",
        "None yet",
        "1 due now",
        "Nothing waits for a person.",
        "Nobody was enrolled in these days.",
        "No results were fetched in these days.",
        "No run is on record for these days.",
        "The sync log has no lines of these days.",
    ):
        assert said in shown.text


def test_one_of_each_is_told_in_the_singular(report: OfficeReport) -> None:
    one = evolve(report, enrolled=report.enrolled[:1], results=report.results[:1])
    assert "1 student enrolled 1 result fetched" in read(office_page(one)).text


@pytest.mark.parametrize(
    ("due", "next_date", "said"),
    [
        (0, None, "Nobody is due"),
        (0, NextDate(NOW.date(), 3), "Export dates 3 on 14/06/2022"),
        (2, None, "Export dates 2 due now"),
    ],
)
def test_what_comes_next_is_told(
    report: OfficeReport, due: int, next_date: NextDate | None, said: str
) -> None:
    status = evolve(report.status, due=due, next_date=next_date)
    assert said in read(office_page(evolve(report, status=status))).text


RUN = RunHeader("r1", STARTED, ("results",))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "not ended It is under way, or was killed. results"),
        ({"ended": STARTED}, "reached its end results"),
        ({"ended": STARTED, "stopped": FaultKind.QUOTA, "message": "Used up."}, "stopped Used up."),
        ({"ended": STARTED, "stopped": FaultKind.BRAKE}, "stopped brake"),
        ({"ended": STARTED, "targets": ("client C1",)}, "reached its end results; only client C1"),
    ],
)
def test_each_end_of_a_run_is_told(report: OfficeReport, changes: Any, said: str) -> None:
    day = evolve(report.days[-1], runs=(RunOnDay(evolve(RUN, **changes), ()),))
    text = read(office_page(evolve(report, days=(day,)))).text
    assert said in text


def test_what_was_undone_is_marked_and_not_counted(report: OfficeReport) -> None:
    undone = evolve(
        report,
        enrolled=tuple(evolve(each, undone=True) for each in report.enrolled),
        results=tuple(evolve(each, undone=True) for each in report.results),
    )
    text = read(office_page(undone)).text
    assert "0 students enrolled 0 results fetched" in text
    assert text.count(" undone ") == len(report.enrolled) + len(report.results)


def test_remarks_and_holds_of_earlier_runs_as_a_whole_are_shown(report: OfficeReport) -> None:
    cause = Cause("results", "held", "lost-run", "PowerPro has nothing of run r1.", "Look at it.")
    whole = Block(
        cause, (Named(EnrolmentId(""), ClientCode(""), "", CourseCode(""), detail="A detail."),)
    )
    text = read(office_page(evolve(report, held=(), remarked=(whole,)))).text
    assert "Written and reported" in text
    assert "Look at it. Earlier runs as a whole A detail." in text


def test_rows_that_could_not_be_read_are_named(report: OfficeReport) -> None:
    row = UnreadableRow("sync_log 7, at: 'never' is no time.")
    text = read(office_page(evolve(report, unreadable=(row,)))).text
    assert "Could not be read 1" in text
    assert "sync_log 7, at: 'never' is no time. Correct the value in PowerPro's store" in text
    alone = evolve(report_of(rto(enrolment())), unreadable=(row,))
    assert "Nothing waits" not in office_page(alone)


def test_an_enrolment_that_is_gone_has_its_id(report: OfficeReport) -> None:
    gone = evolve(report.enrolled[0], client_code="", client_name="", course_code="")
    text = read(office_page(evolve(report, enrolled=(gone,)))).text
    assert "(no longer in PowerPro)" in text


# --- hostile texts ----------------------------------------------------------------


@pytest.mark.parametrize("text", [*HOSTILE_MARKUP, *HOSTILE])
def test_any_text_is_shown_and_never_part_of_the_page(report: OfficeReport, text: str) -> None:
    some = evolve(
        report,
        enrolled=report.enrolled[:1],
        results=report.results[:1],
        sync_log=(SyncLogLine(NOW, text),),
        days=report.days[-1:],
    )
    page = office_page(poisoned(some, text))
    shown = read(page)
    plain = read(office_page(some))
    assert shown.faults == []
    assert (shown.addresses, shown.scripted) == ([], [])
    assert len(shown.of("script")) == 1
    assert {e.tag for e in shown.elements} <= {e.tag for e in plain.elements} | {"br", "code"}
    assert all(printable(each) in ("\n", each) for each in page if each != "\n")


def test_a_page_of_many_lines_stays_small(report: OfficeReport) -> None:
    line = SyncLogLine(NOW, "Looking up Talent Student by email (jg11@pm.me)...")
    lines = tuple(evolve(line, at=NOW + timedelta(seconds=n)) for n in range(MOST_LINES))
    assert len(office_page(evolve(report, sync_log=lines))) < 2_000_000
