"""Faults that stop a run are reported; what was not reached stays due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, timedelta

import pytest
from attrs import evolve
from typing_extensions import override

from support.metered import college, course, learner, student
from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    GROUP,
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
from talent_powerpro.adapters.memory.state import (
    MemoryHolds,
    MemoryJournal,
    MemorySyncLog,
    MemoryVerifiedLinks,
)
from talent_powerpro.errors import (
    Deferred,
    InternalError,
    PowerProUnusable,
    Refused,
    TalentUnusable,
)
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.holds import Answer, Decision, HoldKey, StandingHold
from talent_powerpro.records.journal import PendingMembership, RunHeader, SyncLogLine
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.record import Remark, StageName
from talent_powerpro.records.report import Lists, RunReport, header_of
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.records.write import CreateUser
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.testing import raising

PENDING = PendingMembership(booking(), USER_7, GROUP)


# --- what stops a run -------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 3])
def test_a_portal_that_cannot_be_used_stops_the_run_and_reaches_no_later_record(
    width: int,
) -> None:
    world = rto(*many(9), width=width)
    world.talent.script.always["user_by_email"] = raising(TalentUnusable("wrong key"))
    report = world.run()
    assert ended(report) == "talent-unusable"
    assert set(outcomes(report).values()) == {"not reached"}
    assert world.talent.script.asked.count("user_by_email") <= width
    assert "Stopped: wrong key" in world.messages
    assert world.messages[-1] == "<<< PowerPro-Talent Integration Agent ended <<<"


def test_a_portal_that_fails_while_performing_leaves_the_record_in_hand_to_the_next_run() -> None:
    world = rto(*many(3))
    world.talent.script.does("enrol", lambda: None, raising(TalentUnusable("API off")))
    report = world.run()
    assert list(outcomes(report).values()) == ["provisioned", "deferred", "not reached"]
    assert ended(report) == "talent-unusable"
    world.clock.pass_days(1)
    assert set(outcomes(world.run()).values()) == {"provisioned"}
    assert len(world.talent.users) == 3


@pytest.mark.parametrize(
    ("fault", "kind", "end"),
    [
        (PowerProUnusable("locked"), "powerpro-unusable", "locked"),
        (KeyError("x"), "internal-error", "in a repository: KeyError"),
    ],
)
def test_a_store_that_cannot_be_used_stops_the_run(fault: Exception, kind: str, end: str) -> None:
    world = rto(*many(2))
    world.powerpro.script.raises("enrolments_to_provision", fault)
    report = world.run()
    assert (ended(report), report.records) == (kind, ())
    assert report.stopped
    assert report.stopped.message.endswith(end)


def test_a_store_that_fails_at_the_contact_log_loses_nothing() -> None:
    world = rto()
    world.powerpro.script.raises("add_contact_log", PowerProUnusable("disk full"))
    assert outcomes(world.run()) == {"1001": "deferred"}
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1001": "provisioned"}
    assert list(world.talent.users) == ["7"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (PowerProUnusable("disk full"), "powerpro-unusable"),
        (OSError("broken pipe"), "internal-error"),
    ],
)
def test_a_sync_log_that_cannot_be_written_stops_the_run_before_it_does_anything(
    fault: Exception, kind: str
) -> None:
    class Unwritable(MemorySyncLog):
        def write(self, lines: Sequence[SyncLogLine]) -> None:
            raise fault

    world = rto(log=Unwritable())
    assert ended(world.run()) == kind
    assert world.talent.users == {}


def test_a_sync_log_that_fails_at_a_record_stops_the_run_there() -> None:
    class AtRecord(MemorySyncLog):
        def write(self, lines: Sequence[SyncLogLine]) -> None:
            if lines[0].message.startswith("Looking up"):
                raise OSError("broken pipe")
            super().write(lines)

    world = rto(*many(2), log=AtRecord())
    world.powerpro.put_client(evolve(world.enrolment("1").client, secondary_id="5"))
    report = world.run()
    assert report.stopped
    assert report.stopped.message.endswith(
        "OSError, at enrolment 1 of LEN CASTER (C1), in the provisioning stage."
    )
    assert outcomes(report) == {"1": "provisioned", "2": "not reached"}


def missed(number: str = "1001") -> Enrolment:
    """An enrolment whose export date has passed."""
    return enrolment(number, client=PINK, export_date=EXPORT_DATE - timedelta(days=1))


class Forgetful(MemoryJournal):
    """A journal that cannot be written to at the end of a run."""

    def tell(self, topics: Iterable[str], today: object) -> frozenset[str]:
        raise PowerProUnusable("disk full")


def test_a_journal_that_fails_is_reported_and_the_report_is_still_made() -> None:
    world = rto(enrolment(export_date=None), journal=Forgetful())
    delivered: list[RunReport] = []
    report = world.run(deliver=delivered.append)
    assert ended(report) == "powerpro-unusable"
    assert [ended(each) for each in delivered] == [""]
    (header,) = world.journal.runs()
    assert header.stopped == "unusable"


class LastWords(MemoryJournal):
    """A journal that fails when the report is made, after all else is done."""

    def told(self, topics: Iterable[str]) -> frozenset[str]:
        raise PowerProUnusable("disk full")


def test_a_run_that_cannot_mark_what_is_new_says_so() -> None:
    world = rto(enrolment(), journal=LastWords())
    world.talent.script.raises("create_user", Refused("weak password"))
    report = world.run()
    assert outcomes(report) == {"1001": "failed"}
    assert ended(report) == "powerpro-unusable"


@pytest.mark.parametrize("method", ["tell", "keep_run"])
def test_an_unexpected_exception_of_the_memory_at_the_end_leaves_the_report(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    world = rto(enrolment(), missed("1002"))

    def fail(*_: object) -> None:
        raise OSError("broken pipe")

    world.talent.script.does("enrol", lambda: monkeypatch.setattr(world.journal, method, fail))
    report = world.run()
    assert report.stopped
    assert report.stopped.message == (
        "Internal error in talent-powerpro or in a repository: OSError"
    )
    assert outcomes(report) == {"1001": "provisioned"}
    assert world.messages[-1] == "<<< PowerPro-Talent Integration Agent ended <<<"


def test_a_run_that_was_stopped_already_keeps_its_first_reason() -> None:
    world = rto(*many(2), journal=LastWords())
    world.talent.script.raises("create_user", Refused("weak password"))
    world.talent.script.does("enrol", raising(TalentUnusable("API off")))
    assert ended(world.run()) == "talent-unusable"


@pytest.mark.parametrize("width", [1, 3])
def test_an_internal_error_stops_the_run_and_names_its_record(
    width: int, caplog: pytest.LogCaptureFixture
) -> None:
    world = rto(*many(3), width=width)
    world.talent.script.raises("user_by_email", ZeroDivisionError("what somebody typed"))
    report = world.run()
    assert ended(report) == "internal-error"
    assert report.stopped
    assert "ZeroDivisionError, at enrolment " in report.stopped.message
    assert "LEN CASTER (C" in report.stopped.message
    assert "what somebody typed" not in report.to_json()
    assert not set(outcomes(report).values()) - {"deferred", "not reached"}
    (logged,) = caplog.records
    assert logged.exc_info
    assert logged.exc_info[0] is ZeroDivisionError
    assert any(
        "Stopped: Internal error in talent-powerpro" in message for message in world.messages
    )
    assert set(outcomes(world.run()).values()) == {"provisioned"}


def test_a_fault_while_an_ending_is_stored_names_its_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = rto(*many(2))
    monkeypatch.setattr(world.journal, "end", lambda *_: raising(KeyError("x"))())
    report = world.run()
    assert report.stopped
    assert (
        "KeyError, at enrolment 1 of LEN CASTER (C1), in the provisioning stage."
        in report.stopped.message
    )


@pytest.mark.parametrize("width", [1, 3])
def test_what_flows_under_way_wrote_is_reported_where_an_ending_cannot_be_stored(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """The disk got full, or the store was moved away, while other records were under way."""
    world = rto(*many(9), width=width)
    monkeypatch.setattr(world.journal, "end", lambda *_: raising(PowerProUnusable("full"))())
    report = world.run()
    assert ended(report) == "powerpro-unusable"
    writes = [write for record in report.records for write in record.writes]
    created = {write.email for write in writes if isinstance(write, CreateUser)}
    assert created == {user.email for user in world.talent.users.values()}
    assert len(created) < 9


def test_a_plan_raises_an_internal_error() -> None:
    world = rto(*many(2))
    world.talent.script.raises("user_by_email", ZeroDivisionError())
    with pytest.raises(InternalError, match="ZeroDivisionError, at enrolment 1"):
        world.agent().plan()


def test_a_missing_or_inactive_course_fails_its_enrolments_and_creates_nobody() -> None:
    for talent in (portal(active=False), portal(id="127")):
        world = rto(*many(2), talent=talent)
        assert set(outcomes(world.run()).values()) == {"failed"}
        assert world.talent.users == {}


class Unreadable(MemoryHolds):
    """Holds that cannot be read, once."""

    read = False

    def standing(self) -> Sequence[StandingHold]:
        if not self.read:
            self.read = True
            raise PowerProUnusable("locked")
        return super().standing()


def test_due_marks_are_kept_where_the_holds_cannot_be_read() -> None:
    world = rto(releases=Unreadable())
    assert ended(world.run()) == "powerpro-unusable"
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1001": "provisioned"}


# --- news -------------------------------------------------------------------------


def refused_key(world: Rto) -> None:
    world.talent.script.raises("user_by_email", TalentUnusable("wrong key"))


def refused_key_for_results(world: Rto) -> None:
    world.talent.script.raises("user_by_id", TalentUnusable("wrong key"))


def nobody_foresaw(world: Rto) -> None:
    world.talent.script.raises("user_by_email", ZeroDivisionError())


def full_disk_at_the_contact_log(world: Rto) -> None:
    world.powerpro.script.raises("add_contact_log", PowerProUnusable("the disk is full"))


def braked(world: Rto) -> None:
    world.policy = Policy(users_created=0)


@pytest.mark.parametrize(
    "stop",
    [
        refused_key,
        refused_key_for_results,
        nobody_foresaw,
        full_disk_at_the_contact_log,
        braked,
    ],
)
def test_a_run_that_is_stopped_leaves_its_news_to_the_next_run(stop: Callable[[Rto], None]) -> None:
    """A scheduler reads another code than 1, and may never show the list to anybody."""
    linked = evolve(PINK, code=ClientCode("P2"), email="p2@pm.me", secondary_id="99")
    world = rto(
        enrolment(), missed("1002"), evolve(provisioned(unit(), client=linked), id=booking("1003"))
    )
    policy = world.policy
    for _ in range(2):
        stop(world)
        report = world.run()
        assert ended(report)
        assert [each.new for each in report.lists.missed] == [True]
        world.policy = policy
    assert [each.new for each in world.run().lists.missed] == [True]
    assert [each.new for each in world.run().lists.missed] == [False]


def test_an_interrupted_run_leaves_its_news_to_the_next_run() -> None:
    world = rto(enrolment(), missed("1002"))
    agent = world.agent()
    world.talent.script.does("user_by_email", agent.stop)
    report = agent.run()
    assert ended(report) == "interrupted"
    assert report.has_new_entries
    assert world.run().has_new_entries
    assert not world.run().has_new_entries


def test_a_report_that_could_not_be_delivered_is_new_again() -> None:
    world = rto(missed())

    def broken(report: RunReport) -> None:
        assert report.has_new_entries
        raise BrokenPipeError

    for _ in range(2):
        with pytest.raises(BrokenPipeError):
            world.run(deliver=broken)
    with pytest.raises(BrokenPipeError):
        world.agent().apply(world.agent().plan(), deliver=broken)
    assert world.run().has_new_entries
    assert not world.run().has_new_entries


def test_a_plan_and_a_run_of_the_other_stage_use_up_no_news() -> None:
    world = rto(missed())
    world.agent().plan()
    world.run(only="results")
    assert world.run(only="provisioning").has_new_entries


def test_missed_students_are_logged_once_a_day_however_often_the_run_is_stopped() -> None:
    world = rto(enrolment(), missed("1002"))
    for _ in range(3):
        refused_key(world)
        world.run()
    assert sum("Missed: " in each for each in world.messages) == 1
    world.clock.pass_days()
    refused_key(world)
    world.run()
    assert sum("Missed: " in each for each in world.messages) == 2


# --- a repository that fails once the run has stopped ------------------------------


def two_talent_courses() -> Rto:
    """Two learners in two Talent courses, so that the second is in another batch."""
    other = evolve(COURSE, code=CourseCode("OTHER"), talent_course_id="127")
    booked = evolve(provisioned(unit(), client=PINK), id=booking("1002"))
    return rto(provisioned(unit()), evolve(booked, course=other))


@pytest.mark.parametrize("fault", [Deferred("deadlock"), KeyError("x"), PowerProUnusable("gone")])
def test_a_repository_that_fails_when_the_run_has_stopped_changes_neither_reason_nor_report(
    fault: Exception,
) -> None:
    world = two_talent_courses()
    world.talent.script.always["user_by_id"] = raising(TalentUnusable("API off"))
    world.powerpro.script.does("enrolment", lambda: None, raising(fault))
    report = world.run(only="results")
    assert ended(report) == "talent-unusable"
    assert outcomes(report, "results")["1001"] == "not reached"
    assert world.messages[-1] == "<<< PowerPro-Talent Integration Agent ended <<<"
    (header,) = world.journal.runs()
    assert header.ended


# --- brakes -----------------------------------------------------------------------


def too_many() -> Rto:
    return rto(*many(3), policy=Policy(users_created=2))


def test_a_brake_stops_before_anything_is_written() -> None:
    world = too_many()
    report = world.run()
    assert ended(report) == "users_created"
    assert world.talent.users == {}
    assert world.journal.entries() == ()
    assert set(outcomes(report).values()) == {"not reached"}
    assert any(m.startswith("Stopped: 3 Talent users would be") for m in world.messages)


def test_records_that_were_not_approved_do_not_count_for_a_brake() -> None:
    world = too_many()
    plan = world.agent().plan()
    two = evolve(plan, records=plan.records[:2])
    assert ended(world.agent().apply(two)) == ""
    assert len(world.talent.users) == 2


def test_known_users_that_talent_denies_are_a_brake() -> None:
    denied = tuple(
        evolve(each, client=evolve(each.client, secondary_id=str(1000 + n)))
        for n, each in enumerate(many(10))
    )
    world = rto(*denied)
    assert ended(world.run()) == "known_users_missing"
    assert world.talent.users == {}
    assert ended(world.run(release=["known_users_missing"])) == ""


def test_outcomes_replaced_and_written_are_brakes() -> None:
    final = provisioned(unit(outcome="51 - Recognition of prior learning granted"))
    for policy, brake in (
        (Policy(brake_floor=1), "outcomes_replaced"),
        (Policy(outcomes_written=0), "outcomes_written"),
    ):
        world = rto(final, talent=finished("ICTWEB304"), policy=policy)
        assert ended(world.run()) == brake
        assert ended(world.run(release=[brake])) == ""
        assert world.unit().outcome == COMPETENT


# --- the journal or the log fails right after a write ------------------------------


class FullDisk(MemoryJournal):
    """Takes plans, and no endings."""

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        raise PowerProUnusable("disk full")

    def end(
        self, run_id: str, stage: str, enrolment_id: EnrolmentId, status: str, made: object
    ) -> None:
        raise PowerProUnusable("disk full")


def test_a_performed_record_is_reported_where_the_journal_fails_right_after() -> None:
    world = rto(*many(2), journal=FullDisk())
    report = world.run()
    assert world.enrolment("1").provisioning_log
    assert outcomes(report) == {"1": "provisioned", "2": "not reached"}
    assert ended(report) == "powerpro-unusable"


def test_the_first_fault_of_a_record_is_why_the_run_stopped() -> None:
    world = rto(*many(2), journal=FullDisk())
    world.talent.script.does("enrol", raising(TalentUnusable("API off")))
    report = world.run()
    assert ended(report) == "talent-unusable"
    assert outcomes(report) == {"1": "deferred", "2": "not reached"}


def test_links_that_cannot_be_stored_do_not_replace_the_first_reason_to_stop() -> None:
    class Full(MemoryVerifiedLinks):
        @override
        def remember_links(self, links: Collection[VerifiedLink]) -> None:
            raise PowerProUnusable("disk full")

    world = rto(*many(2))
    world.talent.script.does("enrol", lambda: None, raising(TalentUnusable("API off")))
    world.links = Full()
    report = world.run()
    assert ended(report) == "talent-unusable"
    assert outcomes(report) == {"1": "provisioned", "2": "deferred"}


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_run_whose_last_line_cannot_be_logged_is_reported_as_stopped(
    monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    class LastLine(MemorySyncLog):
        def write(self, lines: Sequence[SyncLogLine]) -> None:
            if lines[0].message.startswith("<<<"):
                if not is_kept:  # From here on.
                    monkeypatch.setattr(world.journal, "keep_run", fail)
                raise PowerProUnusable("disk full")

    def fail(*_: object) -> None:
        raise OSError("broken pipe")

    world = rto(log=LastLine())
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert ended(report) == "powerpro-unusable"


# --- a row that cannot be read ----------------------------------------------------

ODD = "Row 1 of the table enrolments in PowerPro's store cannot be read."


def test_an_unreadable_enrolment_fails_alone_and_is_provisioned_once_it_is_corrected() -> None:
    first, *others = many(3)
    world = rto(evolve(first, unreadable=(ODD,)), *others)
    report = world.run()
    assert list(outcomes(report).values()) == ["failed", "provisioned", "provisioned"]
    (record,) = report.needing_attention
    assert (record.reason, record.message, record.new) == ("row-unreadable", ODD, True)
    world.powerpro.put_enrolment(first)
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1": "provisioned"}


def test_an_unreadable_enrolment_that_is_not_due_fails_too() -> None:
    first, *others = many(2)
    world = rto(evolve(first, export_date=None, unreadable=(ODD,)), *others)
    assert outcomes(world.run()) == {"1": "failed", "2": "provisioned"}
    assert [mark.enrolment_id for mark in world.journal.due_marks()] == []


def test_the_results_of_an_unreadable_enrolment_fail_alone() -> None:
    joana = provisioned(unit())
    odd = provisioned(unit("ICTWEB305", "other"), id=booking("1002"), unreadable=(ODD,))
    world = rto(joana, odd, talent=finished("ICTWEB304"))
    report = world.run(only="results")
    assert outcomes(report, "results") == {"1001": "written", "1002": "failed"}


def test_a_result_that_may_be_an_unreadable_enrolments_is_not_written() -> None:
    odd = provisioned(unit(row="other"), id=booking("1002"), unreadable=(ODD,))
    world = rto(provisioned(unit()), odd, talent=finished("ICTWEB304"))
    report = world.run(only="results")
    assert outcomes(report, "results") == {"1001": "failed", "1002": "failed"}
    assert "so the agent cannot tell whose result it is" in report.records[0].message


def test_a_pending_membership_of_an_unreadable_enrolment_stays_pending() -> None:
    world = rto(provisioned(unreadable=(ODD,)))
    world.journal.set_pending(PENDING)
    assert outcomes(world.run(only="provisioning")) == {"1001": "failed"}
    assert world.journal.pending_memberships() == (PENDING,)


# --- what a run says --------------------------------------------------------------


class Told(RunListener):
    """A listener that remembers what it was told, and makes a remark."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    @override
    def run_started(self, run_id: str, today: date) -> None:
        self.told.append((run_id, today))

    @override
    def stage_found(self, stage: StageName, due: int, lists: Lists) -> None:
        self.told.append((stage, due, lists))

    @override
    def take_remarks(self) -> tuple[Remark, ...]:
        return (REMARK,)

    @override
    def run_ended(self, report: RunReport) -> None:
        self.told.append(report.remarks)


