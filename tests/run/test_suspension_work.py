"""The work of the suspension stage, and the suspended enrolments that are active again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    JOANA,
    PINK,
    TODAY,
    USER_7,
    booking,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryLastLooks
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.errors import Failed
from talent_powerpro.model import ClientCode, CourseCode, Enrolment, EnrolmentId, TalentCourseId
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import UNKNOWN
from talent_powerpro.records.record import StageName
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.suspension_work import SuspensionWork, WithdrawalReader, active_again
from talent_powerpro.run.work import tasks_of

YESTERDAY = TODAY.today - timedelta(days=1)
LONG_AGO = TODAY.today - timedelta(days=400)
LOOKED = LastLook(booking(), YESTERDAY, TODAY.today)
DONE = unit(outcome=COMPETENT, outcome_date=YESTERDAY)


class Watched(MemoryPowerPro):
    """PowerPro that remembers which enrolments were read whole, and lists none."""

    def __init__(self, *enrolments: Enrolment) -> None:
        super().__init__(enrolments)
        self.read: list[EnrolmentId] = []

    def enrolments_with(self, enrolment_ids: Collection[EnrolmentId]) -> Any:
        self.read += enrolment_ids
        return super().enrolments_with(enrolment_ids)


class WithoutPorts(MemoryPowerPro):
    """PowerPro with the required port alone."""

    withdrawn: Any = None
    rows_in_scope: Any = None
    enrolments_of: Any = None


def booked(number: str, **changes: Any) -> Enrolment:
    """A provisioned enrolment of a client of its own, with all units resulted."""
    client = evolve(PINK, code=ClientCode(f"C{number}"), secondary_id=number)
    return evolve(provisioned(DONE, client=client, **changes), id=EnrolmentId(number))


def looks(*taken: LastLook) -> MemoryLastLooks:
    made = MemoryLastLooks()
    made.remember(taken)
    return made


def work(
    powerpro: MemoryPowerPro,
    *taken: LastLook,
    suspensions: MemorySuspensions | None = None,
    only: Collection[EnrolmentId] | None = None,
    mode: OnWithdrawal = OnWithdrawal.SUSPEND,
) -> SuspensionWork:
    of = rules(Policy(on_withdrawal=mode))
    return SuspensionWork(
        WithdrawalReader(powerpro, looks(*taken), of, TODAY),
        suspensions or MemorySuspensions(),
        lambda _: lambda _: UNKNOWN,
        tasks_of(StageName.SUSPENSION, None),
        only,
    )


def found(made: SuspensionWork) -> list[str]:
    (batch,) = made.found().batches
    return [task.enrolment.id for task in batch.tasks]


# --- tasks ------------------------------------------------------------------------


def test_withdrawn_enrolments_are_found_and_nobody_else_is_read() -> None:
    powerpro = Watched(
        booked("1"),
        booked("2", withdrawal_date=YESTERDAY),
        booked("3", withdrawal_date=LONG_AGO),
        booked("4", withdrawal_date=LONG_AGO),
        booked("5", booking_status="Cancelled"),
        booked("6", completion_date=YESTERDAY),
    )
    seen = [evolve(LOOKED, enrolment_id=EnrolmentId(key)) for key in ("4", "5")]
    assert found(work(powerpro, *seen)) == ["2", "4", "5"]
    assert powerpro.read == ["2", "4", "5"]


def test_a_repository_that_cannot_find_them_is_looked_through() -> None:
    every = (
        booked("1"),
        booked("2", withdrawal_date=YESTERDAY),
        booked("3", withdrawal_date=LONG_AGO),
        booked("4", booking_status="Cancelled"),
    )
    seen = [evolve(LOOKED, enrolment_id=EnrolmentId(key)) for key in ("3", "4")]
    assert found(work(WithoutPorts(every), *seen)) == ["2", "3", "4"]


def test_one_that_a_hosts_store_cannot_read_now_waits_for_the_next_run() -> None:
    class Deadlocked(MemoryPowerPro):
        rows_in_scope: Any = None

        def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
            if enrolment_id == "2":
                raise Failed("deadlock")
            return None if enrolment_id == "3" else super().enrolment(enrolment_id)

    gone = [booked(key, withdrawal_date=YESTERDAY) for key in ("1", "2", "3", "4")]
    assert found(work(Deadlocked(gone))) == ["1", "4"]


def test_who_was_suspended_before_is_not_read_unless_something_is_left_to_do() -> None:
    gone = [booked(key, withdrawal_date=YESTERDAY) for key in ("1", "2", "3")]
    powerpro, suspensions = Watched(*gone), MemorySuspensions()
    done = Suspension(EnrolmentId("1"), USER_7)
    suspensions.remember_suspended(
        [
            done,
            evolve(done, enrolment_id=EnrolmentId("2"), whole=False),
            evolve(done, enrolment_id=EnrolmentId("3"), settled=False),
        ]
    )
    assert found(work(powerpro, suspensions=suspensions)) == ["2", "3"]
    assert powerpro.read == ["2", "3"]
    assert found(work(WithoutPorts(gone), suspensions=suspensions)) == ["2", "3"]


def test_who_has_no_talent_user_or_is_not_named_has_no_task() -> None:
    nobody = booked("1", withdrawal_date=YESTERDAY)
    nobody = evolve(nobody, client=evolve(nobody.client, secondary_id="DPC1"))
    powerpro = MemoryPowerPro(
        [nobody, *(booked(key, withdrawal_date=YESTERDAY) for key in ("2", "3"))]
    )
    assert found(work(powerpro)) == ["2", "3"]
    limited = work(powerpro, only=["3", "9"])  # type: ignore[list-item]  # texts
    assert found(limited) == ["3"]
    assert (limited.found().total, limited.found().only) == (1, ["3", "9"])


def test_a_task_needs_a_look_and_a_call_for_each_talent_course() -> None:
    moved = evolve(COURSE, talent_course_id="127")
    (batch,) = (
        work(MemoryPowerPro([booked("2", withdrawal_date=YESTERDAY, course=moved)])).found().batches
    )
    (task,) = batch.tasks
    assert (task.stage, task.most_calls) == (StageName.SUSPENSION, 3)


# --- the list ---------------------------------------------------------------------


def listed(powerpro: MemoryPowerPro, *taken: LastLook, **rest: Any) -> list[tuple[str, str]]:
    made = work(powerpro, *taken, mode=OnWithdrawal.REPORT, **rest).found()
    assert (list(made.batches), made.total, made.only) == ([], 0, rest.get("only"))
    return [(each.enrolment_id, each.where[0]) for each in made.lists.withdrawn]


@pytest.mark.parametrize("kind", [MemoryPowerPro, WithoutPorts])
def test_the_list_says_which_courses_another_enrolment_needs(kind: type[MemoryPowerPro]) -> None:
    linked = evolve(JOANA, secondary_id="7")
    gone = evolve(provisioned(DONE), withdrawal_date=YESTERDAY)
    hers = enrolment("1002", linked, evolve(COURSE, code=CourseCode("B")))
    theirs = enrolment("1003", evolve(PINK, secondary_id="007"), hers.course)
    take = "Take Talent user 7 out of Talent course 126 in TalentLMS > Courses, if the student is "
    leave = "Leave the student in Talent course 126: another enrolment needs it."
    assert listed(kind([gone])) == [("1001", f"{take}to lose access.")]
    assert listed(kind([gone, hers])) == [("1001", leave)]
    assert listed(kind([gone, theirs])) == [("1001", leave)]
    assert listed(kind([gone]), only=[booking("1002")]) == []
    assert len(listed(kind([gone]), only=[booking("1001")])) == 1


def test_only_those_of_the_last_weeks_are_read_for_the_list() -> None:
    powerpro = Watched(
        booked("1", withdrawal_date=YESTERDAY),
        booked("2", withdrawal_date=LONG_AGO),
        booked("3", booking_status="Cancelled"),
        booked("4", booking_status="Cancelled"),
        booked("5", booking_status="Cancelled"),
        booked("6", withdrawal_date=TODAY.today - timedelta(days=rules().policy.missed_days)),
    )
    taken = [
        evolve(LOOKED, enrolment_id=EnrolmentId("2"), left_on=LONG_AGO),
        evolve(LOOKED, enrolment_id=EnrolmentId("3"), left_on=LONG_AGO),
        evolve(LOOKED, enrolment_id=EnrolmentId("4")),
    ]
    assert [key for key, _ in listed(powerpro, *taken)] == ["1", "4", "6"]
    assert powerpro.read == ["1", "4", "6"]


def test_a_client_without_a_talent_user_is_listed_by_their_own_enrolments() -> None:
    gone = evolve(provisioned(DONE, client=JOANA), withdrawal_date=YESTERDAY)
    ((_, where),) = listed(MemoryPowerPro([gone]))
    assert where.startswith("Take the student out of Talent course 126")
    hers = enrolment("1002", JOANA, evolve(COURSE, code=CourseCode("B")))
    ((_, where),) = listed(MemoryPowerPro([gone, hers]))
    assert where.startswith("Leave the student in Talent course 126")


def test_a_withdrawn_enrolment_needs_its_courses_until_its_own_last_look() -> None:
    gone = evolve(provisioned(DONE), withdrawal_date=YESTERDAY)
    other = evolve(gone, id=booking("1002"), units=(unit(enrolment_id=booking("1002")),))
    powerpro = MemoryPowerPro([gone, other])
    for look, where in (
        (LastLook(other.id), "Leave"),
        (evolve(LOOKED, enrolment_id=other.id), "Take"),
    ):
        of_gone = dict(listed(powerpro, LOOKED, look))[gone.id]
        assert of_gone.startswith(where)


# --- active again -----------------------------------------------------------------

BACK = Suspension(EnrolmentId("1"), USER_7, (TalentCourseId("126"),))


def returning(
    powerpro: MemoryPowerPro, of: Rules | None = None, only: Collection[EnrolmentId] | None = None
) -> list[str]:
    suspensions = MemorySuspensions()
    ids = [EnrolmentId(str(number)) for number in range(1, 8)]
    suspensions.remember_suspended([evolve(BACK, enrolment_id=each) for each in ids])
    there = active_again(suspensions, powerpro, of or rules(), TODAY, only)
    return [each.id for suspension, each in there if suspension.enrolment_id == each.id]


EVERY = (
    booked("1"),
    booked("2", withdrawal_date=YESTERDAY),
    booked("3", export=False),
    booked("4", contact_logs=()),
    booked("5", unreadable=("A date cannot be read.",)),
    booked("6"),
    booked("8"),
)


@pytest.mark.parametrize("kind", [MemoryPowerPro, WithoutPorts])
def test_suspended_enrolments_in_scope_with_their_boxes_ticked_come_back(
    kind: type[MemoryPowerPro],
) -> None:
    assert returning(kind(EVERY)) == ["1", "6"]
    assert returning(kind(EVERY), only=[EnrolmentId("6")]) == ["6"]


def test_of_those_still_closed_none_is_read() -> None:
    powerpro = Watched(*EVERY)
    returning(powerpro)
    assert "2" not in powerpro.read


def test_by_an_rtos_own_condition_each_is_read() -> None:
    own = Condition("booking-confirmed", "", lambda *_: None, "Course data")
    choices = type("Own", (RtoChoices,), {"conditions": lambda _: (own,)})()
    powerpro = Watched(*EVERY)
    assert returning(powerpro, Rules(Policy(), rules().zone, choices)) == ["1", "6"]
    assert "2" in powerpro.read


def test_a_student_who_is_still_in_scope_is_not_listed() -> None:
    """A repository may return more than the withdrawn."""
    of = rules(Policy(on_withdrawal=OnWithdrawal.REPORT, drop_conditions={"enrolment-active"}))
    powerpro = MemoryPowerPro([booked("1", withdrawal_date=YESTERDAY)])
    assert list(WithdrawalReader(powerpro, looks(), of, TODAY).listed()) == []
