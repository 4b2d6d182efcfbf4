"""A stage's rehearsal: it reads everything, writes nothing, and keeps what there is to report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast

import pytest
from attrs import evolve
from typing_extensions import override

from support.counted import client, results_college
from support.metered import college, course, student
from support.scripted import ByCourse, ById, ScriptedTalent
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    GROUP,
    JOANA,
    PINK,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    finished,
    many,
    outcomes,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.adapters.memory.state import MemoryLooks
from talent_powerpro.errors import NoAnswer
from talent_powerpro.flows.suspension import Returned, Suspended
from talent_powerpro.flows.talent_group import MembershipSettled
from talent_powerpro.flows.user_update import UserUpdated
from talent_powerpro.model import (
    Course,
    CourseCode,
    Enrolment,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    UserDetails,
)
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import RecordStatus, StageName, record_of
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.write import (
    WRITING,
    Activate,
    AddContactLog,
    AddGroupLog,
    CreateUser,
    EditUser,
    Enrol,
    JoinGroup,
    SetSecondaryId,
    Unenrol,
    Write,
    set_result,
)
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run import remembering
from talent_powerpro.run.brakes import Tally
from talent_powerpro.run.rehearsing import Rehearsed
from talent_powerpro.run.tasks import Ending, Task


class Vetoes:
    """Refuses contact logs, and counts how often it is asked about them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @hookimpl
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        if write.action != "add_contact_log":
            return None
        self.asked.append(enrolment.id)
        return "the office is closed" if enrolment.id == "1001" else None


def two() -> Rto:
    return rto(enrolment(), enrolment("1002", PINK))


@pytest.mark.parametrize("width", [1, 3])
def test_unchanged_records_are_only_counted(width: int) -> None:
    idle = provisioned(unit("ICTWEB305"), id=booking("1002"))
    world = rto(provisioned(unit()), idle, talent=finished("ICTWEB304"), width=width)
    plan = world.agent().plan()
    assert [each.enrolment_id for each in plan.records] == ["1001"]
    assert plan.unchanged[StageName.RESULTS] == 1


def test_a_record_that_fails_in_the_rehearsal_plans_no_write() -> None:
    world = two()
    world.talent.script.raises("course", NoAnswer("TalentLMS gave no answer"))
    first, second = world.agent().plan().records
    assert (first.writes, bool(second.writes)) == ((), True)


@pytest.mark.parametrize("width", [1, 3])
def test_the_writes_of_a_vetoed_record_are_not_seen_by_the_next(width: int) -> None:
    """Otherwise a client's second enrolment would plan on a Talent user that nobody creates."""
    world = rto(enrolment(), enrolment("1002", JOANA), width=width)
    first, second = world.agent(plugins=[Vetoes()]).plan().records
    assert first.writes == ()
    assert second.writes[0].action == "create_user"


def test_a_veto_is_asked_once_and_kept_by_the_performance() -> None:
    world, plugin = two(), Vetoes()
    report = world.agent(plugins=[plugin]).run()
    assert outcomes(report) == {"1001": "held", "1002": "provisioned"}
    assert plugin.asked == ["1001", "1002"]


# --- what is performed ---------------------------------------------------------------


def rehearsed(value: Ending | None, *writes: Write) -> Rehearsed:
    there = enrolment()
    record = record_of(StageName.RESULTS, there, RecordStatus.UNCHANGED, writes=writes)
    task = Task(StageName.RESULTS, there, lambda: iter(()))  # type: ignore[arg-type, return-value]
    return Rehearsed(task, record, (), value, Tally())


DETAILS = UserDetails("Joana", "Gomez", "jg11@pm.me")


@pytest.mark.parametrize(
    ("value", "needs"),
    [
        (MembershipSettled(PendingMembership(booking(), USER_7, GROUP), None), True),
        (Suspended(Suspension(booking(), USER_7)), True),
        (Suspended(), False),
        (Returned(booking(), forgotten=True), True),
        (Returned(booking(), forgotten=False), False),
        (UserUpdated(WrittenUser(JOANA.code, USER_7, "", DETAILS, DETAILS)), True),
        (UserUpdated(), False),
        (None, False),
    ],
)
def test_without_a_write_what_is_remembered_is_performed(value: Ending | None, needs: bool) -> None:
    assert rehearsed(value).needs_performance is needs
    assert rehearsed(value, Activate(USER_7)).needs_performance