REMARK = Remark("said", "A listener said so.")


def test_a_report_a_plan_and_the_history_say_all_of_a_run() -> None:
    first = enrolment(export_date=EXPORT_DATE - timedelta(days=1))
    idle = provisioned(unit("ICTWEB305"), client=evolve(PINK, secondary_id="8"), id=booking("1002"))
    world = rto(first, idle, missed("1003"))
    world.clock.now = STARTED.astimezone(UTC)
    targets = RunTargets((booking(), booking("1002")), although_not_today="Came late.")
    names = ("enrolment 1001", "enrolment 1002")
    plan = world.agent().plan(targets=targets)
    assert (plan.targets, plan.made_at, plan.portal) == (targets, STARTED, portal().portal)
    told = Told()
    report = world.agent(listeners=[told]).run(targets=targets)
    assert outcomes(report) == {"1001": "provisioned"}
    assert report == RunReport(
        run_id=report.run_id,
        started=STARTED,
        ended=STARTED,
        today=EXPORT_DATE,
        stages=(StageName.PROVISIONING, StageName.RESULTS),
        records=report.records,
        unchanged=report.unchanged,
        lists=report.lists,
        remarks=(REMARK,),
        targets=names,
        although_not_today="Came late.",
    )
    assert report.ended.tzinfo == PERTH
    assert plan.run_id
    assert told.told == [
        (report.run_id, EXPORT_DATE),
        ("provisioning", 1, Lists()),
        ("results", 0, Lists()),
        # A listener may mail the report: what was remarked until now is in it.
        (REMARK,),
    ]
    (header,) = world.journal.runs()
    assert header == header_of(report)


