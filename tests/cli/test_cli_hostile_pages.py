"""Pages with hostile texts: all output is printable, in a pipe and on a terminal."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from support.cli.pages import NOW, record_of, report_of
from support.hostile import HOSTILE, MARKUP, TEXTS, only_prints
from support.laws.examples import law
from talent_powerpro.adapters.csv import ImportFault
from talent_powerpro.adapters.csv.column_seen import ExplainedColumn, NotUnderstood, WordSeen
from talent_powerpro.adapters.csv.explained import ExplainedFile, Explanation
from talent_powerpro.cli.commands.plugins import show_plugins
from talent_powerpro.cli.pages.engagement import show_engagement
from talent_powerpro.cli.pages.enrolment import show_contact_log, show_tab
from talent_powerpro.cli.pages.export_dates import show_changes, show_enrolled
from talent_powerpro.cli.pages.holds import show_answers, show_holds
from talent_powerpro.cli.pages.import_explained import show_explained
from talent_powerpro.cli.pages.imported import show_import
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.cli.pages.portal import show_portal
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.pages.runs import show_summary
from talent_powerpro.cli.pages.sandbox import show_sandbox
from talent_powerpro.cli.screen import PipeScreen, Screen, show_faults, show_json
from talent_powerpro.cli.terminal import TerminalScreen
from talent_powerpro.errors import SettingsFault, TalentUnusable
from talent_powerpro.model import (
    ClientCode,
    ContactLog,
    CourseCode,
    EnrolmentId,
    TalentUserId,
    UnitResult,
    UserDetails,
)
from talent_powerpro.plugins.discovery import FoundPlugin
from talent_powerpro.ports.import_set import ImportReport, Kind
from talent_powerpro.records.holds import Answer, Decision, Hold, StandingHold
from talent_powerpro.records.journal import SetAside
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.report import Listed, Lists, RunReport, Stopped
from talent_powerpro.records.write import EditUser, SetResult, Write
from talent_powerpro.sandbox import guide_portal
from talent_powerpro.services.engagement import EngagementRow
from talent_powerpro.services.export_dates import EnrolledClient, ExportChange
from talent_powerpro.testing.contracts.engagement import UNIT as ENGAGED
from talent_powerpro.views.step_lines import line
from talent_powerpro.views.sync_log import shown
from talent_powerpro.views.tab import FetchedResult, ProvisionHistory, TalentTab

laws = law(20)
DAY = date(2022, 6, 2)

RESULTS = st.builds(UnitResult, TEXTS, st.sampled_from((None, DAY)), TEXTS)
DETAILS = st.builds(UserDetails, TEXTS, TEXTS, TEXTS)


def writes_of(kind: type[Any]) -> st.SearchStrategy[Write]:
    """Writes of a kind whose every text is hostile."""
    other: dict[str, st.SearchStrategy[Any]] = {"custom_fields": st.just(())}
    if kind is SetResult:
        other |= {"old": RESULTS, "new": RESULTS}
    if kind is EditUser:
        other |= {"old": DETAILS, "new": DETAILS}
    names = [each.name for each in fields(kind) if each.name != "action"]
    return st.builds(kind, **{name: other.get(name, TEXTS) for name in names})


WRITES = st.one_of(*map(writes_of, get_args(Write)))
REMARKS = st.builds(Remark, st.just("a-reason"), TEXTS)
HOLDS = st.builds(Hold, TEXTS, TEXTS, TEXTS, TEXTS, st.booleans())
RECORDS = st.builds(
    Record,
    st.sampled_from(StageName),
    TEXTS.map(EnrolmentId),
    TEXTS.map(ClientCode),
    TEXTS,
    TEXTS.map(CourseCode),
    st.sampled_from(RecordStatus),
    message=TEXTS,
    remedy=TEXTS,
    writes=st.lists(WRITES, max_size=2).map(tuple),
    remarks=st.lists(REMARKS, max_size=1).map(tuple),
    new=st.booleans(),
    holds=st.lists(HOLDS, max_size=2).map(tuple),
)
LISTED = st.builds(
    lambda who, reason, new: Listed(who, who, who, who, (reason,), (reason,), new),
    TEXTS,
    TEXTS,
    st.booleans(),
)
LISTS = st.builds(Lists, *[st.lists(LISTED, max_size=2).map(tuple)] * 4)
REPORTS = st.builds(
    RunReport,
    TEXTS,
    st.just(NOW),
    st.just(NOW),
    st.just(DAY),
    st.just(tuple(StageName)),
    records=st.lists(RECORDS, max_size=3).map(tuple),
    lists=LISTS,
    remarks=st.lists(REMARKS, max_size=1).map(tuple),
    stopped=st.none() | st.builds(Stopped, st.just("settings"), TEXTS, TEXTS),
)
PLANS = st.builds(Plan, st.just(DAY), st.lists(RECORDS, max_size=3).map(tuple))


def on_each_screen(show: Callable[[Screen], None]) -> dict[str, str]:
    """The output in a pipe, and on a narrow and a wide terminal without colours."""
    streams = {name: io.StringIO() for name in ("pipe", "narrow", "wide")}
    show(PipeScreen(streams["pipe"]))
    for name, width in (("narrow", 30), ("wide", 10_000)):
        console = Console(
            file=streams[name],
            force_terminal=True,
            color_system=None,
            width=width,
            highlight=False,
            legacy_windows=False,
        )
        show(TerminalScreen(console))
    return {name: stream.getvalue() for name, stream in streams.items()}


def assert_prints(show: Callable[[Screen], None]) -> None:
    for name, told in on_each_screen(show).items():
        assert only_prints(told), name


def tab(text: str) -> TalentTab:
    return TalentTab(
        text,
        text,
        text,
        True,
        DAY,
        (ProvisionHistory(text, text),),
        (FetchedResult(text, text, DAY, text, DAY),),
        text,
        text,
    )


def enrolled(text: str) -> EnrolledClient:
    return EnrolledClient(EnrolmentId(text), text, text, True, False, None, text)


def engagement_page(on: Screen, text: str) -> None:
    values: dict[str, Any] = dict.fromkeys(
        ("unit_name", "status", "time", "score", "completed", "source"), text
    )
    seen = evolve(ENGAGED, enrolment_id=EnrolmentId(text), user_id=TalentUserId(text), **values)
    show_engagement(on, [EngagementRow(text, text, text, EnrolmentId(text), seen)], UTC)


def sandbox_page(on: Screen, text: str) -> None:
    portal = guide_portal()
    (course,), (group,) = portal.courses, portal.groups
    lessons = tuple(evolve(unit, name=f"X{text} {text}") for unit in course.units)
    show_sandbox(
        on,
        evolve(
            portal,
            domain=text,
            courses=(evolve(course, name=text, units=lessons),),
            groups=(evolve(group, name=text, key=text),),
        ),
        "http://127.0.0.1:8080",
    )


def imported(text: str) -> ImportReport:
    nothing = dict.fromkeys(Kind, 0)
    return ImportReport(nothing, nothing, nothing, ((Kind.CLIENT, (text,)),), (text,))


def explained(text: str) -> Explanation:
    column = ExplainedColumn(
        heading=text,
        title=text,
        origin=text,
        filled=1,
        samples=(text,),
        left_out=False,
        words=(WordSeen(text, text, 1, mapped=True),),
        other_words=0,
        dates={text: 1},
        month_first=0,
        not_understood=(NotUnderstood(text, 1, 2, text),),
    )
    fault = ImportFault(file=text, column=text, value=text, problem=text, remedy=text)
    file = ExplainedFile(
        file=text,
        found=True,
        encoding="utf-8",
        delimiter=",",
        columns=(column,),
        lacking=(text,),
        faults=(fault,),
    )
    return Explanation((file,), (fault,), 1)


def answer(text: str) -> Answer:
    return Answer(Decision.RELEASE, EnrolmentId(text), text, (text,), text, text, text, NOW)


def held(text: str) -> StandingHold:
    return StandingHold(
        "results", EnrolmentId(text), ClientCode(text), text, CourseCode(text), text, text, text
    )


PAGES: dict[str, Callable[[Screen, str], None]] = {
    "contact-log": lambda on, text: show_contact_log(
        on, text, ContactLog(text, text, NOW, description=text, created_by=text), UTC
    ),
    "tab": lambda on, text: show_tab(on, tab(text)),
    "set-export": lambda on, text: show_enrolled(on, text, [enrolled(text)]),
    "clear-export": lambda on, text: show_changes(
        on, text, [enrolled(text)], [ExportChange(enrolled(text), True, DAY, (text,))]
    ),
    "import": lambda on, text: show_import(on, imported(text)),
    "import --explain": lambda on, text: show_explained(on, Path(text), explained(text)),
    "plugins": lambda on, text: show_plugins(
        on, (FoundPlugin(text, text, (text,), True),), find=False
    ),
    "holds": lambda on, text: show_holds(on, (held(text),)),
    "answers": lambda on, text: show_answers(on, (answer(text),), (), UTC),
    "portal": lambda on, text: show_portal(
        on, text, text, (SetAside(ClientCode(text), TalentUserId(text), text, NOW),), UTC
    ),
    "sandbox": sandbox_page,
    "engagement": engagement_page,
    "sync-log": lambda on, text: on.tabbed(shown(line(NOW, text), UTC).split("\t", 2)),
}


def page_with(text: str, page: str) -> dict[str, str]:
    return on_each_screen(lambda on: PAGES[page](on, text))


@laws
@given(REPORTS)
def test_a_report_with_any_text_is_printable(told: RunReport) -> None:
    assert_prints(lambda on: show_run(on, told))
    assert_prints(lambda on: show_summary(on, told))


@laws
@given(PLANS)
def test_a_plan_with_any_text_is_printable(told: Plan) -> None:
    assert_prints(lambda on: show_plan(on, told))


@laws
@given(st.sampled_from(sorted(set(PAGES) - {"sync-log"})), TEXTS)
def test_every_other_page_with_any_text_is_printable(page: str, text: str) -> None:
    assert_prints(lambda on: PAGES[page](on, text))


@laws
@given(TEXTS)
def test_a_line_of_the_sync_log_is_one_line_with_two_tabs(text: str) -> None:
    told = page_with(text, "sync-log")
    assert re.fullmatch(r"\d\d/\d\d/\d{4}\t\d\d:\d\d:\d\d\t[^\t\n]*\n", told["pipe"])
    assert all(only_prints(each.replace("\t", "")) for each in told.values())


@pytest.mark.parametrize("page", [name for name in PAGES if name != "import"])
def test_markup_in_data_is_shown_as_it_is(page: str) -> None:
    for text in MARKUP:
        told = page_with(text, page)
        assert text in told["pipe"]
        assert text in told["wide"]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_report_is_shown_as_it_is(text: str) -> None:
    held = record_of("1001", text, RecordStatus.HELD, message=text, remedy=text, new=True)
    told = on_each_screen(lambda on: show_run(on, report_of(records=(held,))))
    assert told["pipe"].count(text) == told["wide"].count(text) == 3


# --- faults -----------------------------------------------------------------------


def test_each_fault_is_one_printable_line(capsys: pytest.CaptureFixture[str]) -> None:
    for text in HOSTILE:
        show_faults(SettingsFault((f"a {text}", f"b {text}"), remedy=f"c {text}"))
        show_faults(TalentUnusable(f"d {text}", remedy=f"e {text}"))
        told = capsys.readouterr().err
        assert only_prints(told), ascii(text)
        lines = (each.removeprefix("error: ") for each in told.splitlines())
        assert [each[0] for each in lines] == list("abcde"), ascii(text)


# --- JSON -------------------------------------------------------------------------


@laws
@given(REPORTS)
def test_a_reports_json_is_printable_and_means_the_report(told: RunReport) -> None:
    text = told.to_json()
    assert only_prints(text)
    found = json.loads(text)
    assert found["run_id"] == told.run_id
    assert [each["message"] for each in found["records"]] == [r.message for r in told.records]
    assert [each["client_name"] for each in found["records"]] == [
        each.client_name for each in told.records
    ]


@laws
@given(PLANS)
def test_a_plans_json_is_printable_and_means_the_plan(told: Plan) -> None:
    assert only_prints(told.to_json())
    assert Plan.from_json(told.to_json()) == told


@laws
@given(PLANS, st.sampled_from(["utf-8", "cp1252", "ascii"]))
def test_json_survives_an_output_of_any_encoding(told: Plan, encoding: str) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    with redirect_stdout(output):
        show_json(told.to_json())
    output.flush()
    output.seek(0)
    assert Plan.from_json(output.read()) == told