def test_each_write_to_talentlms_is_a_call_and_no_other() -> None:
    writes = (
        CreateUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me"),
        Activate(USER_7),
        EditUser(USER_7, DETAILS, DETAILS),
        Enrol(USER_7, COURSE_126),
        JoinGroup(USER_7, GROUP),
        Unenrol(USER_7, COURSE_126),
    )
    others = (
        SetSecondaryId(JOANA.code, "", USER_7),
        AddContactLog(booking(), "text"),
        AddGroupLog(booking(), "text"),
        set_result(unit(), unit().result),
    )
    assert {each.action for each in (*writes, *others)} == {*WRITING} - {"add_undone_log"}
    assert [rehearsed(None, each).calls for each in writes] == [1] * len(writes)
    assert rehearsed(None, *others).calls == 0


# --- several Talent courses ----------------------------------------------------------


def test_unchanged_students_of_all_talent_courses_are_counted() -> None:
    college = results_college(6, 2, verified=False)
    for asked in (6, 0):  # The second run is spared all of them.
        college.talent.calls.clear()
        assert college.run("results").unchanged == {StageName.RESULTS: 6}
        assert college.talent.calls["progress"] == asked
    assert college.state.links is not None
    assert len(college.state.links.links_of([client(each).code for each in range(6)])) == 6


@pytest.mark.parametrize("saving", [Saving(), NO_SAVING], ids=["roster", "progress"])
def test_a_share_is_judged_among_the_unchanged_students_of_all_talent_courses(
    saving: Saving,
) -> None:
    college = results_college(6, 2)
    college.policy, college.saving = evolve(Policy.guide(), brake_floor=1), saving
    college.run("results")
    del college.talent.talent.users[TalentUserId("1000")]
    del college.talent.talent.enrolled[TalentUserId("1000"), COURSE_126]
    report = college.run("results")
    assert report.stopped is None
    assert outcomes(report, "results") == {"0": "failed"}


def test_the_closed_enrolments_of_all_talent_courses_are_listed() -> None:
    """On the day of the last look, and on the days that follow."""
    college = results_college(4, 2)
    college.powerpro = ByCourse(college.powerpro.enrolments)
    college.run("results")
    for each in college.powerpro.enrolments:
        user_id = TalentUserId(each.client.secondary_id)
        course_id = TalentCourseId(each.course.talent_course_id)
        college.talent.talent.complete(user_id, course_id, "ICTWEB304", college.now)
        college.wait(days=1)
        college.powerpro.put_enrolment(evolve(each, withdrawal_date=college.now.date()))
    for _ in range(2):
        college.wait(days=1)
        listed = college.run("results").lists.closed_before_results
        assert sorted(each.enrolment_id for each in listed) == ["0", "1", "2", "3"]
        assert all(", before the withdrawal of " in each.reasons[0] for each in listed)


def test_a_run_remembers_whom_it_saw_in_scope_and_a_plan_does_not() -> None:
    """Otherwise nobody would hear of what they completed before the enrolment was closed."""
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.agent().plan()
    assert world.looks.remembered([booking()]) == {}
    world.run()
    assert world.looks.remembered([booking()]) == {booking(): LastLook(booking())}


def test_who_was_enrolled_just_now_is_remembered_as_looked_at() -> None:
    world = rto(saving=Saving())
    world.run()
    (look,) = world.asked.looked_at([booking()]).values()
    assert (look.user_id, look.percentage) == (USER_7, 0)


# --- an enrolment that was found is not read again ----------------------------------


def test_only_the_performance_reads_an_enrolment_again() -> None:
    world = two()
    world.run(only="provisioning")
    assert world.powerpro.script.asked.count("enrolment") == 2