def test_a_run_begins_in_the_history_with_all_that_is_known_of_it() -> None:
    """Killed, it would stay like this."""
    world = rto()
    begun: list[RunHeader] = []
    world.talent.script.does("user_by_email", lambda: begun.extend(world.journal.runs()))
    report = world.run(targets=RunTargets(courses=(COURSE.code,)))
    assert begun == [
        RunHeader(
            report.run_id,
            STARTED,
            ("provisioning", "results"),
            targets=(f"course {COURSE.code}",),
        )
    ]


def test_unchanged_records_and_those_without_anything_new_are_counted_together() -> None:
    pink = provisioned(unit(), client=evolve(PINK, secondary_id="8"), id=booking("1002"))
    world = rto(provisioned(unit()), pink, talent=portal_with_joana())
    pinkie = TalentUser(TalentUserId("8"), "pink", "Pinkie", "Panther", PINK.email)
    world.talent.put_user(pinkie)
    world.talent.put_enrolment(pinkie.id, COURSE_126)
    world.talent.complete(pinkie.id, COURSE_126, "ICTWEB304", DONE, label="Terminado")
    first, second = world.run(), world.run()
    (record,) = first.records
    assert [each.reason for each in record.remarks] == ["unknown-label"]
    assert first.unchanged == {"results": 1}
    assert (second.records, second.unchanged) == ((), {"results": 2})


