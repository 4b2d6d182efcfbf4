"""Runs that overlap, and what the journal keeps of any run."""

from __future__ import annotations

import itertools
import threading
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from attrs import evolve

from support.patience import PATIENCE
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    LEN,
    PERTH,
    PINK,
    USER_7,
    Rto,
    booking,
    careful,
    enrolment,
    finished,
    many,
    only,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy, RecordStatus
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import (
    Fault,
    InternalError,
    NoAnswer,
    PowerProUnusable,
    QuotaReached,
    TalentUnusable,
)
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.flows.provisioning import NoLongerDue
from talent_powerpro.model import ClientCode, stand_in
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Flow
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import SetSecondaryId
from talent_powerpro.rules.undo import undone_hold
from talent_powerpro.run.driving import Driving, at_record
from talent_powerpro.run.lost_runs import LostRuns
from talent_powerpro.run.tasks import Ending, Task

SILENT = NoAnswer("TalentLMS did not answer in time")
# --- the journal ------------------------------------------------------------------


def test_the_plan_is_stored_with_old_values_before_the_first_write() -> None:
    world = rto()
    seen: list[Any] = []
    world.talent.script.does("create_user", lambda: seen.extend(world.journal.entries()))
    world.run()
    (entry,) = seen
    assert entry.status == ""
    assert entry.writes[1] == SetSecondaryId(JOANA.code, "DPC000129", stand_in("2021000017"))
    (ended,) = world.journal.entries()
    assert (ended.status, ended.writes) == ("provisioned", entry.writes)
    assert ended.made[1] == SetSecondaryId(JOANA.code, "DPC000129", USER_7)


def test_a_corrected_date_is_compared_with_what_the_agent_last_wrote() -> None:
    talent = finished("ICTWEB304")
    world = rto(provisioned(unit()), talent=talent, policy=careful())
    world.clock.now = datetime(2022, 6, 15, 9, tzinfo=PERTH)
    assert outcomes(world.run(), "results") == {"1001": "written"}

    talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE + timedelta(days=1))
    record = only(world.run().of("results"))
    assert (record.status, record.reason) == (RecordStatus.HELD, "date-replaced")
    assert "The agent wrote the date in PowerPro" in record.message

    world.powerpro.put_unit(evolve(world.unit(), outcome_date=EXPORT_DATE))
    record = only(world.run().of("results"))
    assert (record.status, record.reason) == (RecordStatus.HELD, "date-replaced")


# --- side by side -----------------------------------------------------------------


class Rooms:
    """Counts who is in the portal at once, and on which threads PowerPro is asked."""

    def __init__(self, world: Rto) -> None:
        self.inside = 0
        self.most = 0
        self.lock = threading.Lock()
        self.visits = itertools.count(1)
        self.first_three = threading.Barrier(3)
        self.near: set[int] = set()
        world.talent.script.always = {"user_by_email": self.enter, "enrol": self.enter}
        here = self.here
        world.powerpro.script.always = dict.fromkeys(
            ("enrolment", "clients_linked_to", "set_secondary_id", "add_contact_log"), here
        )

    def here(self) -> None:
        self.near.add(threading.get_ident())

    def enter(self) -> None:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        if next(self.visits) <= 3:
            self.first_three.wait(PATIENCE)
        with self.lock:
            self.inside -= 1


def test_at_width_three_at_most_three_ask_talent_and_powerpro_stays_on_its_thread() -> None:
    world = rto(*many(9), width=3)
    rooms = Rooms(world)
    assert set(outcomes(world.run()).values()) == {"provisioned"}
    assert rooms.most == 3
    assert rooms.near == {threading.get_ident()}


def test_at_width_three_flows_of_one_person_go_in_turn() -> None:
    shared = evolve(LEN, email=PINK.email)
    world = rto(
        enrolment("1"),
        enrolment("2"),
        enrolment("3", PINK),
        enrolment("4", shared),
        width=3,
    )
    report = world.run()
    assert outcomes(report) == {
        "1": "provisioned",
        "2": "provisioned",
        "3": "provisioned",
        "4": "held",
    }
    assert len(world.talent.users) == 2


def test_records_are_reported_in_the_order_found_even_where_flows_overlap() -> None:
    world = rto(*many(5), width=3)
    assert list(outcomes(world.run())) == ["1", "2", "3", "4", "5"]


# --- without a run ----------------------------------------------------------------


def tasks(*courses: str, stage: StageName = StageName.RESULTS) -> list[Task]:
    """The tasks of enrolments 1, 2, 3 ... in Talent courses with these numbers."""
    return [
        Task(
            stage,
            enrolment(
                str(number),
                evolve(JOANA, code=ClientCode(f"C{number}"), email=f"{number}@pm.me"),
                evolve(COURSE, talent_course_id=course),
            ),
            lambda: iter(()),  # type: ignore[arg-type, return-value]
        )
        for number, course in enumerate(courses, 1)
    ]


def ends(*faults: Fault | None) -> Any:
    """Starts flows that end with these faults, one after the other."""
    left = iter(faults)

    def flow(fault: Fault | None) -> Flow[Ending]:
        yield from ()
        if fault:
            raise fault
        return NoLongerDue(())

    return lambda _: (flow(next(left)), cast(Sides, None))


