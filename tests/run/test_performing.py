"""Where the quota ends a performance, what needs no more calls is performed all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from attrs import evolve
from typing_extensions import override

from support.scripted import ScriptedPowerPro
from support.telling import telling
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    GROUP,
    JOANA,
    JOANA_7,
    LEN,
    LOG,
    PERTH,
    PINK,
    STARTED,
    USER_7,
    Rto,
    booking,
    careful,
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
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory.state import MemoryEvidence, MemoryJournal, MemoryVerifiedLinks
from talent_powerpro.errors import PowerProUnusable, QuotaReached, Refused, TalentUnusable
from talent_powerpro.model import CourseCode, TalentUser, TalentUserId, Unit, UnitResult, UnitRowId
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.holds import Answer, Decision
from talent_powerpro.records.journal import JournalEntry, PendingMembership
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.step import Event
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.testing import raising


class Heard(RunListener):
    """A listener that remembers how records ended, and the progress of a performance."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, str, bool]] = []
        self.performed: list[tuple[int, int | None]] = []

    @override
    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        self.ended.append((record.enrolment_id, record.status, performed))

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        if phase == "performing":
            self.performed.append((done, total))


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
    heard = Heard()
    report = world.agent(listeners=[heard]).run()
    assert ended(report) == "quota"
    assert outcomes(report) == {
        "1000": "provisioned",
        "1001": "not reached",
        "1002": "provisioned",
    }
    assert world.enrolment("1002").provisioning_log is not None
    assert heard.ended == [("1000", "provisioned", True), ("1002", "provisioned", True)]
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


# --- what is remembered of a performance ----------------------------------------------


def test_only_what_has_something_to_write_is_performed() -> None:
    idle = provisioned(unit("ICTWEB305", "idle"), id=booking("1002"))
    world = rto(provisioned(unit()), idle, talent=finished("ICTWEB304"))
    heard = Heard()
    report = world.agent(listeners=[heard]).run(only="results")
    assert heard.ended == [("1001", "written", True)]
    assert report.unchanged == {"results": 1}
    assert heard.performed == [(1, 1)]
    (entry,) = world.journal.entries()
    assert (entry.run_id, entry.stage, entry.enrolment_id, entry.status) == (
        report.run_id,
        "results",
        "1001",
        "written",
    )
    row = world.unit()
    assert world.journal.last_results([row.id]) == {
        row.id: UnitResult(row.outcome, row.outcome_date, row.short_comment)
    }
    (evidence,) = world.evidence.of_units([UnitRowId("ICTWEB304")])
    assert (evidence.run_id, evidence.at) == (report.run_id, STARTED)


def killed() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("fault", "kept"),
    [(killed, 1), (raising(PowerProUnusable("locked")), 1), (raising(Refused("read-only")), 0)],
)
def test_evidence_is_kept_before_a_write_and_removed_where_it_was_refused(
    fault: Callable[[], None], kept: int
) -> None:
    """A run that ends at once, or is killed, may have written."""
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.powerpro.script.does("set_result", fault)
    with suppress(KeyboardInterrupt):
        world.run(only="results")
    assert len(world.evidence.of_units([UnitRowId("ICTWEB304")])) == kept
    report = world.run(only="results")
    assert outcomes(report, "results") == {"1001": "written"}
    (evidence,) = world.evidence.of_units([UnitRowId("ICTWEB304")])
    assert evidence.run_id == report.run_id


def test_the_provisioning_stage_keeps_no_evidence() -> None:
    class NoEvidence(MemoryEvidence):
        @override
        def keep(self, run_id: str, evidence: object) -> None:
            raise AssertionError(evidence)

    assert outcomes(rto(evidence=NoEvidence()).run(only="provisioning")) == {"1001": "provisioned"}