def test_an_enrolment_whose_client_an_earlier_slice_wrote_to_is_read_again() -> None:
    """Otherwise the plan of the second slice would set the Secondary ID once more."""
    world = rto(enrolment(), enrolment("1002", JOANA))
    world.talent = cast(ScriptedTalent, MeteredTalent(world.talent, 22))
    report = world.run(only="provisioning")
    assert outcomes(report) == {"1001": "provisioned", "1002": "provisioned"}
    assert world.powerpro.script.asked.count("enrolment") == 3
    _, second = world.journal.entries()
    assert second.writes == second.made
    assert "set_secondary_id" not in [each.action for each in second.writes]


class Moving(ById):
    """A person moves each enrolment to the next course while results are fetched."""

    def provisioned_courses(self) -> Iterable[Course]:
        return [
            evolve(COURSE, code=CourseCode(number), talent_course_id=number)
            for number in ("126", "127")
        ]

    def provisioned_enrolments_in(self, course_codes: object) -> Iterable[Enrolment]:
        return super().provisioned_enrolments()


@pytest.mark.parametrize("width", [1, 3])
def test_one_that_moves_to_the_next_talent_course_is_under_way_once(width: int) -> None:
    world = Rto(Moving([provisioned(unit())]), finished("ICTWEB304"), width=width)
    report = world.run(only="results")
    assert ended(report) == ""
    assert report.counts("results") == {"written": 1}
    assert report.wrote == 1


# --- progress ------------------------------------------------------------------------


class Progress(RunListener):
    """Notes how far each phase came."""

    def __init__(self) -> None:
        self.seen: dict[str, list[tuple[int, int | None]]] = {}

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        self.seen.setdefault(f"{stage} {phase}", []).append((done, total))


def test_progress_goes_on_from_slice_to_slice() -> None:
    progress = Progress()
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(1, 11)]
    world = college(75, new=new, reserve=0)
    world.agent(listeners=[progress]).run(only="provisioning")
    assert len(world.powerpro.enrolments) == 10
    assert progress.seen == {
        "provisioning rehearsing": [(n, 10) for n in range(1, 11)],
        # How many are performed is known for the slices rehearsed so far.
        "provisioning performing": [(n, 7 if n <= 7 else 10) for n in range(1, 11)],
    }


def test_where_a_record_was_not_approved_the_progress_of_the_others_begins_anew() -> None:
    world = rto(*many(3))
    plan = world.agent().plan()
    progress = Progress()
    approved = evolve(plan, records=plan.records[:2])
    world.agent(listeners=[progress]).apply(approved)
    assert progress.seen["provisioning rehearsing"] == [(1, 3), (2, 3), (3, 3), (1, 2), (2, 2)]
    assert progress.seen["provisioning performing"] == [(1, 2), (2, 2)]


def test_a_held_record_that_is_rehearsed_again_for_an_approval_is_not_asked_about_again() -> None:
    pink = evolve(PINK, secondary_id="8")
    by_hand = unit("ICTWEB304", "by hand", outcome="51 - RPL", outcome_date=DONE.date())
    talent = finished("ICTWEB304")
    talent.put_user(TalentUser(TalentUserId("8"), "pink", "Pinkie", "Panther", PINK.email))
    talent.put_enrolment(TalentUserId("8"), COURSE_126)
    talent.complete(TalentUserId("8"), COURSE_126, "ICTWEB304", DONE)
    rows = provisioned(unit()), provisioned(by_hand, client=pink, id=booking("2"))
    world = rto(*rows, talent=talent, policy=careful())
    world.clock.now = DONE
    plan = world.agent().plan(only="results")
    talent.script.asked.clear()
    report = world.agent().apply(evolve(plan, records=()))
    assert outcomes(report, "results") == {"1001": "deferred", "2": "held"}
    assert talent.script.asked.count("progress") == 2


def test_a_stage_stores_many_looks_between_two_talent_courses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A run that is killed in the second course has not asked for all of the first in vain."""
    monkeypatch.setattr(remembering, "MANY", 4)
    college = results_college(2 * 5, 2)
    looks, stored = college.state.looks, list[int]()
    assert isinstance(looks, MemoryLooks)
    remember = looks.remember_looks

    def remember_looks(some: Collection[Look]) -> None:
        stored.append(len(some))
        remember(some)

    vars(looks)["remember_looks"] = remember_looks
    college.run("results")
    assert stored == [5, 5]
