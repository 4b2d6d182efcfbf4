"""Where the quota ends a performance, what needs no more calls is performed all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from attrs import evolve

from support.scripted import ScriptedPowerPro
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    GROUP,
    JOANA_7,
    LEN,
    LOG,
    PERTH,
    PINK,
    USER_7,
    Rto,
    booking,
    ended,
    enrolment,
    finished,
    many,
    outcomes,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryVerifiedLinks
from talent_powerpro.errors import QuotaReached, TalentUnusable
from talent_powerpro.model import TalentUser, TalentUserId
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.testing import raising

DOWN = TalentUnusable("TalentLMS is down")
STOP = QuotaReached("no more calls")


def test_the_portal_is_remembered_with_the_first_write() -> None:
    idle = rto(provisioned(unit()), talent=portal_with_joana())
    idle.run()
    assert idle.portal_memory.portal() == ""
    world = rto()
    world.run()
    assert world.portal_memory.portal() == "powerpro.talentlms.com"


def test_what_needs_no_more_calls_is_performed_once() -> None:
    # Pink is in the Talent course already, and her course has no group: only PowerPro is written.
    there = portal(users=[evolve(JOANA_7, first_name="Pink", last_name="Panther")])
    there.put_enrolment(USER_7, COURSE_126)
    pink = evolve(PINK, secondary_id="7", email="jg11@pm.me")
    known = enrolment("1002", pink, evolve(COURSE, talent_group_key=""))
    world = rto(evolve(known, id=booking("1000")), enrolment(client=LEN), known, talent=there)
    there.script.raises("create_user", STOP)
    report = world.run()
    assert ended(report) == "quota"
    assert outcomes(report) == {
        "1000": "provisioned",
        "1001": "not reached",
        "1002": "provisioned",
    }
    assert world.enrolment("1002").provisioning_log is not None
    assert world.run().stopped is None


def test_a_record_that_the_quota_cuts_off_keeps_what_it_wrote_and_stays_due() -> None:
    world = rto(*many(2))
    world.talent.script.raises("enrol", STOP)
    report = world.run()
    assert ended(report) == "quota"
    assert outcomes(report) == {"1": "deferred", "2": "not reached"}
    assert world.enrolment("1").client.secondary_id == "7"
    assert outcomes(world.run()) == {"1": "provisioned", "2": "provisioned"}


def test_what_a_rehearsal_learnt_before_the_quota_cut_it_is_written() -> None:
    len_8 = TalentUser(TalentUserId("8"), "len@pm.me", "Len", "Caster", "len@pm.me")
    there = finished("ICTWEB304", talent=portal_with_joana())
    there.put_user(len_8)
    there.put_enrolment(len_8.id, COURSE_126)
    there.complete(len_8.id, COURSE_126, "ICTWEB304", DONE)
    second = enrolment("1002", evolve(LEN, secondary_id="8"), contact_logs=(LOG,))
    world = rto(provisioned(unit("ICTWEB304")), second, talent=there)
    there.script.does("progress", lambda: None, raising_stop)
    report = world.run()
    assert ended(report) == "quota"
    assert outcomes(report, "results") == {"1001": "written", "1002": "not reached"}
    assert world.unit().outcome.startswith("20")


def raising_stop() -> None:
    raise STOP


# --- what is stored with fewer transactions ------------------------------------------


class InGroups(ScriptedPowerPro):
    """PowerPro with group commit, which says what ended within the block."""

    journal: MemoryJournal

    @contextmanager
    def group_commit(self) -> Iterator[None]:
        self.begun = len(self.journal.unfinished())
        yield
        self.left = len(self.journal.unfinished())


def test_records_end_within_a_group_commit() -> None:
    powerpro = InGroups(many(3))
    world = Rto(powerpro)
    powerpro.journal = world.journal
    assert ended(world.run(only="provisioning")) == ""
    assert (powerpro.begun, powerpro.left) == (3, 0)


def test_links_are_stored_together_also_where_the_run_stops() -> None:
    world = rto(*many(3))
    world.talent.script.does("enrol", nothing, nothing, raising(DOWN))
    links = CountedLinks()
    state = evolve(world.state, links=links)
    agent = Agent(
        world.powerpro, world.talent, timezone=PERTH, state=state, clock=world.clock, width=1
    )
    assert ended(agent.run()) == DOWN.reason
    assert links.stored == [["C1", "C2"]]


class CountedLinks(MemoryVerifiedLinks):
    """The verified links, which keep what was stored at once."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: list[list[str]] = []

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        self.stored.append([each.client_code for each in links])
        super().remember_links(links)


def nothing() -> None:
    """Do nothing."""


def test_a_membership_that_waits_is_cleared_once_the_enrolment_is_provisioned() -> None:
    world = rto()
    pending = PendingMembership(booking(), USER_7, GROUP)
    world.journal.set_pending(pending)
    world.run()
    assert world.journal.pending_memberships() == ()
