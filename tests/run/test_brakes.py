"""Brakes: a plan above a limit is not performed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from support.the_guide import COURSE_126, JOANA, JOANA_7, STARTED, USER_7, unit
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import BrakeApplied, NoAnswer, Refused
from talent_powerpro.model import (
    COMPETENT,
    Absent,
    CourseProgress,
    EnrolmentId,
    UnitResult,
    UserDetails,
)
from talent_powerpro.records.journal import UNDO, JournalEntry, RunHeader
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.records.write import CreateUser, EditUser, Enrol, Unenrol, Write, set_result
from talent_powerpro.rules.policy import Policy
from talent_powerpro.run.brakes import (
    BRAKES,
    COUNTS,
    Before,
    Tally,
    check,
    looked_up,
    written,
    written_since,
)

GUIDE = Policy.guide()
GONE = Absent("GET x")
DETAILS = UserDetails("Joana", "Gomez", "jg11@pm.me")


def asked(action: str, answer: object = None, fault: Exception | None = None) -> Event:
    assert fault is None or isinstance(fault, Refused | NoAnswer)
    return Event(STARTED, Call(action, Side.TALENT, ("7",)), answer, fault)


def test_stored_ids_that_talent_denies_are_counted() -> None:
    events = [
        asked("user_by_id", JOANA_7),
        asked("user_by_id", GONE),
        asked("progress", CourseProgress()),
        asked("progress", fault=Refused("none", reason="unknown-user")),
        asked("progress", fault=Refused("none", reason="deleted-user")),
        asked("progress", fault=Refused("none", reason="unknown-course")),
        asked("progress", fault=NoAnswer("timed out")),
        asked("user_by_email", GONE),
        Event(STARTED, Note("remark")),
    ]
    assert looked_up(events) == Tally(known_users_asked=7, known_users_missing=3)


def test_tallies_of_several_records_are_one() -> None:
    one = Tally(1, 2, 3, 4, 5, 6, 7)
    assert one + Tally(10, 20, 30, 40, 50, 60, 70) == Tally(11, 22, 33, 44, 55, 66, 77)


def test_users_outcomes_and_replaced_outcomes_are_counted() -> None:
    writes: list[Write] = [
        CreateUser(JOANA.code, "l", "f", "l", "e"),
        Enrol(USER_7, COURSE_126),
        *[Unenrol(USER_7, COURSE_126)] * 4,
        *[EditUser(USER_7, DETAILS, DETAILS)] * 5,
        *(
            set_result(unit(outcome=old), UnitResult(COMPETENT, None, ""))
            for old in ("", "51 - RPL", "20 - Competency achieved/pass")
        ),
    ]
    assert written(writes, GUIDE) == Tally(
        users_created=1,
        outcomes_written=3,
        outcomes_replaced=2,
        users_suspended=4,
        users_updated=5,
    )


TOO_MUCH = {
    "known_users_missing": Tally(known_users_asked=49, known_users_missing=10),
    "outcomes_replaced": Tally(outcomes_written=49, outcomes_replaced=10),
    "users_created": Tally(users_created=1001),
    "outcomes_written": Tally(outcomes_written=5001),
    "users_suspended": Tally(users_suspended=101),
    "users_updated": Tally(users_updated=101),
}
JUST_RIGHT = (
    Tally(known_users_asked=50, known_users_missing=10),
    Tally(known_users_asked=9, known_users_missing=9),
    Tally(outcomes_written=50, outcomes_replaced=10),
    Tally(outcomes_written=9, outcomes_replaced=9),
    Tally(users_created=1000),
    Tally(outcomes_written=5000),
    Tally(users_suspended=100),
    Tally(users_updated=100),
    Tally(),
)


SENTENCES = {
    "known_users_missing": "10 of 49 stored Talent user ids do not exist in TalentLMS, which is "
    "over the limit of 20%",
    "outcomes_replaced": "10 of 49 outcomes would replace a final outcome, which is over the limit "
    "of 20%",
    "users_created": "1001 Talent users would be created, which is over the limit of 1000",
    "outcomes_written": "5001 outcomes would be written, which is over the limit of 5000",
    "users_suspended": "101 Talent users would be taken out of Talent courses, which is over the "
    "limit of 100",
    "users_updated": "101 Talent users would be changed, which is over the limit of 100",
}


@pytest.mark.parametrize("brake", BRAKES)
def test_each_brake_stops_a_plan_above_its_limit(brake: str) -> None:
    with pytest.raises(BrakeApplied) as held:
        check(TOO_MUCH[brake], GUIDE, ())
    assert held.value.reason == brake
    assert held.value.message == f"{SENTENCES[brake]}. Nothing was written in this stage."
    assert (
        held.value.remedy
        == f"Check the plan. If it is right, run `talent-powerpro run --release {brake}`."
    )


@pytest.mark.parametrize("brake", BRAKES)
def test_each_brake_is_released_by_its_own_name_only(brake: str) -> None:
    check(TOO_MUCH[brake], GUIDE, [brake])
    with pytest.raises(BrakeApplied):
        check(TOO_MUCH[brake], GUIDE, [other for other in BRAKES if other != brake])


@pytest.mark.parametrize("right", JUST_RIGHT)
def test_a_plan_at_its_limits_passes(right: Tally) -> None:
    check(right, GUIDE, ())


def test_the_first_of_several_brakes_is_reported() -> None:
    too_much = Tally(
        known_users_asked=49,
        known_users_missing=10,
        users_created=1001,
        outcomes_written=5001,
        outcomes_replaced=5001,
        users_suspended=101,
        users_updated=101,
    )
    order = [
        *("known_users_missing", "outcomes_replaced"),
        *("users_created", "outcomes_written", "users_suspended", "users_updated"),
    ]
    for number, brake in enumerate(order):
        with pytest.raises(BrakeApplied) as held:
            check(too_much, GUIDE, order[:number])
        assert held.value.reason == brake


def test_counts_include_the_last_24_hours_and_shares_do_not() -> None:
    before = Before(2, Tally(users_created=990, outcomes_replaced=4000, outcomes_written=4999))
    check(Tally(users_created=10, outcomes_written=1), GUIDE, (), before)
    with pytest.raises(BrakeApplied) as held:
        check(Tally(users_created=11), GUIDE, (), before)
    assert held.value.message == (
        "11 Talent users would be created, after 990 by earlier runs in the last 24 hours, which "
        "is over the limit of 1000. Before that, 2 records were written in this stage."
    )
    with pytest.raises(BrakeApplied, match="1 record was written"):
        check(Tally(users_created=11), GUIDE, (), evolve(before, in_stage=1))


def test_a_stage_that_creates_nobody_is_not_stopped_for_earlier_runs() -> None:
    check(Tally(), GUIDE, (), Before(0, Tally(users_created=5000, outcomes_written=9000)))


def test_a_slice_is_checked_for_counts_alone() -> None:
    for brake, too_much in TOO_MUCH.items():
        if brake in {"known_users_missing", "outcomes_replaced"}:
            check(too_much, GUIDE, (), brakes=COUNTS)
        else:
            with pytest.raises(BrakeApplied):
                check(too_much, GUIDE, (), brakes=COUNTS)


def test_writes_of_runs_in_the_last_hours_are_counted() -> None:
    journal = MemoryJournal()
    made: list[Write] = [
        CreateUser(JOANA.code, "l", "f", "l", "e"),
        set_result(unit(), UnitResult(COMPETENT, None, "")),
    ]

    def ran(run_id: str, hours_ago: int, *, ends: bool = True, stage: str = "provisioning") -> None:
        at = STARTED - timedelta(hours=hours_ago)
        entry = JournalEntry(run_id, stage, EnrolmentId("1001"), tuple(made))
        journal.begin([entry])
        journal.end(run_id, stage, entry.enrolment_id, "provisioned", made)
        # A run that was cut off could not say how many writes it made.
        header = RunHeader(run_id, at, (stage,))
        journal.keep_run(evolve(header, ended=at, wrote=2) if ends else header)

    ran("long ago", 30)
    ran("yesterday", 23)
    ran("taken back", 3, stage=UNDO)
    ran("killed", 2, ends=False)
    journal.keep_run(RunHeader("idle", STARTED, ("provisioning",), STARTED, {}, 0))
    since = STARTED - timedelta(days=1)
    assert written_since(journal, since, GUIDE) == Tally(users_created=2, outcomes_written=2)


def test_without_a_floor_one_replaced_outcome_is_too_many_and_none_passes() -> None:
    check(Tally(), Policy(brake_floor=0, outcomes_replaced=0), ())
    with pytest.raises(BrakeApplied):
        check(
            Tally(outcomes_written=1, outcomes_replaced=1),
            Policy(brake_floor=0, outcomes_replaced=0),
            (),
        )
