"""An RTO as a worker keeps it: on a thread of its own, with its store open between runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest
from attrs import asdict, evolve

from support.cli.rto import KEY, Rto
from support.fleet.memory import DUE, fleet_rto, opened
from support.monitor_server import monitor
from support.patience import PATIENCE
from support.the_guide import COURSE_126, USER_7, enrolment
from talent_powerpro import RecordStatus, RunReport
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.errors import FaultKind, LockHeld, PowerProUnusable
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.records import RunEnd
from talent_powerpro.fleet.resident import Resident, Residents, end_of
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.record import StageName, record_of
from talent_powerpro.records.report import Listed, Lists, Stopped, Unmatched
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.records.write import Enrol
from talent_powerpro.sandbox import Request, Response, Sandbox, guide_portal, serve


@contextmanager
def resident(made: Rto) -> Iterator[Resident]:
    kept = Resident("perth", opened(made), lambda: DUE)
    try:
        yield kept
    finally:
        kept.close()
        kept.joined()


def ended(kept: Resident) -> RunEnd:
    return kept.run(lambda _: None).result(PATIENCE)


def test_a_run_provisions_and_the_next_finds_nothing_to_do(tmp_path: Path, url: str) -> None:
    with resident(fleet_rto(tmp_path, url)) as kept:
        first, second = ended(kept), ended(kept)
    assert (first.exit, first.counts["provisioning"], first.wrote) == (0, {"provisioned": 1}, 5)
    assert first.run_id.startswith("20220602T")
    assert (second.exit, second.wrote, second.message) == (0, 0, "")


def test_runs_and_the_close_follow_each_other_on_one_thread_with_one_store(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    made = fleet_rto(tmp_path, url)
    stores.clear()
    threads, may_end = list[Thread](), Event()

    def report_end(_: RunEnd) -> None:
        threads.append(current_thread())
        may_end.wait(PATIENCE)

    kept = Resident("perth", opened(made), lambda: DUE)
    runs = [kept.run(report_end) for _ in range(2)]
    kept.close()  # Waits for nothing.
    may_end.set()
    assert [run.result(PATIENCE).exit for run in runs] == [0, 0]
    threads[0].join(PATIENCE)
    assert {each.name for each in threads} == {"rto perth_0"}
    assert stores == [("open", "rto perth_0"), ("close", "rto perth_0")]


def test_a_closed_rto_that_is_joined_has_no_thread(tmp_path: Path, url: str) -> None:
    threads = list[Thread]()
    with resident(fleet_rto(tmp_path, url)) as kept:
        kept.run(lambda _: threads.append(current_thread()))
    (thread,) = threads
    assert not thread.is_alive()


def test_what_waits_for_a_person_is_counted_and_the_store_stays_open(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    made = fleet_rto(tmp_path, url)
    stores.clear()
    with resident(made) as kept:
        kept._clock = lambda: DUE + timedelta(days=1)  # The export date has passed.
        end = ended(kept)
        again = ended(kept)
    assert (end.exit, end.needs_person) == (1, {"missed": 1})
    assert (again.exit, again.needs_person) == (0, {"missed": 1})  # It is no news any more.
    assert [did for did, _ in stores] == ["open", "close"]


def test_the_end_is_reported_before_news_count_as_reported(tmp_path: Path, url: str) -> None:
    made = fleet_rto(tmp_path, url)
    tried: list[int] = []

    def unreachable(end: RunEnd) -> None:
        tried.append(end.exit)
        raise FleetUnusable("The fleet's database does not answer.")

    with resident(made) as kept:
        with pytest.raises(FleetUnusable):
            kept.run(unreachable).result(PATIENCE)
        assert tried == [0, 3]  # The run's own end, then that it could not be recorded.


def test_a_store_that_is_lost_after_the_report_takes_nothing_of_it_away(
    tmp_path: Path, url: str
) -> None:
    made = fleet_rto(tmp_path, url)
    ends: list[RunEnd] = []

    def lose_the_store(end: RunEnd) -> None:
        ends.append(end)
        if len(ends) == 1:
            made.store.rename(made.store.with_name("moved.db"))

    with resident(made) as kept:
        kept._clock = lambda: DUE + timedelta(days=1)  # So that there is news to mark as reported.
        last = kept.run(lose_the_store).result(PATIENCE)
    first, second = ends
    assert last == second
    assert (first.exit, first.needs_person, first.message) == (1, {"missed": 1}, "")
    assert first.run_id
    assert second == evolve(first, exit=3, message=second.message, remedy=second.remedy)
    assert "powerpro.db" in second.message
    assert second.remedy


def test_a_run_that_is_stopped_by_its_store_is_told_with_what_it_did(tmp_path: Path) -> None:
    made: list[Rto] = []

    class Losing(Sandbox):
        def handle(self, request: Request) -> Response:
            if request.method == "POST" and made:
                store = made.pop().store
                store.rename(store.with_name("moved.db"))
            return super().handle(request)

    with serve(Losing(guide_portal())) as url:
        made.append(fleet_rto(tmp_path, url))
        with resident(made[0]) as kept:
            end = ended(kept)
    assert not made
    assert end.run_id
    assert "powerpro.db" in end.message
    assert end == RunEnd(
        exit=3,
        run_id=end.run_id,
        counts={"provisioning": {"deferred": 1}, "results": {}},
        wrote=1,
        message=end.message,
        remedy=end.remedy,
    )


def test_a_portal_that_refuses_the_key_is_told_by_exit_code_and_text(
    tmp_path: Path, portal: Sandbox
) -> None:
    class Refusing(Sandbox):
        def handle(self, request: Request) -> Response:
            return Response(401, {"Content-Type": "application/json"}, b'{"error": {}}')

    with (
        serve(Refusing(guide_portal())) as url,
        resident(fleet_rto(tmp_path, url)) as kept,
    ):
        end = ended(kept)
    assert end.exit == 3
    assert end.message
    assert KEY not in repr(end)


def test_after_a_run_that_could_not_be_made_the_store_is_opened_afresh(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    made = fleet_rto(tmp_path, url)
    moved = made.store.with_name("moved.db")
    stores.clear()
    with resident(made) as kept:
        assert ended(kept).exit == 0
        made.store.rename(moved)
        missing = ended(kept)
        moved.rename(made.store)
        assert ended(kept).exit == 0
    assert missing.exit == 3
    assert "powerpro.db" in missing.message
    assert missing.remedy
    assert [did for did, _ in stores] == ["open", "close", "open", "close"]


def test_a_held_lock_is_told_and_changes_nothing(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    made = fleet_rto(tmp_path, url)
    stores.clear()
    with resident(made) as kept:
        with FileRunLock(made.store).hold("run"):
            end = ended(kept)
        assert ended(kept).exit == 0
    assert (end.exit, end.run_id, end.wrote) == (4, "", 0)
    assert "is using PowerPro's store" in end.message
    assert [did for did, _ in stores] == ["open", "close"]


def test_an_internal_error_is_told_without_its_text(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("Joana Gomez")

    made = fleet_rto(tmp_path, url)
    with resident(made) as kept, caplog.at_level(logging.ERROR, "talent_powerpro.fleet"):
        monkeypatch.setattr("talent_powerpro.fleet.resident.new_agent", broken)
        end = ended(kept)
    assert asdict(end) == {
        "exit": 70,
        "run_id": "",
        "counts": {},
        "wrote": 0,
        "needs_person": {},
        "message": "Internal error (KeyError). Nothing is lost.",
        "remedy": "",
    }
    (line,) = caplog.records
    assert line.getMessage() == "perth: internal error"
    assert line.exc_info  # For a host's own handler; a worker's lines leave it out.
    assert line.exc_info[0] is KeyError


def test_a_monitor_is_called_as_by_run(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with monitor() as server:
        lines = f'\n[monitor]\nurl = "{server.address}"\n'
        with resident(fleet_rto(tmp_path, url, lines)) as kept:
            ended(kept)
            server.status = 500
            ended(kept)
    assert server.paths == ["/start", "", "/start", ""]
    assert server.seen[1][1].startswith("exit code 0\n")
    assert "perth: The monitor was not reached: it answered with status 500." in caplog.text


def test_stopping_finishes_the_record_and_ends_the_run(tmp_path: Path) -> None:
    asked, may_answer = Event(), Event()

    class Slow(Sandbox):
        def handle(self, request: Request) -> Response:
            asked.set()
            may_answer.wait(PATIENCE)
            return super().handle(request)

    with serve(Slow(guide_portal())) as url, resident(fleet_rto(tmp_path, url)) as kept:
        run = kept.run(lambda _: None)
        assert asked.wait(PATIENCE)
        kept.stop()
        may_answer.set()
        assert run.result(PATIENCE).exit == 130
        # One that is stopped before it begins stops at its start.
        assert ended(kept).exit == 130


# --- the end of a run ---------------------------------------------------------------

PLACE = (EnrolmentId("1001"), ClientCode("2021000017"), "JOANA GOMEZ", CourseCode("ICT"))
LISTED = Listed(*PLACE, ("why",))
REPORT = RunReport(
    "R1",
    DUE,
    DUE,
    DUE.date(),
    (StageName.PROVISIONING, StageName.RESULTS),
    records=(
        record_of(
            StageName.PROVISIONING,
            enrolment("1"),
            RecordStatus.PROVISIONED,
            writes=(Enrol(USER_7, COURSE_126),) * 2,
        ),
    ),
    unchanged={StageName.PROVISIONING: 7},
    lists=Lists(
        missed=(LISTED,) * 3,
        closed_before_results=(LISTED,) * 4,
        unmatched=(Unmatched("ICT", "9", "ICTWEB999", ()),) * 5,
        withdrawn=(LISTED,) * 6,
    ),
)


def test_the_end_of_a_run_has_its_counts_and_all_that_waits_for_a_person(tmp_path: Path) -> None:
    hold = StandingHold("provisioning", *PLACE, "talent-user-shared", "Two have one user.")
    remark = evolve(hold, reason="late", held=False)
    failure = StandingFailure("results", *PLACE, "no-course", "There is no 126.", "Add it.", DUE)
    store = opened(fleet_rto(tmp_path, "https://powerpro.talentlms.com")).store()
    try:
        whole = end_of(REPORT, store, interrupted=True)
        store.holds.ended(PLACE[0], "provisioning", [hold, remark])
        store.lists.keep_failures(
            "results", [failure, evolve(failure, enrolment_id=EnrolmentId("1002"))], []
        )
        stopped = evolve(
            REPORT, stopped=Stopped(FaultKind.QUOTA, "quota", "None is left.", "Wait.")
        )
        cut, interrupted = (end_of(stopped, store, interrupted=each) for each in (False, True))
    finally:
        store.close()
    assert whole == RunEnd(
        exit=0,
        run_id="R1",
        counts={"provisioning": {"provisioned": 1, "unchanged": 7}, "results": {}},
        wrote=2,
        needs_person={"missed": 3, "closed": 4, "unmatched": 5, "withdrawn": 6},
    )
    waits = {"held": 1, "failed": 2, **whole.needs_person}
    assert cut == evolve(whole, exit=6, needs_person=waits, message="None is left.", remedy="Wait.")
    assert interrupted == evolve(cut, exit=130)
    # Of a store that cannot be read any more, only a run that was stopped says nothing.
    unread = end_of(stopped, store, interrupted=False)
    assert unread == evolve(cut, needs_person=whole.needs_person)
    with pytest.raises(PowerProUnusable):
        end_of(REPORT, store, interrupted=False)


# --- several ------------------------------------------------------------------------


def test_one_rto_is_taken_once_at_a_time(tmp_path: Path, url: str) -> None:
    settings = opened(fleet_rto(tmp_path, url))
    residents = Residents(1, lambda: DUE)
    taken = residents.take("perth", settings)
    assert ended(taken).run_id.startswith("20220602T")
    with pytest.raises(LockHeld, match=r"Another run of perth is under way in this worker\."):
        residents.take("perth", settings)
    residents.give_back(taken)
    assert residents.take("perth", settings) is taken
    residents.give_back(taken)
    residents.close()


def test_new_settings_replace_the_rto_and_too_many_are_closed(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    one = opened(fleet_rto(tmp_path / "one", url))
    other = opened(fleet_rto(tmp_path / "other", url))
    stores.clear()
    residents = Residents(most=1)
    first = residents.take("perth", one)
    assert ended(first).exit in (0, 1)
    residents.give_back(first)
    second = residents.take("perth", other)
    assert second is not first
    first.joined()
    assert [did for did, _ in stores] == ["open", "close"]
    third = residents.take("sydney", one)
    residents.give_back(second)
    residents.stop()
    assert (ended(third).exit, ended(second).exit in (0, 1)) == (130, True)
    residents.give_back(third)  # Of the two idle ones, the one unused for longest is closed.
    assert residents.take("perth", other) is not second
    assert residents.take("sydney", one) is third
    third.close()
    residents.close()
