"""A journal that lies: a rolled-back transaction or an older back-up, found as one thing."""

from __future__ import annotations

from copy import deepcopy

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    LEN,
    PERTH,
    PINK,
    USER_7,
    Rto,
    careful,
    ended,
    enrolment,
    finished,
    only,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import Deferred
from talent_powerpro.model import TalentUserId
from talent_powerpro.records.holds import Answer, Decision
from talent_powerpro.records.journal import UNDO, RunHeader, SetAside
from talent_powerpro.rules.lost_writes import NOBODY, STAGE
from talent_powerpro.run import lost_runs

UNITS = ("ICTWEB304", "ICTWEB305")
PROFILES = [Policy.guide(), careful()]


def learner(policy: Policy) -> Rto:
    """Joana, with two completed units."""
    world = rto(provisioned(*map(unit, UNITS)), talent=finished(*UNITS), policy=policy)
    world.clock.now = DONE
    return world


def put_back(world: Rto, before: object) -> None:
    """PowerPro as it was, with the agent's journal as it is."""
    vars(world.powerpro).update(deepcopy(before))  # type: ignore[call-overload]


def run_and_lose(world: Rto) -> None:
    """Let a run write, and put the data of before it back."""
    before = kept(world)
    world.run()
    put_back(world, before)


def kept(world: Rto) -> object:
    names = ("clients", "courses", "_enrolments")
    return deepcopy({name: vars(world.powerpro)[name] for name in names})


def answer(world: Rto, decision: Decision) -> None:
    (hold,) = (each for each in world.releases.standing() if each.stage == "run")
    given = Answer(
        decision,
        hold.enrolment_id,
        hold.reason,
        hold.facts,
        hold.message,
        "Pauline",
        "seen",
        world.clock.now,
    )
    world.releases.answer(given)


@pytest.mark.parametrize("policy", PROFILES)
def test_a_run_that_was_rolled_back_is_one_hold_and_blames_nobody(policy: Policy) -> None:
    world = learner(policy)
    before = kept(world)
    assert outcomes(world.run(), "results") == {"1001": "written"}
    put_back(world, before)
    report = world.run()
    assert ended(report) == ""
    assert report.held_run is not None
    assert (report.held_run.new, report.held_run.hold.reason) == (True, "run-missing")
    assert "the run of 13/06/2022 11:00 wrote (result: 2" in report.held_run.hold.message
    record = only(report.of("results"))
    assert (record.status, record.reason, record.holds) == ("held", "run-missing", ())
    assert record.remedy == "List it with `talent-powerpro holds`, and release or keep it."
    assert "result-written-again" not in report.to_json()
    assert [each.reason for each in world.releases.standing()] == ["run-missing"]
    assert report.held_run.hold.id in record.message
    again = world.run()
    assert again.held_run is not None
    assert not again.held_run.new
    assert world.unit().outcome == ""
    # It stands under a name of its own, by which it ends.
    world.releases.ended(NOBODY, STAGE, ())
    assert world.releases.standing() == ()


@pytest.mark.parametrize("policy", PROFILES)
def test_after_a_release_the_next_run_does_all_of_it_again(policy: Policy) -> None:
    world = learner(policy)
    run_and_lose(world)
    world.run()
    answer(world, Decision.RELEASE)
    report = world.run()
    assert report.held_run is None
    assert outcomes(report, "results") == {"1001": "written"}
    assert {world.unit(code).outcome for code in UNITS} == {COMPETENT}
    assert "result-written-again" not in report.to_json()
    assert world.releases.standing() == ()
    assert outcomes(world.run(), "results") == {}


def test_a_lost_provisioning_is_due_again_after_a_release() -> None:
    world = rto(enrolment("1001", PINK), enrolment("1002", LEN))
    before = kept(world)
    assert set(outcomes(world.run()).values()) == {"provisioned"}
    put_back(world, before)
    world.clock.pass_days()
    held = world.run()
    assert held.held_run is not None
    assert outcomes(held) == {}
    answer(world, Decision.RELEASE)
    assert outcomes(world.run()) == {"1001": "provisioned", "1002": "provisioned"}
    assert len(world.talent.users) == 2


