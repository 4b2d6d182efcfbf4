"""Standing holds, and their release by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    JOANA,
    PINK,
    USER_7,
    Rto,
    careful,
    enrolment,
    finished,
    many,
    only,
    outcomes,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.adapters.memory.state import MemoryHolds
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Unit
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.services.holds import keep_holds, lapsed, release_holds, waiting

NOW = datetime(2022, 6, 14, 2, tzinfo=UTC)
RPL = "51 - Recognition of prior learning granted"
CREDIT = "60 - Credit transfer"


def with_results(*units: Unit) -> Rto:
    """Joana has finished everything, and careful has questions about it."""
    talent = finished("ICTWEB304", "ICTWEB305")
    world = rto(provisioned(*units), talent=talent, policy=careful())
    world.clock.now = DONE + timedelta(days=1)
    return world


def held_by(world: Rto) -> tuple[StandingHold, ...]:
    return tuple(world.releases.standing())


def let_pass(world: Rto, *holds: StandingHold, both: Sequence[str] = ()) -> None:
    ids = [hold.id for hold in holds]
    release_holds(ids, world.releases, who="Pauline", why="on paper", now=NOW, both=both)


def test_a_hold_stands_after_its_run_with_its_sentence_and_its_remedy() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL))
    record = only(world.run().of("results"))
    (hold,) = held_by(world)
    assert (hold.stage, hold.enrolment_id, hold.client_code) == ("results", "1001", JOANA.code)
    assert (hold.reason, hold.message) == ("outcome-replaced", record.message)
    assert (hold.remedy, hold.releasable) == (record.remedy, True)
    assert [each.id for each in record.holds] == [hold.id]


def test_a_released_hold_is_written_and_reported_at_the_next_run() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL))
    world.run()
    let_pass(world, *held_by(world))
    record = only(world.run().of("results"))
    assert record.status is RecordStatus.WRITTEN
    assert [remark.reason for remark in record.remarks] == ["outcome-replaced"]
    assert world.unit().outcome == COMPETENT
    assert held_by(world) == ()


def test_a_release_is_for_one_hold_of_one_enrolment() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL), unit("ICTWEB305", outcome=RPL))
    world.run()
    first, second = held_by(world)
    let_pass(world, first)
    record = only(world.run().of("results"))
    assert record.status is RecordStatus.HELD
    assert held_by(world) == (second,)
    assert world.unit("ICTWEB304").outcome == COMPETENT
    assert world.unit("ICTWEB305").outcome == RPL


def test_a_release_lapses_when_a_fact_changes() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL))
    world.run()
    let_pass(world, *held_by(world))
    world.powerpro.put_unit(evolve(world.unit(), outcome=CREDIT))
    assert only(world.run().of("results")).status is RecordStatus.HELD
    (hold,) = held_by(world)
    assert CREDIT in hold.message


def test_all_holds_of_a_record_are_reported_together_and_released_separately() -> None:
    early = evolve(unit("ICTWEB304", outcome=RPL), start_date=date(2022, 6, 20))
    world = with_results(early)
    record = only(world.run().of("results"))
    assert [hold.reason for hold in record.holds] == ["outcome-replaced", "doubtful-date"]
    assert all(hold.message in record.message for hold in record.holds)
    replaced, doubtful = held_by(world)
    let_pass(world, replaced)
    assert [hold.reason for hold in only(world.run().of("results")).holds] == ["doubtful-date"]
    let_pass(world, doubtful)
    assert only(world.run().of("results")).status is RecordStatus.WRITTEN


def test_two_clients_may_be_released_to_share_a_talent_user() -> None:
    """The same person with two client records: somebody who knows says so."""
    pink = enrolment("1", evolve(PINK, secondary_id="7", email=JOANA.email))
    world = rto(pink, enrolment("2"), talent=portal_with_joana())
    world.run(only="provisioning")
    hold = next(each for each in held_by(world) if each.enrolment_id == "2")
    assert hold.reason == "talent-user-shared"
    with pytest.raises(SettingsFault, match="codes of all of them"):
        let_pass(world, hold)
    with pytest.raises(SettingsFault, match="and of nobody else"):
        let_pass(world, hold, both=(JOANA.code, PINK.code, "C3"))
    let_pass(world, hold, both=(f" {JOANA.code}", PINK.code))
    assert outcomes(world.run(only="provisioning"))["2"] == "provisioned"
    assert (USER_7, COURSE_126) in world.talent.enrolled


# --- what stands ------------------------------------------------------------------


def test_a_hold_ends_once_its_cause_is_fixed() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL))
    world.run()
    world.powerpro.put_unit(evolve(world.unit(), outcome=""))
    world.run()
    assert held_by(world) == ()


def test_a_run_of_one_stage_keeps_the_holds_of_the_other() -> None:
    world = with_results(unit("ICTWEB304", outcome=RPL))
    world.run()
    world.run(only="provisioning")
    assert len(held_by(world)) == 1


def test_holds_that_a_stopped_run_did_not_reach_stay() -> None:
    deferred = many(2, deferment_date=date(2022, 6, 1))
    world = rto(*deferred, policy=careful())
    world.run()
    before = held_by(world)
    assert [hold.enrolment_id for hold in before] == ["1", "2"]
    stopped = world.agent()
    world.powerpro.script.does("enrolment", stopped.stop)
    stopped.run()
    assert sorted(held_by(world), key=lambda hold: hold.enrolment_id) == list(before)


# --- releasing --------------------------------------------------------------------

HOLD = StandingHold(
    "results", enrolment().id, JOANA.code, JOANA.name, enrolment().course.code, "x", "x is y",
    releasable=True, facts=("y",),
)  # fmt: skip


def standing(*holds: StandingHold) -> MemoryHolds:
    releases = MemoryHolds()
    releases.ended(HOLD.enrolment_id, "results", holds)
    return releases


def test_a_release_keeps_who_when_and_why() -> None:
    releases, both = standing(HOLD), ("A", "B")
    released = release_holds([HOLD.id], releases, who=" Pauline ", why=" seen ", now=NOW, both=both)
    assert released == (HOLD,), "the codes are for other holds"
    answer = Answer(
        Decision.RELEASE, HOLD.enrolment_id, "x", ("y",), "x is y", "Pauline", "seen", NOW
    )
    assert releases.answers() == (answer,)


def test_releasing_again_changes_nothing() -> None:
    releases = standing(HOLD)
    release_holds([HOLD.id, HOLD.id], releases, who="Pauline", why="seen", now=NOW)
    release_holds([HOLD.id], releases, who="Len", why="again", now=NOW + timedelta(days=1))
    assert [(each.who, each.why) for each in releases.answers()] == [("Pauline", "seen")]


def test_all_faults_of_a_release_are_reported_and_nothing_is_released() -> None:
    fast = evolve(HOLD, facts=("fast",), releasable=False, remedy="Mend it")
    releases = standing(HOLD, fast)
    with pytest.raises(SettingsFault) as fault:
        release_holds([HOLD.id, fast.id, "nobody"], releases, who=" ", why="", now=NOW)
    assert fault.value.faults == (
        "The name is blank. Give one with --who NAME. It is recorded with the release.",
        "The reason is blank. Give one with --why REASON. It is recorded with the release.",
        "No current hold has the id nobody. List them with `talent-powerpro holds`. "
        "The hold of a plan can be answered once a run has held it.",
        f"Hold {fast.id} (x) cannot be released. Mend it",
    )
    assert releases.answers() == ()


def test_a_hold_keeps_its_id_while_enrolment_reason_and_facts_are_the_same() -> None:
    same = evolve(HOLD, stage="provisioning", client_name="X", remedy="other", message="z")
    assert same.id == HOLD.id
    others = (evolve(HOLD, facts=("z",)), evolve(HOLD, reason="y"))
    assert HOLD.id not in {each.id for each in others}


# --- keeping ----------------------------------------------------------------------

REMARK = evolve(HOLD, facts=("z",), held=False, releasable=False)


def test_a_hold_and_a_remark_may_be_kept_even_where_no_release_helps() -> None:
    stuck = evolve(HOLD, facts=("stuck",), releasable=False)
    holds = standing(HOLD, stuck, REMARK)
    kept = keep_holds([stuck.id, REMARK.id], holds, who="Pauline", why="seen", now=NOW)
    assert kept == (stuck, REMARK)
    assert [(each.decision, each.facts) for each in holds.answers()] == [
        (Decision.KEEP, ("stuck",)),
        (Decision.KEEP, ("z",)),
    ]
    assert waiting(holds) == (HOLD,)


def test_a_remark_cannot_be_released_because_it_is_done_already() -> None:
    with pytest.raises(SettingsFault, match="is a remark, and the agent has done it already"):
        release_holds([REMARK.id], standing(REMARK), who="Pauline", why="seen", now=NOW)


def test_all_faults_of_a_keep_are_reported_and_nothing_is_kept() -> None:
    holds = standing(HOLD)
    with pytest.raises(SettingsFault) as fault:
        keep_holds([HOLD.id, "nobody"], holds, who=" ", why="", now=NOW)
    assert [" ".join(line.split()[:2]) for line in fault.value.faults] == [
        "The name",
        "The reason",
        "No current",
    ]
    assert holds.answers() == ()


def test_an_id_that_two_holds_have_answers_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talent_powerpro.records.holds.hold_id", lambda *_: "3f2a9c1b")
    holds = standing(HOLD, evolve(HOLD, facts=("other",)))
    with pytest.raises(SettingsFault, match="Two current holds have the id 3f2a9c1b"):
        keep_holds(["3f2a9c1b"], holds, who="Pauline", why="seen", now=NOW)
    assert holds.answers() == ()


# --- lapsing ----------------------------------------------------------------------

ROW = evolve(HOLD, facts=("unit row 1", "PowerPro's outcome 51"))
CHANGED = evolve(ROW, facts=("unit row 1", "PowerPro's outcome 60"))
OTHER_ROW = evolve(ROW, facts=("unit row 2", "PowerPro's outcome 51"))


def answered(*holds: StandingHold) -> MemoryHolds:
    """Holds that stood, were kept one after the other, and stand no longer."""
    kept = MemoryHolds()
    for hold in holds:
        kept.ended(HOLD.enrolment_id, "results", [hold])
        keep_holds([hold.id], kept, who="Pauline", why="seen", now=NOW)
    kept.ended(HOLD.enrolment_id, "results", [])
    return kept


def test_an_answer_has_lapsed_where_the_same_row_is_held_with_other_facts() -> None:
    holds = answered(ROW)
    assert lapsed(holds) == frozenset()
    holds.ended(HOLD.enrolment_id, "results", [CHANGED])
    assert lapsed(holds) == {ROW.key}


def test_an_answer_stays_where_another_row_enrolment_or_reason_is_held() -> None:
    holds = answered(ROW)
    others = [OTHER_ROW, evolve(CHANGED, reason="date-replaced")]
    holds.ended(HOLD.enrolment_id, "results", others)
    elsewhere = evolve(CHANGED, enrolment_id=enrolment("2").id)
    holds.ended(elsewhere.enrolment_id, "results", [elsewhere])
    assert lapsed(holds) == frozenset()


def test_an_earlier_answer_to_the_same_question_has_lapsed() -> None:
    assert lapsed(answered(ROW, CHANGED)) == {ROW.key}


def test_an_answer_whose_hold_still_stands_has_not_lapsed() -> None:
    holds = answered(ROW, CHANGED)
    holds.ended(HOLD.enrolment_id, "results", [ROW])
    assert lapsed(holds) == {CHANGED.key}
    holds.ended(HOLD.enrolment_id, "results", [ROW, CHANGED])
    assert lapsed(holds) == frozenset(), "both stand"


def test_a_date_that_is_doubtful_in_another_way_is_another_question() -> None:
    early, late = (
        evolve(ROW, reason="doubtful-date", facts=("unit row 1", why)) for why in ("early", "late")
    )
    holds = answered(early)
    holds.ended(HOLD.enrolment_id, "results", [late])
    assert lapsed(holds) == frozenset()
