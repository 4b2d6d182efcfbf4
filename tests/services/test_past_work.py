"""What runs did in some days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DESCRIPTION,
    DONE,
    PERTH,
    STARTED,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    rto,
)
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.model import UnitResult, UnitRowId
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.write import AddContactLog, AddUndoneLog, SetResult, Write
from talent_powerpro.services.history import PastRecord
from talent_powerpro.services.past_work import (
    EnrolledStudent,
    FetchedUnit,
    RunOnDay,
    in_zone,
    reported_day,
    runs_since,
    written,
)
from talent_powerpro.services.undo import undo

LONG_AGO = STARTED - timedelta(days=1)
SECOND = datetime(2022, 6, 14, 9, tzinfo=PERTH)


def played() -> Rto:
    """Joana is provisioned on the 2nd, and a unit comes back on the 14th. A third run is idle."""
    made = rto()
    made.run(only="provisioning")
    made.talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE)
    made.clock.now = SECOND
    made.run()
    made.clock.now = SECOND + timedelta(hours=1)
    made.run()
    return made


def runs_of(made: Rto, since: datetime = LONG_AGO) -> tuple[RunOnDay, ...]:
    return runs_since(since, made.powerpro, made.state, PERTH)


def done(made: Rto) -> list[EnrolledStudent | FetchedUnit]:
    return list(written(reversed(runs_of(made))))


def undone(made: Rto, run: RunOnDay) -> None:
    made.clock.now += timedelta(minutes=5)
    state = made.state.filled_from(memory_state())
    undo(run.header.run_id, made.powerpro, state, now=made.clock.now, zone=PERTH)


def test_what_runs_enrolled_and_fetched_comes_newest_first() -> None:
    fetched, enrolled = done(played())
    assert fetched == FetchedUnit(
        SECOND,
        fetched.enrolment_id,
        "2021000017",
        "JOANA GOMEZ",
        "ICT30120-A",
        "ICTWEB304",
        UnitResult("", None, ""),
        UnitResult(COMPETENT, date(2022, 6, 13), "[Talent Integration Agent]"),
        undone=False,
    )
    assert isinstance(enrolled, EnrolledStudent)
    assert (enrolled.at, enrolled.client_code) == (STARTED, "2021000017")
    assert (enrolled.talent_user, enrolled.description) == ("7", DESCRIPTION)


def test_a_talent_user_who_was_enrolled_already_has_no_id_here() -> None:
    talent = finished("ICTWEB304")
    made = rto(enrolment(), talent=talent)
    made.run(only="provisioning")
    (enrolled,) = done(made)
    assert isinstance(enrolled, EnrolledStudent)
    assert enrolled.talent_user == ""


def test_what_a_person_undid_is_marked_and_not_counted() -> None:
    made = played()
    first, second, _ = runs_of(made)
    undone(made, second)
    undone(made, first)
    assert [each.undone for each in done(made)] == [True, True]
    enrolled = [each for each in done(made) if isinstance(each, EnrolledStudent)]
    results = [each for each in done(made) if isinstance(each, FetchedUnit)]
    day = reported_day(SECOND.date(), runs_of(made), enrolled, results)
    assert (day.on, day.enrolled, day.results) == (SECOND.date(), 0, 0)
    first_day = reported_day(STARTED.date(), runs_of(made), enrolled, results)
    assert (first_day.enrolled, first_day.results) == (0, 0)
    assert [each.header.stages for each in day.runs][-2:] == [("undo",), ("undo",)]


def test_what_is_written_again_after_an_undo_counts() -> None:
    made = played()
    _, second, _ = runs_of(made)
    undone(made, second)
    runs = runs_of(made)
    later = evolve(second.header, run_id="later", started=made.clock.now + timedelta(hours=1))
    told = written(reversed((*runs, RunOnDay(later, second.records))))
    assert [each.undone for each in told if isinstance(each, FetchedUnit)] == [False, True]


UNDONE = UnitResult("20", None, ""), UnitResult("", None, "")


def result(unit: str) -> SetResult:
    return SetResult(booking("1"), UnitRowId(unit), unit, *UNDONE)


@pytest.mark.parametrize(
    ("undos", "then", "marked"),
    [
        ([result("A")], [result("A"), result("A")], [True, False]),
        ([result("A")] * 2, [result("A"), result("A")], [True, True]),
        ([result("A")], [result("B"), result("A")], [False, True]),
        (
            [AddUndoneLog(booking("1"), "x")],
            [
                AddContactLog(booking("2"), "x"),
                AddContactLog(booking("1"), "y"),
                AddContactLog(booking("1"), "x"),
            ],
            [False, False, True],
        ),
    ],
    ids=["once", "twice", "another unit", "another log"],
)
def test_an_undo_marks_what_it_took_back_alone(
    undos: list[Write], then: list[Write], marked: list[bool]
) -> None:
    def run(stage: str, writes: list[Write]) -> RunOnDay:
        record = PastRecord(stage, booking("1"), "", "", "", "", tuple(writes))
        return RunOnDay(RunHeader("r", STARTED), (record,))

    runs = [run("undo results", undos), run("results", then)]
    assert [each.undone for each in written(runs)] == marked


def test_times_are_in_the_rtos_zone() -> None:
    made = played()
    made.clock.now = (SECOND + timedelta(hours=2)).astimezone(UTC)
    made.run()
    assert [str(each.header.started.utcoffset()) for each in runs_of(made)] == ["8:00:00"] * 3


def test_runs_since_leaves_out_earlier_ones_and_has_idle_ones() -> None:
    made = played()
    every = runs_of(made)
    assert [bool(each.records) for each in every] == [True, True, False]
    assert [each.header.started for each in runs_of(made, SECOND)] == [
        SECOND,
        SECOND + timedelta(hours=1),
    ]


def test_a_day_has_its_own_runs_and_counts() -> None:
    made = played()
    enrolled = [each for each in done(made) if isinstance(each, EnrolledStudent)]
    results = [each for each in done(made) if isinstance(each, FetchedUnit)]
    day = reported_day(STARTED.date(), runs_of(made), enrolled, results)
    assert (len(day.runs), day.enrolled, day.results) == (1, 1, 0)
    day = reported_day(SECOND.date(), runs_of(made), enrolled, results)
    assert (len(day.runs), day.enrolled, day.results) == (2, 0, 1)


def test_a_header_is_shown_in_the_rtos_zone() -> None:
    header = RunHeader("r", datetime.fromisoformat("2022-06-02T18:00:00+00:00"))
    assert f"{in_zone(header, PERTH).started:%d %H:%M}" == "03 02:00"
    assert in_zone(header, PERTH).ended is None
    ended = evolve(header, ended=datetime.fromisoformat("2022-06-02T18:01:00+00:00"))
    found = in_zone(ended, PERTH).ended
    assert found is not None
    assert f"{found:%H:%M}" == "02:01"
