"""Undo: back to the old values where nobody has changed them, and held until released."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    JOANA,
    PERTH,
    PINK,
    Rto,
    booking,
    enrolment,
    finished,
    many,
    outcomes,
    rto,
)
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.errors import EditedMeanwhile, Failed, PowerProUnusable, SettingsFault
from talent_powerpro.model import Enrolment
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.records.write import AddContactLog, AddUndoneLog, SetResult, SetSecondaryId
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.undo import Fate, Undoing, undoing, undone_hold
from talent_powerpro.services.finding import NoMatch
from talent_powerpro.services.holds import keep_holds, release_holds, waiting
from talent_powerpro.services.undo import NO_PORT, Undo, plan_undo, undo

LATER = datetime(2022, 6, 20, 9, tzinfo=PERTH)


def world() -> Rto:
    """Joana is provisioned on the 2nd, and a unit that she completed is written on the 14th."""
    made = rto(talent=finished("ICTWEB304"))
    made.run(only="provisioning")
    made.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    made.run()
    made.clock.now = LATER
    return made


def runs(made: Rto) -> tuple[str, ...]:
    return tuple(each.run_id for each in made.journal.runs())


def undone(made: Rto, run_id: str, powerpro: Any = None) -> Undo:
    state = made.state.filled_from(memory_state())
    return undo(run_id, powerpro or made.powerpro, state, now=made.clock.now, zone=PERTH)


def planned(made: Rto, run_id: str) -> Undo:
    return plan_undo(run_id, made.powerpro, made.state)


def written(made: Rto) -> SetResult:
    """The result that the last run wrote."""
    (entry,) = (each for each in made.journal.entries() if each.stage == "results")
    (write,) = entry.made
    assert isinstance(write, SetResult)
    return write


def wrote(made: Rto) -> int:
    return made.run().wrote


# --- what goes back ---------------------------------------------------------------


def test_a_result_goes_back_to_its_old_value_and_is_held() -> None:
    made = world()
    provisioning, results = runs(made)
    before = made.unit()
    assert before.outcome
    done = undone(made, results)
    assert (made.unit().outcome, made.unit().outcome_date, made.unit().short_comment) == (
        "",
        None,
        "",
    )
    ((back,),) = (record.back for record in done.records)
    assert isinstance(back, SetResult)
    report = made.run()
    assert report.wrote == 0
    (record,) = report.of("results")
    assert (record.status, record.reason) == (RecordStatus.HELD, "undone")
    assert made.enrolment().provisioning_log, "the other run stays"
    assert provisioning != done.run_id


def test_the_hold_says_which_run_was_undone() -> None:
    made = world()
    run_id = runs(made)[-1]
    undone(made, run_id)
    (hold,) = waiting(made.releases)
    assert hold.message.startswith(
        f"A person undid what the run of 14/06/2022 09:00 wrote here ({run_id})."
    )


def test_other_holds_stand_as_they_stood() -> None:
    made = world()
    run_id = runs(made)[-1]
    others = [
        evolve(undone_hold(stage, enrolment(number), "r", None), reason="seen")
        for stage, number in (("results", "1001"), ("provisioning", "1001"), ("results", "9"))
    ]
    for each in others:
        made.releases.ended(each.enrolment_id, each.stage, [each])
    undone(made, run_id)
    *before, added = made.releases.standing()
    assert added.reason == "undone"
    assert {each.id: each for each in before} == {each.id: each for each in others}
    assert len(before) == len(others)


def test_a_provisioning_is_undone_in_powerpro_and_both_logs_stay() -> None:
    made = rto()
    made.run()
    (run_id,) = runs(made)
    made.clock.now = LATER
    done = undone(made, run_id)
    assert made.enrolment().client.secondary_id == "DPC000129"
    assert made.enrolment().provisioning_log is None
    kept, added = made.enrolment().contact_logs
    assert added.tells_of_undo
    assert added == evolve(kept, contact_date=LATER, contact_type=added.contact_type)
    assert {type(each) for each in done.records[0].back} == {AddUndoneLog, SetSecondaryId}
    assert done.in_talent == 3, "the Talent user, the enrolment and the membership"
    assert ("7", "126") in made.talent.enrolled


def test_the_run_after_it_writes_nothing_and_lists_nobody_as_missed() -> None:
    made = rto()
    made.run()
    made.clock.now = LATER
    undone(made, runs(made)[0])
    report = made.run()
    assert report.wrote == 0
    assert outcomes(report) == {"1001": "held"}
    assert report.lists.missed == ()
    assert list(made.reader().rows(ListName.MISSED)) == []
    assert wrote(made) == 0


def test_a_release_does_it_again() -> None:
    made = world()
    for run_id in runs(made):
        undone(made, run_id)
    made.run()
    ids = [hold.id for hold in waiting(made.releases)]
    release_holds(ids, made.releases, who="Pauline", why="all is well", now=LATER)
    report = made.run()
    assert outcomes(report) == {"1001": "provisioned"}
    made.clock.pass_days()
    made.run()
    assert made.unit().outcome == "20 - Competency achieved/pass"
    assert waiting(made.releases) == ()
    assert wrote(made) == 0


def test_a_released_result_is_no_cleared_result() -> None:
    """Under `careful` a result that a person cleared would be held."""
    made = world()
    made.policy = evolve(made.policy, cleared_results=Reaction.HOLD)
    undone(made, runs(made)[-1])
    made.run()
    (hold,) = waiting(made.releases)
    release_holds([hold.id], made.releases, who="Pauline", why="seen", now=LATER)
    assert outcomes(made.run(), "results") == {"1001": "written"}


def test_a_keep_keeps_powerpro_as_it_is() -> None:
    made = world()
    undone(made, runs(made)[-1])
    made.run()
    (hold,) = waiting(made.releases)
    keep_holds([hold.id], made.releases, who="Pauline", why="not competent", now=LATER)
    for _ in range(3):
        report = made.run()
        assert report.wrote == 0
        assert report.counts("results") == {"unchanged": 1}
    assert made.unit().outcome == ""


def test_the_hold_stands_while_the_enrolment_is_out_of_scope() -> None:
    made = world()
    undone(made, runs(made)[-1])
    made.powerpro.put_enrolment(evolve(made.enrolment(), booking_status="Tentative"))
    made.run()
    made.run()
    assert [hold.reason for hold in waiting(made.releases)] == ["undone"]
    made.powerpro.put_enrolment(evolve(made.enrolment(), booking_status="Confirmed"))
    assert outcomes(made.run(), "results") == {"1001": "held"}


def test_a_plan_holds_it_too() -> None:
    made = world()
    undone(made, runs(made)[-1])
    (record,) = made.agent().plan().records
    assert (record.status, record.writes) == (RecordStatus.HELD, ())


def test_a_pending_membership_is_forgotten() -> None:
    made = rto()
    made.run()
    linked = made.enrolment().client.secondary_id
    made.journal.set_pending(PendingMembership(booking(), cast(Any, linked), cast(Any, "KEY")))
    undone(made, runs(made)[0])
    assert made.journal.pending_memberships() == ()


# --- what stays -------------------------------------------------------------------


def test_a_persons_edit_wins_and_is_named() -> None:
    made = world()
    edited = evolve(made.unit(), outcome="51 - RPL")
    made.powerpro.put_unit(edited)
    done = undone(made, runs(made)[-1])
    assert made.unit() == edited
    assert (done.undone, done.left, done.run_id) == (0, 1, "")
    ((each,),) = (record.left for record in done.records)
    assert each.message == "ICTWEB304 was edited since and is now 51 - RPL 13/06/2022. It stays."
    (record,) = done.records
    assert (record.client_code, record.client_name, record.course_code) == (
        JOANA.code,
        JOANA.name,
        COURSE.code,
    )
    assert waiting(made.releases) == ()


def test_an_edit_during_the_undo_wins_too() -> None:
    made = world()
    made.powerpro.script.raises("set_result", EditedMeanwhile("ICTWEB304 was edited."))
    done = undone(made, runs(made)[-1])
    assert (done.undone, done.left) == (0, 1)
    assert done.records[0].left == (
        Undoing(written(made), Fate.EDITED, message="ICTWEB304 was edited."),
    )
    (ended,) = made.journal.entries(done.run_id)
    assert (ended.stage, ended.status, ended.made) == ("undo results", "undone", ())


@pytest.mark.parametrize("gone", [None, Failed("locked")])
def test_an_enrolment_that_is_gone_during_the_undo_is_not_called_undone(
    gone: Failed | None,
) -> None:
    made = world()
    run_id = runs(made)[-1]
    before = made.enrolment()

    class Going:
        """It reads the enrolment once more."""

        reads = 0

        def __getattr__(self, name: str) -> Any:
            return getattr(made.powerpro, name)

        def enrolment(self, _: object) -> Enrolment | None:
            self.reads += 1
            if self.reads == 1:
                return before
            if gone:
                raise gone
            return None

    done = undone(made, run_id, Going())
    assert (done.undone, done.left) == (0, 1)
    assert done.records[0].left == (undoing(written(made), None),)
    assert made.enrolment() == before
    assert waiting(made.releases) == ()
    assert made.journal.runs()[-1].wrote == 0


def test_what_a_repository_refuses_is_named_and_the_others_go_back() -> None:
    made = rto(enrolment(), *many(1))
    made.run()
    made.powerpro.script.raises("add_undone_log", Failed("The row is locked."))
    done = undone(made, runs(made)[0])
    (left,) = done.records[0].left
    assert (type(left.write), left.message) == (AddContactLog, "The row is locked. It stays.")
    assert done.records[1].left == ()
    first, second = (made.enrolment(number) for number in ("1001", "1"))
    assert first.provisioning_log
    assert second.provisioning_log is None


def test_a_gone_enrolment_and_a_gone_row_are_named() -> None:
    made = world()
    made.powerpro.put_enrolment(evolve(made.enrolment(), units=()))
    ((each,),) = (record.left for record in planned(made, runs(made)[-1]).records)
    assert each.message == "ICTWEB304: its row is gone."
    made.powerpro._enrolments.clear()
    ((each,),) = (record.left for record in planned(made, runs(made)[-1]).records)
    assert each.message == "The enrolment no longer exists."
    (record,) = planned(made, runs(made)[-1]).records
    assert (record.client_code, record.client_name, record.course_code) == ("", "", "")


def test_an_enrolment_that_cannot_be_read_is_left() -> None:
    made = world()
    made.powerpro.put_enrolment(evolve(made.enrolment(), unreadable=("A date.",)))
    assert planned(made, runs(made)[-1]).left == 1
    made.powerpro.script.raises("enrolment", Failed("locked"))
    assert planned(made, runs(made)[-1]).left == 1


def test_a_repository_without_the_port_leaves_provisioned_enrolments() -> None:
    class Without:
        def __init__(self, inner: object) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> Any:
            if name == "add_undone_log":
                raise AttributeError(name)
            return getattr(self._inner, name)

    made = rto()
    made.run()
    done = undone(made, runs(made)[0], Without(made.powerpro))
    (left,) = done.records[0].left
    assert (type(left.write), left.message) == (AddContactLog, NO_PORT)
    assert made.enrolment().provisioning_log


# --- which run --------------------------------------------------------------------


def test_a_preview_writes_nothing() -> None:
    made = world()
    before, journal = made.enrolment(), made.journal.entries()
    found = planned(made, runs(made)[-1])
    assert (found.undone, found.run_id, found.of_run) == (1, "", runs(made)[-1])
    assert (made.enrolment(), made.journal.entries()) == (before, journal)
    assert waiting(made.releases) == ()


def test_undoing_twice_says_nothing_to_do() -> None:
    made = world()
    run_id = runs(made)[-1]
    undone(made, run_id)
    before = made.enrolment(), made.journal.entries(), runs(made)
    again = undone(made, run_id)
    assert (again.undone, again.left, again.run_id) == (0, 0, "")
    assert {each.fate for record in again.records for each in record.writes} == {Fate.ALREADY}
    assert (made.enrolment(), made.journal.entries(), runs(made)) == before


def test_an_undo_is_journaled_with_the_run_that_it_undid() -> None:
    made = world()
    run_id = runs(made)[-1]
    made.clock.now = LATER.astimezone(UTC)
    done = undone(made, run_id)
    assert done.of_run == run_id
    assert re.fullmatch(r"20220620T090000-[0-9a-f]{6}", done.run_id), "the RTO's time"
    header = made.journal.runs()[-1]
    assert (header.run_id, header.stages, header.wrote) == (done.run_id, ("undo",), 1)
    assert header.targets == (f"run {run_id}",)
    assert header.started == header.ended == LATER
    assert header.counts == {"undo": {"undone": 1}}
    (entry,) = made.journal.entries(done.run_id)
    assert entry.made == entry.writes == done.records[0].back


def test_an_undo_cannot_be_undone() -> None:
    made = world()
    done = undone(made, runs(made)[-1])
    with pytest.raises(SettingsFault, match="is itself an undo") as fault:
        planned(made, done.run_id)
    assert "release its holds: `talent-powerpro holds`" in fault.value.remedy


def test_an_unknown_run_is_named_with_the_newest() -> None:
    with pytest.raises(NoMatch, match="The journal has no run nobodys"):
        planned(world(), "nobodys")


def test_a_run_that_wrote_nothing_leaves_nothing_to_do() -> None:
    made = world()
    made.run()
    found = planned(made, runs(made)[-1])
    assert (found.undone, found.records) == (0, ())


def test_a_run_whose_summary_is_gone_is_undone_by_its_entries() -> None:
    made = world()
    run_id = runs(made)[-1]
    made.journal._runs.clear()
    assert undone(made, run_id).undone == 1
    (hold,) = waiting(made.releases)
    assert hold.message.startswith(f"A person undid what the run wrote here ({run_id}).")


def test_an_undo_that_is_cut_off_is_finished_by_a_repeat() -> None:
    made = rto(enrolment(), *many(2))
    made.run()
    (run_id,) = runs(made)
    made.powerpro.script.does("set_secondary_id", lambda: None)
    made.powerpro.script.raises("set_secondary_id", PowerProUnusable("The store is gone."))
    with pytest.raises(PowerProUnusable):
        undone(made, run_id)
    cut_off = made.journal.runs()[-1]
    assert (cut_off.stages, cut_off.ended) == (("undo",), None)
    assert wrote(made) == 0, "what was not undone stays, and what was is held"
    undone(made, run_id)
    assert [each.client.secondary_id for each in made.powerpro.enrolments] == ["DPC000129", "", ""]
    assert [each.provisioning_log for each in made.powerpro.enrolments] == [None] * 3
    assert wrote(made) == 0


@pytest.mark.parametrize("stage", ["provisioning", "results"])
def test_a_killed_runs_writes_are_known_to_the_undo(stage: str) -> None:
    """They are in PowerPro, but the process died before the journal said so."""
    made = world()
    (entry,) = (each for each in made.journal.entries() if each.stage == stage)
    made.journal.begin([evolve(entry, status="", made=())])
    assert planned(made, entry.run_id).records == ()
    assert undone(made, entry.run_id).undone
    assert bool(made.enrolment().provisioning_log) is (stage == "results")
    assert bool(made.unit().outcome) is (stage == "provisioning")


def test_brakes_do_not_count_what_was_undone() -> None:
    made = world()
    made.policy = evolve(made.policy, outcomes_written=1)
    undone(made, runs(made)[-1])
    made.run()
    (hold,) = waiting(made.releases)
    release_holds([hold.id], made.releases, who="Pauline", why="seen", now=LATER)
    assert outcomes(made.run(), "results") == {"1001": "written"}


def test_progress_counts_the_records_that_are_undone() -> None:
    seen: list[tuple[int, int]] = []
    made = rto(enrolment(), enrolment("2", PINK))
    run_id = made.run().run_id
    undo(
        *(run_id, made.powerpro, made.state),
        now=made.clock.now,
        zone=PERTH,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 2), (2, 2)]
