"""The headers of runs in the journal."""

from __future__ import annotations

import pytest

from support.the_guide import PINK, ended, enrolment, outcomes, rto
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import PortalChanged, PowerProUnusable
from talent_powerpro.records.journal import RunHeader


def test_a_run_s_header_has_its_times_counts_and_writes() -> None:
    world = rto(enrolment(), enrolment("1002", PINK, deferment_date=None))
    report = world.run()
    (header,) = world.journal.runs()
    assert header == RunHeader(
        report.run_id,
        report.started,
        ("provisioning", "results"),
        report.ended,
        {"provisioning": {"provisioned": 2}, "results": {"unchanged": 2}},
        report.wrote,
    )


def test_a_header_says_what_stopped_its_run() -> None:
    world = rto()
    world.powerpro.script.raises("provisioned_enrolments", PowerProUnusable("locked"))
    world.run()
    (header,) = world.journal.runs()
    assert (header.stopped, header.message) == ("unusable", "locked")
    assert header.counts["provisioning"] == {"provisioned": 1}


def test_a_run_that_is_cut_off_leaves_a_header_without_an_end() -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    world = rto()
    world.powerpro.script.does("add_contact_log", kill)
    with pytest.raises(Killed):
        world.run()
    (header,) = world.journal.runs()
    assert header.ended is None


def test_a_plan_and_a_refused_run_leave_no_header() -> None:
    world = rto()
    world.agent().plan()
    world.portal_memory.remember_portal("another.example")
    with pytest.raises(PortalChanged):
        world.run()
    assert world.journal.runs() == ()


def test_a_header_that_cannot_be_kept_at_the_end_is_why_the_run_stopped() -> None:
    class LastHeader(MemoryJournal):
        def keep_run(self, header: RunHeader) -> None:
            if header.ended:
                raise PowerProUnusable("disk full")

    world = rto(journal=LastHeader())
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert ended(report) == "powerpro-unusable"
