"""The office's page: self-contained, whole, and safe with any text."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.hostile import HOSTILE
from support.html_pages import Read, assert_its_own_parts_alone_are_allowed, read
from support.office import NOW, report_of
from support.poisoned import HOSTILE_MARKUP, poisoned
from support.the_guide import COMPETENT, COURSE, DESCRIPTION, JOANA, STAMP, enrolment, rto
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    UnitResult,
    UnitRowId,
    printable,
)
from talent_powerpro.records.blocks import Block, Cause, Named
from talent_powerpro.records.journal import RunHeader, SyncLogLine
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.records.write import SetResult
from talent_powerpro.services.history import PastRecord
from talent_powerpro.services.office_report import MOST_LINES, OfficeReport
from talent_powerpro.services.past_work import EnrolledStudent, FetchedUnit, ReportedDay, RunOnDay
from talent_powerpro.services.status import NextDate, Status
from talent_powerpro.services.work_lists import ListRow
from talent_powerpro.views.html_report import office_page, page_policy

PLACE = (EnrolmentId("1001"), JOANA.code, "JOANA GOMEZ", COURSE.code)
BEFORE, TODAY = date(2022, 6, 13), NOW.date()
RESULT = UnitResult(COMPETENT, BEFORE, STAMP)
SET = SetResult(
    EnrolmentId("1001"), UnitRowId("904"), "ICTWEB304", UnitResult("", None, ""), RESULT
)
RUN = RunHeader("r1", NOW, ("results",), NOW, {"results": {"written": 1}}, wrote=1)
WRITTEN = PastRecord("results", *PLACE, "written", (SET,))
FETCHED = FetchedUnit(NOW, *PLACE, SET.unit_code, SET.old, RESULT, undone=False)
ENROLLED = EnrolledStudent(NOW, *PLACE, "7", DESCRIPTION, undone=False)
FAILURE = StandingFailure("provisioning", *PLACE, "no-course", "There is no 126.", "Add it.", NOW)
HELD = Block(
    Cause("results", "held", "final", "It has a result.", "Look at it.", releasable=True),
    (Named(*PLACE, id="ab12"),),
)
REMARKED = Block(
    Cause("results", "held", "lost-run", "PowerPro has nothing of run r1.", "Look at it."),
    (Named(EnrolmentId(""), ClientCode(""), "", CourseCode(""), detail="A detail."),),
)


def row(found: str, to_do: str, **changes: Any) -> ListRow:
    return ListRow(None, *PLACE, (found,), (to_do,), **changes)


SMALL = OfficeReport(
    rto="Perth Business College",
    portal="https://powerpro.talentlms.com",
    timezone="Australia/Perth",
    made_at=NOW,
    status=Status(
        last_run=RUN,
        last_end=NOW,
        due=2,
        next_date=NextDate(date(2022, 6, 15), 3),
        held=1,
        failed=(FAILURE,),
        missed=1,
        no_export_date=1,
        closed=1,
        unmatched=1,
        not_started=1,
        quota_limit=None,
        quota_left=None,
        withdrawn=1,
    ),
    days=(
        ReportedDay(BEFORE, (), enrolled=0, results=0),
        ReportedDay(TODAY, (RunOnDay(RUN, (WRITTEN,)),), enrolled=1, results=1),
    ),
    enrolled=(ENROLLED, evolve(ENROLLED, talent_user="", undone=True)),
    results=(FETCHED, evolve(FETCHED, before=RESULT, undone=True)),
    held=(HELD,),
    remarked=(REMARKED,),
    failed=(FAILURE,),
    missed=(row("It has passed.", "Set it.", since=BEFORE, days=1),),
    no_export_date=(row("There is none.", "Give one."),),
    closed=(row("It was done.", "Enter it.", since=TODAY, days=0),),
    unmatched=(row("No unit has its code.", "Rename it."),),
    not_started=(row("Nothing is completed.", "Ask."),),
    withdrawn=(row("Is in the course.", "Take out."),),
    sync_log=(SyncLogLine(NOW, "1 Student(s) to enrol"),),
    lines_left_out=False,
    unreadable=(UnreadableRow("sync_log 7, at: 'never' is no time."),),
)
"""A page with one of each."""


@pytest.fixture(scope="module")
def page() -> str:
    return office_page(SMALL)


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


def test_its_headings_leave_out_no_level(found: Read) -> None:
    levels = [int(e.tag[1]) for e in found.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = itertools.pairwise(levels)
    assert all(later <= earlier + 1 for earlier, later in steps)


def test_the_policy_names_the_digests_of_style_and_script(page: str, found: Read) -> None:
    assert page_policy("a", "b") == (
        "default-src 'none'; "
        "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; "
        "script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='; "
        "base-uri 'none'; form-action 'none'"
    )
    assert_its_own_parts_alone_are_allowed(page, found)


@pytest.mark.parametrize(
    ("portal", "links"),
    [
        ("http://powerpro.talentlms.com", ["http://powerpro.talentlms.com"]),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_an_address_that_is_no_web_address_is_no_link(portal: str, links: list[str]) -> None:
    found = read(office_page(evolve(SMALL, portal=portal)))
    assert found.addresses == links
    made = "13/06/2022 to 14/06/2022. Made on 14/06/2022 16:20, Australia/Perth."
    assert found.lines[4] == " ".join((made, *(f"Portal: {each}" for each in links)))


# --- what it shows ----------------------------------------------------------------

AT_A_GLANCE = [
    "TalentLMS report of Perth Business College, 14/06/2022",
    *("Skip to the report", "PowerPro and TalentLMS", "Perth Business College"),
    "13/06/2022 to 14/06/2022. Made on 14/06/2022 16:20, Australia/Perth. "
    "Portal: https://powerpro.talentlms.com",
    *("Search", "Clear", "Waiting for you", "Enrolled", "Results", "Runs", "Sync log"),
    *("At a glance", "1", "student enrolled", "1", "result fetched", "8", "waiting for you"),
    *("Last run", "14/06/2022 16:20 reached its end"),
    *("Export dates", "2 due now", "3 on 15/06/2022"),
]
NAMED = "JOANA GOMEZ 2021000017, ICT30120-A enrolment 1001"
WAITING = [
    "Waiting for you",
    "Could not be read 1",
    "This page lacks these rows of the store.",
    "sync_log 7, at: 'never' is no time.",
    "Correct the value in PowerPro's store with the program that wrote it, or restore the store "
    "from a back-up.",
    "What the agent did not do because a person has to decide or correct something. It is as of "
    "now, not of these days alone.",
    *("Held 1", "A person has to decide.", "It has a result.", "Look at it."),
    "Or release it: talent-powerpro release ab12 --why REASON",
    "Or keep PowerPro as it is: talent-powerpro keep ab12 --why REASON",
    NAMED,
    *("Failed 1", "A person has to correct the data.", "There is no 126.", "Add it."),
    f"{NAMED} since 14/06/2022",
]
LISTS = {
    "missed": [
        "Missed 1",
        "The export date has passed, and every other condition is met. To enrol a student, set the "
        "export date anew.",
        *("It has passed.", "Set it.", "13/06/2022 1 day"),
    ],
    "no-export-date": [
        "No export date 1",
        "The export box is ticked, but there is no date, so the agent never enrols them.",
        *("There is none.", "Give one."),
    ],
    "unmatched": [
        "Unmatched units 1",
        "The student completed these in TalentLMS, but no unit of the enrolment has the code, so "
        "there is no result.",
        *("No unit has its code.", "Rename it."),
    ],
    "closed": [
        "Completed before the enrolment was closed 1",
        "The unit was completed in time and has no result. Enter it by hand, if it is right.",
        *("It was done.", "Enter it.", "14/06/2022 today"),
    ],
    "not-started": [
        "Not started 1",
        "These students were enrolled some time ago and have completed nothing.",
        *("Nothing is completed.", "Ask."),
    ],
    "withdrawn": [
        "Withdrawn 1",
        "These students were withdrawn or cancelled, and may still be in their Talent course.",
        *("Is in the course.", "Take out."),
    ],
}
REPORTED = [
    "Written and reported",
    "The agent wrote these and remarked on them. Answer only if PowerPro was right before.",
    *("PowerPro has nothing of run r1.", "Look at it.", "Earlier runs as a whole", "A detail."),
]
OF_JOANA = "JOANA GOMEZ 2021000017 ICT30120-A"
GIVEN = f"{COMPETENT} 13/06/2022"
DONE = [
    "Enrolled 1",
    "Students whom runs of these days enrolled in TalentLMS, newest first.",
    "Run of Student Course Talent user Contact log",
    f"14/06/2022 16:20 {OF_JOANA} enrolment 1001 7 {DESCRIPTION}",
    f"14/06/2022 16:20 undone {OF_JOANA} enrolment 1001 {DESCRIPTION}",
    "Results fetched 1",
    "Unit results that runs of these days wrote to PowerPro, newest first.",
    *("Results fetched by day", "13/06", "14/06/2022: 1", "1", "14/06"),
    *("Results fetched by day", "Day Results", "13/06/2022 0", "14/06/2022 1"),
    "Run of Student Course Unit Outcome Before",
    f"14/06/2022 16:20 {OF_JOANA} ICTWEB304 {GIVEN} no result",
    f"14/06/2022 16:20 undone {OF_JOANA} ICTWEB304 {GIVEN} {GIVEN}",
    "Runs",
    "Newest first. Of runs in a row that found nothing new, only the last is kept.",
    "Tuesday 14/06/2022 1 enrolled, 1 result",
    "16:20 reached its end results: 1 written",
    *("1 write", f"{NAMED}: written", f"ICTWEB304: (blank) → {GIVEN}", "Run r1"),
]
LOG = [
    "E-Learning Sync Log",
    "As PowerPro shows it under Home > Web > E-Learning Sync Log, oldest line first.",
    *("1 line", "Date Time Message", "14/06/2022 16:20:00 1 Student(s) to enrol"),
    "This page holds personal data. Keep it where only the office can read it, and delete it when "
    "it is no longer needed.",
]


def test_a_page_with_one_of_each_is_as_the_office_reads_it(found: Read) -> None:
    rows = ["Student Course Found What to do Since", f"{OF_JOANA} enrolment 1001"]
    lists = [[*said[:2], *rows, *said[2:], *dismissing(name)] for name, said in LISTS.items()]
    listed = list(itertools.chain(*lists))
    assert found.lines == [*AT_A_GLANCE, *WAITING, *listed, *REPORTED, *DONE, *LOG]
    assert [each for each in found.ids if each in LISTS] == list(LISTS)


def dismissing(name: str) -> list[str]:
    """How a row is taken off a list: `None` of those without an export date."""
    command = f"talent-powerpro dismiss {name} ENROLMENT --why REASON"
    return [] if name == "no-export-date" else [f"To take a row off this list: {command}"]


def test_a_list_without_rows_is_not_on_the_page() -> None:
    page = office_page(evolve(SMALL, missed=(), withdrawn=()))
    assert [each for each in read(page).ids if each in LISTS] == list(LISTS)[1:-1]


def test_days_and_their_runs_are_listed_newest_first() -> None:
    early = evolve(RUN, run_id="r0", started=NOW - timedelta(hours=2))
    runs = (RunOnDay(early, ()), RunOnDay(RUN, ()))
    days = tuple(evolve(each, runs=runs) for each in SMALL.days)
    lines = read(office_page(evolve(SMALL, days=days))).lines
    shown = [e.split()[0] for e in lines if re.match(r"Monday|Tuesday|\d\d:\d\d reached", e)]
    assert shown == ["Tuesday", "16:20", "14:20", "Monday", "16:20", "14:20"]


def test_a_long_sync_log_is_folded() -> None:
    for lines, is_open in ((60, True), (61, False)):
        page = read(office_page(evolve(SMALL, sync_log=SMALL.sync_log * lines)))
        (fold,) = (e for e in page.of("details") if "data-tpp-fold" in e.attributes)
        assert ("open" in fold.attributes) is is_open


def test_a_log_that_was_cut_says_so() -> None:
    assert (
        f"{LOG[1]} Only the newest 5,000 lines are here. The command talent-powerpro sync-log "
        "shows all."
    ) in read(office_page(evolve(SMALL, lines_left_out=True))).lines


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


@pytest.mark.parametrize(
    ("due", "next_date", "said"),
    [
        (0, None, "Nobody is due"),
        (0, NextDate(NOW.date(), 3), "Export dates 3 on 14/06/2022"),
        (2, None, "Export dates 2 due now"),
    ],
)
def test_what_comes_next_is_told(due: int, next_date: NextDate | None, said: str) -> None:
    status = evolve(SMALL.status, due=due, next_date=next_date)
    assert said in read(office_page(evolve(SMALL, status=status))).text


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"ended": None}, "warn", "not ended It is under way, or was killed. results"),
        ({}, "good", "reached its end results"),
        (
            {"stopped": FaultKind.QUOTA, "message": "Used up."},
            *("warn", "stopped Used up. results"),
        ),
        (
            {"stopped": FaultKind.INTERRUPTED, "message": "A signal."},
            *("warn", "stopped A signal. results"),
        ),
        ({"stopped": FaultKind.BRAKE}, "bad", "stopped brake results"),
        ({"targets": ("client C1",)}, "good", "reached its end results; only client C1"),
    ],
)
def test_each_end_of_a_run_is_told(changes: dict[str, Any], kind: str, said: str) -> None:
    run = evolve(RUN, counts={}, **changes)
    day = evolve(SMALL.days[-1], runs=(RunOnDay(run, ()),))
    found = read(office_page(evolve(SMALL, days=(day,), enrolled=(), results=())))
    shown = found.lines[found.lines.index("Tuesday 14/06/2022 1 enrolled, 1 result") + 1 :]
    assert " ".join(shown).partition(" E-Learning Sync Log")[0] == f"16:20 {said}"
    assert found.with_class("tpp-badge")[-1].attributes["class"] == f"tpp-badge tpp-badge-{kind}"


def test_where_a_row_could_not_be_read_nobody_is_told_that_nothing_waits() -> None:
    alone = evolve(report_of(rto(enrolment())), unreadable=SMALL.unreadable)
    assert "Nothing waits" not in office_page(alone)


def test_an_enrolment_that_is_gone_has_its_id() -> None:
    gone = evolve(SMALL.enrolled[0], client_code="", client_name="", course_code="")
    text = read(office_page(evolve(SMALL, enrolled=(gone,)))).text
    assert "(no longer in PowerPro)" in text


# --- hostile texts ----------------------------------------------------------------


@pytest.mark.parametrize("text", [*HOSTILE_MARKUP, " ".join(HOSTILE)])
def test_any_text_is_shown_and_never_part_of_the_page(found: Read, text: str) -> None:
    page = office_page(poisoned(SMALL, text))
    shown = read(page)
    assert shown.faults == []
    assert (shown.addresses, shown.scripted) == ([], [])
    assert len(shown.of("script")) == 1
    assert {e.tag for e in shown.elements} <= {e.tag for e in found.elements} | {"br", "code"}
    assert all(printable(each) in ("\n", each) for each in page if each != "\n")


def test_a_page_of_many_lines_stays_small() -> None:
    line = SyncLogLine(NOW, "Looking up Talent Student by email (jg11@pm.me)...")
    lines = tuple(evolve(line, at=NOW + timedelta(seconds=n)) for n in range(MOST_LINES))
    assert len(office_page(evolve(SMALL, sync_log=lines))) < 2_000_000
