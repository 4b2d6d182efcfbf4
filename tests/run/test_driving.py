"""Runs that overlap, and what the journal keeps of any run."""

from __future__ import annotations

import itertools
import threading
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from support.patience import PATIENCE
from support.the_guide import (
    COURSE_126,
    DONE,
    EXPORT_DATE,
    GROUP,
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
    portal,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import RecordStatus
from talent_powerpro.errors import (
    InternalError,
    NoAnswer,
    QuotaReached,
    TalentUnusable,
)
from talent_powerpro.model import TalentCourse, stand_in
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.record import StageName
from talent_powerpro.records.write import SetSecondaryId
from talent_powerpro.run.driving import Driving, at_record
from talent_powerpro.run.tasks import Task

SILENT = NoAnswer("TalentLMS did not answer in time")
PENDING = PendingMembership(booking(), USER_7, GROUP)


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


def test_each_talent_course_is_read_once() -> None:
    world = rto(*many(4), talent=portal())
    world.run()
    assert world.talent.script.asked.count("course") == 1
    assert isinstance(world.talent.courses[COURSE_126], TalentCourse)


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
