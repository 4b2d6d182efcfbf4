"""The work of a stage: the enrolments taken together, and those left over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeAlias, cast

import pytest
from attrs import evolve

from support.scripted import ByCourse, ById, ScriptedPowerPro
from support.the_guide import (
    COURSE,
    EXPORT_DATE,
    GROUP,
    PINK,
    TODAY,
    booking,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import (
    MemoryJournal,
    MemoryLastLooks,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.errors import Held, QuotaReached
from talent_powerpro.model import (
    Client,
    ClientCode,
    Course,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UserDetails,
)
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.links import Linkage, VerifiedLink
from talent_powerpro.records.record import StageName
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.write import CreateUser
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.run.tasks import WorkFound
from talent_powerpro.run.waiting import Waiting
from talent_powerpro.run.work import StageWork

OTHER = evolve(COURSE, code=CourseCode("ICT-2"), talent_course_id=" 0126 ")
"""Another PowerPro course with the same Talent course, typed differently."""
YESTERDAY = TODAY.today - timedelta(days=1)
FRUIT = evolve(COURSE, code=CourseCode("FRUIT"), talent_course_id="127")


def booked(number: str, course: Course = COURSE, **changes: Any) -> Enrolment:
    """A provisioned enrolment with one unit."""
    there = provisioned(unit(), course=course, id=EnrolmentId(number), **changes)
    return evolve(there, units=(evolve(unit(), enrolment_id=EnrolmentId(number)),))


MIXED = (booked("1"), booked("2", FRUIT), booked("3", OTHER), booked("4", FRUIT))


def work(looks: MemoryLastLooks | None = None) -> StageWork:
    links = MemoryVerifiedLinks()
    return StageWork(
        rules(), MemoryJournal(), TODAY, links, "", looks or MemoryLastLooks(), MemoryTries()
    )


def results(powerpro: ScriptedPowerPro) -> WorkFound:
    return work().of(StageName.RESULTS, powerpro)


def ids(found: WorkFound) -> list[list[str]]:
    """The enrolments of each batch that has any."""
    batches = [[task.enrolment.id for task in batch.tasks] for batch in found.batches]
    return [[*batch] for batch in batches if batch]


def test_results_go_one_talent_course_at_a_time_however_it_was_typed() -> None:
    assert ids(results(ById(MIXED))) == [["1", "3"], ["2", "4"]]
    assert ids(results(ByCourse(MIXED))) == [["1", "3"], ["2", "4"]]


def test_a_repository_that_reads_by_course_is_read_by_course_only() -> None:
    powerpro = ByCourse(MIXED)
    ids(results(powerpro))
    assert powerpro.script.asked == [f"in {COURSE.code} {OTHER.code}", f"in {FRUIT.code}"]


def test_enrolments_without_a_talent_course_id_are_taken_together_and_fail_alone() -> None:
    blank, odd = (evolve(COURSE, code=CourseCode(c), talent_course_id=c) for c in ("", "x"))
    for kind in (ScriptedPowerPro, ByCourse):
        assert ids(results(kind([booked("1", blank), booked("2", odd)]))) == [["1", "2"]]


def test_the_total_is_known_where_each_enrolment_was_read_before() -> None:
    assert results(ById(MIXED)).total == 4
    assert results(ByCourse(MIXED)).total is None


def test_enrolments_that_were_not_taken_are_named_and_not_read_again() -> None:
    powerpro = ById(MIXED)
    found = results(powerpro)
    next(found.batches)
    assert [task.enrolment.id for task in next(found.batches).tasks] == ["1", "3"]
    asked = list(powerpro.script.asked)
    assert list(found.unread()) == ["2", "4"]
    assert powerpro.script.asked == asked


def test_enrolments_that_were_not_taken_are_named_by_a_repository_that_reads_by_course() -> None:
    found = results(ByCourse(MIXED))
    next(found.batches)
    assert list(found.unread()) == ["2", "4"]
    assert list(found.unread()) == []


def test_an_enrolment_that_is_deleted_before_its_turn_is_passed_over() -> None:
    class Forgets(ScriptedPowerPro):
        def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
            return None if enrolment_id == "3" else super().enrolment(enrolment_id)

    assert ids(results(Forgets(MIXED))) == [["1"], ["2", "4"]]


def test_an_enrolment_that_left_the_scope_yesterday_is_looked_at_once_more() -> None:
    yesterday = TODAY.today - timedelta(days=1)
    closed = booked("5", FRUIT, withdrawal_date=yesterday)
    for kind in (ScriptedPowerPro, ByCourse):
        assert "5" in [each for some in ids(results(kind([*MIXED, closed]))) for each in some]


def test_an_enrolment_that_left_the_scope_with_nothing_open_is_not_looked_at() -> None:
    done = booked("5", withdrawal_date=TODAY.today - timedelta(days=1))
    done = evolve(done, units=tuple(evolve(each, outcome="20") for each in done.units))
    for kind in (ScriptedPowerPro, ByCourse):
        batches = list(results(kind([done])).batches)
        assert not any(batch.tasks or batch.closed for batch in batches)


def test_completions_without_a_result_are_found_with_the_batches() -> None:
    closed = booked("5", FRUIT, withdrawal_date=TODAY.today)
    found = (Completion(closed.units[0].id, "ICTWEB304", TODAY.today),)
    looks = MemoryLastLooks()
    looks.remember([LastLook(closed.id, TODAY.today, TODAY.today, found)])
    for kind in (ScriptedPowerPro, ByCourse):
        batches = work(looks).of(StageName.RESULTS, kind([*MIXED, closed])).batches
        assert [each.enrolment_id for batch in batches for each in batch.closed] == ["5"]


def test_what_a_run_remembers_is_found_with_the_batches() -> None:
    for kind in (ScriptedPowerPro, ByCourse):
        seen = [each.enrolment_id for batch in results(kind(MIXED)).batches for each in batch.seen]
        assert sorted(seen) == ["1", "2", "3", "4"]


def test_provisioning_is_one_batch_with_nothing_left_unread() -> None:
    powerpro = ScriptedPowerPro([enrolment("1"), enrolment("2", PINK)])
    found = work().of(StageName.PROVISIONING, powerpro)
    (batch,) = found.batches
    assert [(task.enrolment.id, task.most_calls) for task in batch.tasks] == [("1", 10), ("2", 10)]
    assert list(found.unread()) == []


# --- what each stage takes --------------------------------------------------------

FULL = evolve(Policy.guide(), on_withdrawal=OnWithdrawal.SUSPEND, update_users=True)
LINK_OF_1 = VerifiedLink(ClientCode("C1"), TalentUserId("1"), "here")


def hers(number: str, **changes: Any) -> Client:
    """The client of enrolment *number*, with the Talent user of that number."""
    client = Client(ClientCode(f"C{number}"), "GOMEZ", "JOANA", email=f"{number}@pm.me")
    return evolve(client, secondary_id=number, **changes)


def joins(number: str) -> PendingMembership:
    return PendingMembership(EnrolmentId(number), TalentUserId(number), GROUP)


def written(number: str) -> WrittenUser:
    before = UserDetails("Joana", "Gomez", f"{number}@pm.me")
    return WrittenUser(ClientCode(f"C{number}"), TalentUserId(number), "here", before, before)


def whole_work(policy: Policy = FULL, **changes: Any) -> StageWork:
    """A memory in which everything of enrolments 1 to 5, and of 9, is left to do."""
    journal, links, looks = MemoryJournal(), MemoryVerifiedLinks(), MemoryLastLooks()
    for number in "1239":
        journal.set_pending(joins(number))
    links.remember_links([LINK_OF_1])
    suspensions, users = MemorySuspensions(), MemoryWrittenUsers()
    suspensions.remember_suspended([SUSPENDED])
    users.remember_written([written(number) for number in "234"])
    made = StageWork(
        rules(policy),
        journal,
        TODAY,
        links,
        "here",
        looks,
        MemoryTries(),
        suspensions=suspensions,
        written_users=users,
    )
    return evolve(made, **changes)


SUSPENDED = Suspension(EnrolmentId("3"), TalentUserId("3"), (TalentCourseId("126"),))
EVERYBODY = (
    enrolment("1", hers("1")),
    *(booked(number, client=hers(number, surname="LEE")) for number in "234"),
    enrolment("5", hers("5")),
)
Done: TypeAlias = tuple[str, int, str]


def done(found: WorkFound) -> list[Done]:
    """Each task's enrolment, its calls, and the flow that it starts."""
    (batch,) = found.batches
    assert {task.stage for task in batch.tasks} <= {StageName.PROVISIONING}
    return [
        (task.enrolment.id, task.most_calls, cast(Any, task.start).func.__name__)
        for task in batch.tasks
    ]


