"""The journal's values before and after a run has ended."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from support.the_guide import COURSE_126, STARTED, USER_7, booking
from talent_powerpro.model import TalentUserId
from talent_powerpro.records.journal import UNDO, JournalEntry, RunHeader, SyncLogLine
from talent_powerpro.records.write import Enrol


def test_a_run_for_named_enrolments_repeats_no_other_and_is_repeated_by_none() -> None:
    idle = RunHeader("run-1", STARTED, ("results",), STARTED)
    named = evolve(idle, run_id="run-2", targets=("client C1",))
    assert evolve(idle, run_id="run-3").repeats(idle)
    assert not named.repeats(idle)
    assert not idle.repeats(named)
    assert not evolve(named, run_id="run-3").repeats(named)


def test_only_an_idle_run_with_the_same_stages_and_counts_repeats_another() -> None:
    idle = RunHeader("run-1", STARTED, ("results",), STARTED, {"results": {"unchanged": 3}})
    others = (
        evolve(idle, ended=None),
        evolve(idle, wrote=1),
        evolve(idle, stopped="quota"),
        evolve(idle, stages=("provisioning",)),
        evolve(idle, counts={}),
    )
    assert [each.repeats(idle) for each in others] == [False] * 5
    assert [idle.repeats(each) for each in others] == [False] * 5
    assert not evolve(idle, wrote=1).repeats(evolve(idle, wrote=1))


def test_a_line_about_a_run_names_no_client_and_the_stage_of_an_undo_has_a_name() -> None:
    assert SyncLogLine(STARTED, "Run started").client_code == ""
    assert UNDO == "undo"


def test_a_header_without_an_end_has_neither_counts_nor_a_reason_to_stop() -> None:
    begun = RunHeader("run-1", STARTED)
    assert begun.ended is None
    assert (begun.counts, begun.wrote, begun.stopped, begun.message) == ({}, 0, "", "")
    assert (begun.stages, begun.targets, begun.although_not_today) == ((), (), "")
    assert (begun.quota_limit, begun.quota_left) == (None, None)
    assert evolve(begun, ended=STARTED + timedelta(seconds=3)) != begun


def test_two_headers_never_share_their_counts() -> None:
    one, other = RunHeader("run-1", STARTED), RunHeader("run-2", STARTED)
    assert one.counts is not other.counts


def test_an_entry_keeps_what_was_planned_beside_what_was_written() -> None:
    planned = Enrol(TalentUserId("new:2021000017"), COURSE_126)
    begun = JournalEntry("run-1", "provisioning", booking(), (planned,))
    assert (begun.status, begun.made) == ("", ())
    ended = evolve(begun, status="provisioned", made=(evolve(planned, user_id=USER_7),))
    assert ended.writes == (planned,)
    assert ended.made[0] == Enrol(USER_7, COURSE_126)