def test_after_a_keep_each_result_is_judged_as_one_that_a_person_removed() -> None:
    world = learner(careful())
    run_and_lose(world)
    world.run()
    answer(world, Decision.KEEP)
    report = world.run()
    assert report.held_run is None
    assert only(report.of("results")).reason == "result-written-again"


def test_newer_data_put_back_ends_the_hold() -> None:
    world = learner(careful())
    before = kept(world)
    world.run()
    after = kept(world)
    put_back(world, before)
    world.run()
    put_back(world, after)
    assert world.run().held_run is None
    assert world.releases.standing() == ()


def test_a_later_run_that_is_lost_too_is_news() -> None:
    world = learner(careful())
    run_and_lose(world)
    world.run()
    answer(world, Decision.KEEP)
    world.powerpro.put_enrolment(enrolment("1002", LEN, export_date=DONE.date()))
    before = kept(world)
    assert outcomes(world.run()) == {"1002": "provisioned"}
    put_back(world, before)
    report = world.run()
    assert report.held_run is not None
    assert report.held_run.new


def lost(world: Rto) -> lost_runs.LostRuns | None:
    return lost_runs.find_lost_runs(world.journal, world.powerpro, PERTH)


def test_runs_in_a_row_are_lost_together_whatever_ran_between_them() -> None:
    world = rto(provisioned(*map(unit, UNITS)), talent=finished("ICTWEB304"), policy=careful())
    world.clock.now = DONE
    before = kept(world)
    assert outcomes(world.run(), "results") == {"1001": "written"}
    world.talent.complete(USER_7, COURSE_126, "ICTWEB305", DONE)
    assert outcomes(world.run(), "results") == {"1001": "written"}
    assert world.run().wrote == 0
    put_back(world, before)
    report = world.run()
    assert report.held_run is not None
    assert "2 runs from 13/06/2022 11:00" in report.held_run.hold.message
    world.powerpro.put_enrolment(enrolment("1002", LEN, export_date=DONE.date()))
    assert outcomes(world.run()) == {"1002": "provisioned"}
    again = world.run()
    assert again.held_run is not None
    assert again.held_run.hold.id == report.held_run.hold.id


def test_what_was_written_before_a_run_that_powerpro_has_is_a_persons_matter() -> None:
    world = learner(careful())
    world.run()
    world.powerpro.put_enrolment(enrolment("1002", LEN, export_date=DONE.date()))
    assert outcomes(world.run()) == {"1002": "provisioned"}
    for code in UNITS:
        world.powerpro.put_unit(unit(code))
    assert lost(world) is None


def test_what_was_written_before_a_person_undid_something_is_a_persons_matter() -> None:
    world = learner(careful())
    run_and_lose(world)
    world.journal.keep_run(RunHeader("undone", DONE, (UNDO,), ended=DONE))
    assert lost(world) is None


def test_a_run_that_was_cut_off_counts_with_what_it_wrote() -> None:
    world = learner(careful())
    before = kept(world)
    world.run()
    (header,) = world.journal.runs(9)
    world.journal.keep_run(RunHeader(header.run_id, header.started, header.stages))
    put_back(world, before)
    assert lost(world) is not None


def test_a_unit_that_was_removed_since_leaves_the_others_to_be_written_again() -> None:
    codes = (*UNITS, "ICTWEB306")
    world = rto(provisioned(*map(unit, codes)), talent=finished(*codes), policy=careful())
    world.clock.now = DONE
    run_and_lose(world)
    world.powerpro.put_enrolment(evolve(world.enrolment(), units=tuple(map(unit, UNITS))))
    found = lost(world)
    assert found is not None
    journal = MemoryJournal()
    found.do_again(journal)
    rows = [unit(code) for code in codes]
    assert journal.last_results([row.id for row in rows]) == {
        row.id: row.result for row in rows[:2]
    }