def test_provisioning_takes_who_is_due_pending_back_or_changed_each_once() -> None:
    found = whole_work().of(StageName.PROVISIONING, ScriptedPowerPro(EVERYBODY))
    assert (found.total, found.only, found.gone) == (5, None, ("9",))
    assert found.due == (DueMark(booking("1"), EXPORT_DATE), DueMark(booking("5"), EXPORT_DATE))
    assert done(found) == [
        ("1", 10, "provision"),
        ("5", 10, "provision"),
        ("2", 2, "retry_membership"),
        ("3", 1, "give_back"),
        ("4", 3, "update_user"),
    ]


@pytest.mark.parametrize(
    "work",
    [whole_work(Policy.guide()), whole_work(suspensions=None, written_users=None)],
    ids=["settings", "memory"],
)
def test_without_the_settings_nobody_is_taken_back_or_updated(work: StageWork) -> None:
    found = work.of(StageName.PROVISIONING, ScriptedPowerPro(EVERYBODY))
    assert done(found) == [
        ("1", 10, "provision"),
        ("5", 10, "provision"),
        ("2", 2, "retry_membership"),
        ("3", 2, "retry_membership"),
    ]


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_run_with_targets_takes_nobody_else(number: str) -> None:
    only = (booking(number),)
    found = whole_work(only=only).of(StageName.PROVISIONING, ScriptedPowerPro(EVERYBODY))
    assert [each for each, *_ in done(found)] == [number]
    assert (found.total, found.only, found.gone) == (1, only, ())


