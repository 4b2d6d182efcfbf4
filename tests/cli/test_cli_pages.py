"""Pages of the command beyond the guide's own story."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.pages.runs import show_summary
from talent_powerpro.cli.pages.sandbox import show_sandbox
from talent_powerpro.cli.screen import PipeScreen, Screen
from talent_powerpro.errors import QuotaReached, TalentUnusable
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
)
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.report import (
    HeldRun,
    Listed,
    Lists,
    RunReport,
    Stopped,
    Student,
    Unmatched,
)
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.sandbox import Portal, PortalEnrolment, PortalUser, guide_portal

NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)


def lines(show: Callable[[Screen], None]) -> list[str]:
    stream = io.StringIO()
    show(PipeScreen(stream))
    return [line for line in stream.getvalue().splitlines() if line]


def record(status: RecordStatus, **rest: Any) -> Record:
    plain = Record(
        StageName.RESULTS,
        EnrolmentId("1001"),
        ClientCode("2021000017"),
        "JOANA GOMEZ",
        CourseCode("ICT30120-A"),
        status,
    )
    return attrs.evolve(plain, **rest)


def report(**rest: Any) -> RunReport:
    return attrs.evolve(RunReport("r1", NOW, NOW, NOW.date(), (StageName.RESULTS,)), **rest)


def listed(number: int, *, new: bool, reason: str = "the export date has passed") -> Listed:
    return Listed(str(number), "C1", "LEN CASTER", "ICT", (reason,), ("Course data",), new)


def after(found: list[str], heading: str) -> list[str]:
    """The lines between a heading and the next one."""
    start = found.index(heading) + 2
    rules = [n for n in range(start, len(found)) if found[n] and not found[n].strip("-")]
    return found[start : rules[0] - 1 if rules else len(found)]


def test_records_that_need_attention_have_a_reason_and_a_remedy() -> None:
    held = record(RecordStatus.HELD, message="two clients share it", remedy="Client > Secondary ID")
    failed = record(RecordStatus.FAILED, message="no such course", new=True)
    found = lines(lambda on: show_run(on, report(records=(held, failed))))
    assert after(found, "Needs attention")[:5] == [
        "held: results: 1001 JOANA GOMEZ (2021000017), ICT30120-A",
        "    two clients share it",
        "    -> Client > Secondary ID",
        "failed: results: 1001 JOANA GOMEZ (2021000017), ICT30120-A (new)",
        "    no such course",
    ]


def test_remarks_are_shown_below_their_record() -> None:
    remarked = record(RecordStatus.UNCHANGED, remarks=(Remark("r", "the user is inactive"),))
    found = lines(lambda on: show_run(on, report(records=(remarked,))))
    assert after(found, "Remarks")[1] == "    the user is inactive"


def test_missed_enrolments_are_shown_in_full_once_and_then_counted() -> None:
    missed = (listed(1, new=True), listed(2, new=False), listed(3, new=False))
    found = lines(lambda on: show_run(on, report(lists=Lists(missed=missed))))
    assert after(found, "Missed: the export date has passed")[:3] == [
        "1 LEN CASTER (C1), ICT",
        "    the export date has passed -> Course data",
        "2 already reported by an earlier run",
    ]


def test_the_other_lists_are_shown() -> None:
    lists = Lists(
        no_export_date=(listed(1, new=True),),
        closed_before_results=(listed(2, new=True),),
        unmet=(
            listed(3, new=True, reason="the course is archived"),
            listed(4, new=False, reason="the course is archived"),
        ),
    )
    found = lines(lambda on: show_run(on, report(lists=lists)))
    assert after(found, "Export box ticked, no export date")[0] == "1 LEN CASTER (C1), ICT"
    closed = after(found, "Completed before the enrolment was closed, without a result")
    assert closed[0] == "2 LEN CASTER (C1), ICT"
    waiting = after(found, "Waiting: the export box is ticked, but a condition is not met")
    assert waiting[0] == "2 x the course is archived"


def test_the_reason_for_a_stop_comes_last() -> None:
    stopped = Stopped.by(TalentUnusable("TalentLMS is not there", remedy="Run again later"))
    found = lines(lambda on: show_run(on, report(stopped=stopped)))
    assert found[-2:] == ["Stopped: TalentLMS is not there", "Run again later"]


def test_a_plan_names_who_is_left_out_each_cause_once() -> None:
    archived: dict[str, Any] = {"new": False, "reason": "the course is archived"}
    unmatched = Unmatched("ICT", "901", "BSBWHS311 Safety", (Student("9", "C9", "MIA WHITE"),))
    lists = Lists(
        missed=(listed(1, new=False),),
        unmet=(listed(3, **archived), listed(4, **archived)),
        unmatched=(unmatched,),
        other_items=2,
    )
    found = lines(lambda on: show_plan(on, Plan(NOW.date(), lists=lists)))
    assert found[0] == "Plan of 02/06/2022"
    assert after(found, "Missed: the export date has passed")[0] == "1 LEN CASTER (C1), ICT"
    assert after(found, "Waiting: a condition is not met")[:3] == [
        "3 LEN CASTER (C1), ICT",
        "4 LEN CASTER (C1), ICT",
        "    the course is archived -> Course data",
    ]
    assert "    9 MIA WHITE (C9)" in found
    assert found[-1] == "A run now would write nothing."


def test_a_preview_says_for_which_day_it_is_and_a_plan_for_whom() -> None:
    named = RunTargets(clients=(ClientCode("C1"),), although_not_today="starts today")
    preview = Plan(date(2022, 6, 3), made_at=NOW, targets=named)
    found = lines(lambda on: show_plan(on, preview, "College"))
    assert found[0] == "Preview for 03/06/2022, College"
    assert found[2:5] == [
        "As both systems are now, on 02/06/2022, and as if no run came before that day. "
        "Nothing is written.",
        "Only for client C1.",
        "Whatever the export date, because: starts today",
    ]
    assert found[-1] == "A run on 03/06/2022 would write nothing."
    earlier = Plan(NOW.date(), export_day=date(2022, 6, 1), made_at=NOW)
    assert lines(lambda on: show_plan(on, earlier))[0] == (
        "Plan of 02/06/2022 for export dates of 01/06/2022"
    )


def test_a_plan_that_is_not_complete_says_whom_it_lacks() -> None:
    stopped = Stopped.by(QuotaReached("no more calls in this hour."))
    lacking = {StageName.RESULTS: (EnrolmentId("1001"), EnrolmentId("1002"))}
    plan = Plan(NOW.date(), not_reached=lacking, stopped=stopped)
    assert lines(lambda on: show_plan(on, plan))[-2:] == [
        "The plan is not complete: no more calls in this hour.",
        "It lacks 2 enrolments: 1001, 1002.",
    ]


def all_that_makes_the_exit_code_1(*, new: bool) -> tuple[RunReport, ...]:
    entry, row = listed(1, new=new), UnreadableRow("The row of Len Caster.", new=new)
    missing = Remark("group-missing", "There is no group. Len Caster.")
    hold = StandingHold(
        "run",
        EnrolmentId(""),
        ClientCode(""),
        "",
        CourseCode(""),
        "run-missing",
        "Len Caster.",
    )
    return (
        report(records=(record(RecordStatus.HELD, message="Len Caster.", new=new),)),
        report(records=(record(RecordStatus.PROVISIONED, remarks=(missing,), new=new),)),
        report(lists=Lists(missed=(entry,))),
        report(lists=Lists(closed_before_results=(entry,))),
        report(lists=Lists(unmatched=(Unmatched("ICT", "9", "Len Caster", (), new=new),))),
        report(unreadable=(row,)),
        report(held_run=HeldRun(hold, new=new)),
    )


@pytest.mark.parametrize("which", range(7))
def test_the_summary_of_a_repeated_run_names_all_that_makes_the_exit_code_1_and_is_new(
    which: int,
) -> None:
    fresh, known = (all_that_makes_the_exit_code_1(new=new)[which] for new in (True, False))
    assert (of_report(fresh), of_report(known)) == (Exit.ATTENTION, Exit.DONE)
    assert "len caster" in "\n".join(lines(lambda on: show_summary(on, fresh))).casefold()
    assert "len caster" not in "\n".join(lines(lambda on: show_summary(on, known))).casefold()


# --- the sandbox ------------------------------------------------------------------


def sandbox_page(portal: Portal) -> list[str]:
    return lines(lambda on: show_sandbox(on, portal, "http://127.0.0.1:8080"))


def test_the_sandbox_shows_its_portal_and_how_to_complete_a_unit() -> None:
    found = sandbox_page(guide_portal())
    assert found[0] == "TalentLMS simulator: http://127.0.0.1:8080"
    assert "API key    any key works" in found
    assert "126               Certificate III in Information Technology  3" in found
    assert "77eD6LXHH         Geekos" in found
    assert (
        'curl --noproxy "*" -u "any:" -d "user_id=7" -d "course_id=126" -d "unit=ICTWEB304" '
        "http://127.0.0.1:8080/sandbox/complete"
    ) in found


def test_a_portals_own_key_is_not_shown() -> None:
    found = "\n".join(sandbox_page(attrs.evolve(guide_portal(), key="hush-hush")))
    assert "hush-hush" not in found
    assert 'curl --noproxy "*" -u "KEY:"' in found


def test_an_enrolled_learner_is_the_example() -> None:
    learner = PortalUser(id="5", login="len")
    enrolled = attrs.evolve(
        guide_portal(), users=(learner,), enrolments=(PortalEnrolment("5", "126"),)
    )
    assert any('-d "user_id=5" -d "course_id=126"' in line for line in sandbox_page(enrolled))


def test_a_portal_without_courses_has_placeholders_in_the_example() -> None:
    empty = attrs.evolve(guide_portal(), courses=(), groups=())
    assert any('-d "course_id=COURSE" -d "unit=UNIT"' in line for line in sandbox_page(empty))


def test_an_exception_of_a_listening_plugin_is_a_remark_on_the_run() -> None:
    raised = Remark("plugin-fault", "the plugin hook held raised KeyError")
    whole = lines(lambda on: show_run(on, report(remarks=(raised,))))
    summary = lines(lambda on: show_summary(on, report(remarks=(raised,))))
    for found in (whole, summary):
        assert "Remarks on the run" in found
        assert "the plugin hook held raised KeyError" in found