def test_what_is_reported_is_marked_with_the_day_of_the_run() -> None:
    class Days(MemoryJournal):
        def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
            days.add(today)
            return super().tell(topics, today)

    days: set[date] = set()
    rto(missed(), journal=Days()).run()
    assert days == {EXPORT_DATE}


def test_the_answers_that_a_run_needed_are_marked_as_used() -> None:
    class InUse(MemoryHolds):
        used: object = None

        def answers_used(self, keys: Iterable[HoldKey], today: date) -> None:
            self.used = set(keys), today

    holds = InUse()
    rpl = unit(outcome="51 - Recognition of prior learning granted")
    policy = careful(shared_completions=Reaction.REPORT)
    world = rto(provisioned(rpl), talent=finished("ICTWEB304"), policy=policy, releases=holds)
    world.clock.now = DONE
    world.run(only="results")
    (hold,) = holds.standing()
    assert holds.used is None
    answer = Answer(
        Decision.RELEASE, hold.enrolment_id, hold.reason, hold.facts, "", "Ana", "", STARTED
    )
    holds.answer(answer)
    world.run(only="results")
    assert holds.used == ({hold.key}, DONE.astimezone(PERTH).date())


def test_a_run_that_cannot_be_kept_says_why_it_stopped_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = rto(*many(2))

    def down() -> None:
        monkeypatch.setattr(world.journal, "keep_run", raising(OSError("full")))
        raise TalentUnusable("API off")

    world.talent.script.does("enrol", down)
    report = world.run()
    assert ended(report) == "talent-unusable"


# --- the quota of calls -----------------------------------------------------------


def test_each_stage_leaves_half_of_the_calls_to_the_next() -> None:
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(1, 21)]
    learners = [learner(n, 1) for n in range(21, 41)]
    world = college(60, new=new, learners=learners, done=range(21, 41), reserve=0)
    report = world.run()
    assert report.counts("provisioning") == {"provisioned": 7, "not reached": 13}
    # Each student who is new now has results too.
    assert report.counts("results") == {"written": 15, "unchanged": 7, "not reached": 5}


def test_what_the_other_stage_leaves_over_the_first_one_uses() -> None:
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(1, 11)]
    world = college(66, new=new, reserve=0)
    report = world.run()
    assert report.stopped is None
    assert [each.enrolment_id for each in report.records] == [f"N{n}" for n in range(1, 11)]
    assert report.counts("provisioning") == {"provisioned": 10}