def test_each_flow_knows_its_client_s_link_and_sign_ups_in_doubt() -> None:
    made = whole_work()
    made.journal.mark_due([DueMark(booking("5"), EXPORT_DATE)])
    sign_up = CreateUser(ClientCode("C5"), "old@pm.me", "Joana", "Gomez", "old@pm.me")
    made.journal.begin([JournalEntry("R1", "provisioning", booking("5"), (sign_up,))])
    found = made.of(StageName.PROVISIONING, ScriptedPowerPro(EVERYBODY))
    (batch,) = found.batches
    first, second, pending, *_ = [cast(Any, task.start) for task in batch.tasks]
    assert first.args[-1] == Linkage("here", LINK_OF_1)
    assert second.args[-1] == Linkage("here", None, ("old@pm.me",))
    assert (pending.args, pending.keywords) == ((joins("2"), made.rules), {"logged": False})


class Waits:
    """The first enrolment waits."""

    enrolment_ids = ("1",)

    def fault_of(self, enrolment: Enrolment) -> Held | None:
        return Held("Decide.") if enrolment.id == "1" else None


class Bulk:
    """Notes whom provisioning asks about in bulk, when the quota ends."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def provisioning(self, due: Sequence[Enrolment]) -> None:
        self.asked += [each.id for each in due]
        raise QuotaReached("no more calls")

    def links(self, lacking: int, all_lacking: object) -> None:
        self.asked.append(f"{lacking} links")


@pytest.mark.parametrize("waits", [True, False])
def test_who_waits_is_asked_about_in_no_stage_and_not_in_bulk(waits: bool) -> None:
    stages, bulk = list[StageName](), Bulk()

    def waiting(stage: StageName) -> Waiting:
        stages.append(stage)
        return cast(Waiting, Waits())

    made = whole_work(waiting=waiting if waits else None, prefetch=cast(Any, bulk))
    gone = [booked(key, withdrawal_date=YESTERDAY, client=hers(key)) for key in "12"]
    made.last_looks.remember([LastLook(each.id, YESTERDAY, TODAY.today) for each in gone])
    work = {
        StageName.PROVISIONING: EVERYBODY,
        StageName.RESULTS: [booked(key, client=hers(key)) for key in "12"],
        StageName.SUSPENSION: gone,
    }
    for stage, there in work.items():
        found = made.of(stage, ScriptedPowerPro(there))
        tasks = [task for batch in found.batches for task in batch.tasks]
        assert [each.enrolment.id for each in tasks if each.waits] == ["1"] * waits
        assert {each.stage for each in tasks} == {stage}
    assert stages == list(work) * waits
    assert bulk.asked == (["5", "1 links"] if waits else ["1", "5", "1 links"])


def test_suspension_is_limited_to_a_run_s_targets() -> None:
    gone = [booked(key, withdrawal_date=YESTERDAY, client=hers(key)) for key in "12"]
    made = whole_work(only=(booking("2"),))
    made.last_looks.remember([LastLook(each.id, YESTERDAY, TODAY.today) for each in gone])
    assert ids(made.of(StageName.SUSPENSION, ScriptedPowerPro(gone))) == [["2"]]