def test_a_hold_ends_once_a_person_has_entered_other_results() -> None:
    world = learner(careful())
    run_and_lose(world)
    assert world.run().held_run is not None
    for code in UNITS:
        world.powerpro.put_unit(unit(code, outcome="51 - Recognition of prior learning granted"))
    assert world.run().held_run is None


@pytest.mark.parametrize("decision", [None, Decision.RELEASE])
def test_a_run_that_writes_for_others_leaves_the_hold_standing(decision: Decision | None) -> None:
    world = learner(careful())
    run_and_lose(world)
    world.powerpro.put_enrolment(enrolment("1002", LEN, export_date=DONE.date()))
    assert outcomes(world.run()) == {"1002": "provisioned"}
    if decision:
        answer(world, decision)
    report = world.run()
    if decision:
        assert (report.held_run, outcomes(report, "results")["1001"]) == (None, "written")
    else:
        assert report.held_run is not None
        assert outcomes(report, "results")["1001"] == "held"


def test_a_store_that_cannot_be_read_leaves_the_hold_standing() -> None:
    world = learner(careful())
    run_and_lose(world)
    world.run()
    (hold,) = world.releases.standing()
    world.powerpro.script.raises("enrolment", Deferred("locked"))
    found = lost_runs.still_lost(hold, world.journal, world.powerpro)
    assert found == lost_runs.LostRuns(hold, ())


def test_ids_that_a_change_of_portal_set_aside_are_not_missing() -> None:
    world = rto(enrolment("1001", PINK), enrolment("1002", LEN))
    before = kept(world)
    world.run()
    ids = [
        SetAside(each.code, TalentUserId(each.secondary_id), "trial", world.clock.now)
        for each in world.powerpro.clients.values()
    ]
    world.portal_memory.set_aside(ids)
    put_back(world, before)
    assert world.run().held_run is None


def test_ids_that_were_set_aside_hide_no_results_of_the_same_run() -> None:
    world = learner(careful())
    world.powerpro.put_enrolment(enrolment("1000", LEN, export_date=DONE.date()))
    before = kept(world)
    assert world.run().wrote > 2
    user_id = TalentUserId(world.powerpro.clients[LEN.code].secondary_id)
    world.portal_memory.set_aside([SetAside(LEN.code, user_id, "trial", world.clock.now)])
    put_back(world, before)
    report = world.run()
    assert report.held_run is not None
    assert "wrote (contact log: 1, result: 2;" in report.held_run.hold.message


def test_one_result_that_a_person_cleared_is_still_theirs() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"), policy=careful())
    world.clock.now = DONE
    world.run()
    world.powerpro.put_unit(unit())
    report = world.run()
    assert (report.held_run, only(report.of("results")).reason) == (None, "result-written-again")


def test_a_plan_says_that_the_enrolments_wait() -> None:
    world = learner(Policy.guide())
    run_and_lose(world)
    assert only(world.agent().plan().records).reason == "run-missing"


def test_an_enrolment_that_cannot_be_read_decides_nothing() -> None:
    world = learner(careful())
    world.run()
    world.powerpro.script.raises("enrolment", Deferred("locked"))
    assert lost_runs.find_lost_runs(world.journal, world.powerpro, DONE.tzinfo) is None  # type: ignore[arg-type]


def test_enrolments_and_rows_that_are_gone_are_left_out() -> None:
    world = learner(careful())
    run_and_lose(world)
    (there,) = world.powerpro.enrolments
    world.powerpro.put_enrolment(evolve(there, units=(unit("ICTWEB304"),)))
    assert world.run().held_run is None
    vars(world.powerpro)["_enrolments"].clear()
    report = world.run()
    assert (ended(report), report.held_run) == ("", None)


def test_an_unreadable_enrolment_says_nothing_about_a_lost_run() -> None:
    world = learner(Policy.guide())
    run_and_lose(world)
    world.powerpro.put_enrolment(evolve(world.enrolment(), unreadable=("odd",)))
    assert lost_runs.find_lost_runs(world.journal, world.powerpro, PERTH) is None