class Progress(RunListener):
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def progressed(self, *seen: Any) -> None:
        self.seen.append(seen)


def test_progress_is_told_after_each_ending_which_counts_from_the_slices_before() -> None:
    progress = Progress()
    driving = Driving(rto().agent(listeners=[progress])._context, lambda: False)
    two = tasks("126", "127")
    for ended in driving.ended([two], ends(None, None), "rehearsing", 7, before=3):
        assert driving.at is ended.record
    assert driving.at is None
    assert progress.seen == [("results", "rehearsing", done, 7) for done in (4, 5)]
    list(driving.ended([two[:1]], ends(None), "performing", None))
    assert progress.seen[2:] == [("results", "performing", 1, None)]


def test_each_stage_and_phase_counts_the_answers_of_a_course_for_itself() -> None:
    policy = evolve(Policy.guide(), no_answers_in_a_row=2)
    driving = Driving(rto(policy=policy).agent()._context, lambda: False)

    def drive(phase: str, stage: StageName, course: str = "126") -> list[Any]:
        three = tasks(course, course, course, stage=stage)
        found = driving.ended([three], ends(SILENT, SILENT, SILENT), phase, 3)
        return [each.fault and each.fault.reason for each in found]

    down = ["no-answer", "no-answer", "course-not-answering"]
    assert drive("rehearsing", StageName.RESULTS) == down
    assert drive("performing", StageName.RESULTS) == down
    assert drive("rehearsing", StageName.PROVISIONING, "127") == down
    assert [each.message.partition(" gave")[0] for each in driving.remarks] == [
        "Talent course 126",
        "Talent course 127",
    ]


@pytest.mark.parametrize(
    "faults", [(TalentUnusable("again"),), (SILENT, SILENT)], ids=["a fault", "an outage"]
)
def test_what_follows_another_fault_is_not_why_the_run_stops(faults: tuple[Fault, ...]) -> None:
    """Where flows overlap, the others end after the first fault."""
    policy = evolve(Policy.guide(), no_answers_in_a_row=1)
    driving = Driving(rto(policy=policy).agent()._context, lambda: False)
    first, start, some = PowerProUnusable("full"), ends(*faults), tasks("126", "127")[: len(faults)]

    def begin(task: Task) -> Any:
        if task is some[-1]:
            driving.fault = first
        return start(task)

    with pytest.raises(PowerProUnusable) as raised:
        list(driving.ended([some], begin, "rehearsing", None))
    assert raised.value is first


class Leaky(MemoryJournal):
    """A journal without a row of the third enrolment."""

    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        return (UnreadableRow("Row 3 cannot be read.", booking("3"), blocks=True),)


def test_a_record_that_must_not_go_on_ends_with_its_own_reason() -> None:
    four = tasks("126", "126", "126", "126")
    world = rto(journal=Leaky())
    hold = undone_hold("results", four[1].enrolment, "R1", None)
    world.releases.ended(hold.enrolment_id, hold.stage, [hold])
    driving = Driving(world.agent()._context, lambda: False)
    made = cast(Any, [SimpleNamespace(enrolment=four[0].enrolment)])
    driving.lost = LostRuns(evolve(hold, reason="run-missing"), made)
    ended = list(driving.ended([four], ends(None, None, None, None), "rehearsing", 4))
    assert [each.fault and each.fault.reason for each in ended] == [
        "run-missing",
        "undone",
        "row-unreadable",
        None,
    ]
    assert [each.value for each in ended] == [None, None, None, NoLongerDue(())]


def test_a_person_who_stops_the_agent_lets_no_flow_start() -> None:
    assert Driving(rto().agent()._context, lambda: True).is_stopping() is True


def test_only_the_quota_lets_a_stopped_run_go_on() -> None:
    driving = Driving(rto().agent()._context, lambda: False)
    driving.fault = QuotaReached("no more calls")
    driving.go_on()
    assert not driving.is_stopping()
    driving.fault = TalentUnusable("unreachable")
    driving.go_on()
    assert driving.is_stopping()


def test_the_first_fault_is_why_the_run_stops() -> None:
    driving = Driving(rto().agent()._context, lambda: False)
    there = Task(StageName.RESULTS, provisioned(unit()), lambda: iter(()))  # type: ignore[arg-type, return-value]
    first = TalentUnusable("unreachable")
    for fault in (first, TalentUnusable("again")):
        with driving.stopping_at(there):
            raise fault
    assert driving.fault is first


def test_an_internal_error_names_its_record_and_keeps_what_is_known_of_it() -> None:
    there = Task(StageName.RESULTS, provisioned(unit()), lambda: iter(()))  # type: ignore[arg-type, return-value]
    fault = InternalError("It broke.", remedy="Report it.")
    fault.__cause__ = ValueError("why")
    named = at_record(fault, there)
    assert named.message == (
        "It broke, at enrolment 1001 of JOANA GOMEZ (2021000017), in the results stage."
    )
    assert (named.remedy, named.__cause__) == (fault.remedy, fault.__cause__)