@pytest.mark.parametrize(
    "rows",
    [
        [unit(outcome="51 - Recognition of prior learning granted")],
        [unit(row="one"), unit(row="other")],
    ],
    ids=["the result is final", "two rows have the code"],
)
def test_what_a_person_kept_is_kept_by_a_performance_that_writes_something_else(
    rows: Sequence[Unit],
) -> None:
    policy = careful(shared_completions=Reaction.REPORT)
    world = rto(provisioned(*rows, unit("ICTWEB305")), talent=finished("ICTWEB304"), policy=policy)
    world.clock.now = DONE
    assert outcomes(world.run(only="results"), "results") == {"1001": "held"}
    (hold,) = world.releases.standing()
    world.releases.answer(
        Answer(
            Decision.KEEP,
            hold.enrolment_id,
            hold.reason,
            hold.facts,
            hold.message,
            "Ana",
            "She is right.",
            DONE,
        )
    )
    finished("ICTWEB305", talent=world.talent)
    assert outcomes(world.run(only="results"), "results") == {"1001": "written"}
    assert world.releases.standing() == ()


def test_a_suspension_is_remembered_until_the_student_is_back() -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.links = MemoryVerifiedLinks()
    world.policy = Policy(on_withdrawal=OnWithdrawal.SUSPEND)
    world.run()
    gone = evolve(world.enrolment(), withdrawal_date=STARTED.date())
    world.powerpro.put_enrolment(gone)
    world.clock.pass_days()
    assert outcomes(world.run(), "suspension") == {"1001": "written"}
    assert world.suspensions.suspensions_of([booking()]) == {
        booking(): Suspension(booking(), USER_7, (COURSE_126,), settled=True)
    }
    world.powerpro.put_enrolment(evolve(gone, withdrawal_date=None))
    world.run()
    world.run()
    assert list(world.suspensions.every_suspended()) == []


class ComesBack(MemoryJournal):
    """A journal that calls *then* between a record's rehearsal and its performance."""

    then: Callable[[], None] = staticmethod(nothing)

    @override
    def begin(self, entries: Sequence[JournalEntry]) -> None:
        if entries:
            self.then()
        super().begin(entries)


def test_a_student_who_is_back_before_the_performance_is_not_suspended() -> None:
    journal = ComesBack()
    world = rto(provisioned(unit()), talent=portal_with_joana(), journal=journal)
    world.links = MemoryVerifiedLinks()
    world.policy = Policy(on_withdrawal=OnWithdrawal.SUSPEND)
    world.run()
    active = world.enrolment()
    world.powerpro.put_enrolment(evolve(active, withdrawal_date=STARTED.date()))
    world.clock.pass_days()
    journal.then = lambda: world.powerpro.put_enrolment(active)
    heard = Heard()
    assert ended(world.agent(listeners=[heard]).run()) == ""
    assert heard.ended == [("1001", "unchanged", True)]
    assert list(world.suspensions.every_suspended()) == []
    assert (USER_7, COURSE_126) in world.talent.enrolled


def test_what_a_user_was_changed_to_is_remembered() -> None:
    world = rto(policy=Policy(update_users=True))
    world.links = MemoryVerifiedLinks()
    world.run()
    for surname in ("LEE", "ROSS"):
        client = world.enrolment().client
        world.powerpro.put_client(evolve(client, surname=surname))
        world.clock.pass_days()
        world.run()
        user = world.talent.users[USER_7]
        assert (user.first_name, user.last_name) == ("Joana", surname.title())
        (kept,) = world.written_users.written_to([JOANA.code])
        assert kept.settled.last_name == surname.title()


def test_the_work_that_a_performed_record_saw_is_kept() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    agent = Agent(
        world.powerpro,
        telling(world.talent),
        timezone=PERTH,
        state=world.state,
        clock=world.clock,
        engagement=True,
    )
    agent.run(only="results")
    assert {each.enrolment_id for each in world.engagement.engagement_of([booking()])} == {"1001"}


def test_a_second_enrolment_of_a_client_sees_what_the_first_one_wrote() -> None:
    second = enrolment("1002", course=evolve(COURSE, code=CourseCode("OTHER")))
    world = rto(enrolment(), second)
    plan, report = world.agent().plan(), world.run()
    assert outcomes(report) == {"1001": "provisioned", "1002": "provisioned"}
    for made in (plan, report):
        assert [each.action for each in made.records[1].writes] == ["add_contact_log"]
    assert list(world.talent.users) == ["7"]
