"""The work of result fetching over a repository that leaves out closed enrolments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Any, cast

import pytest
from attrs import evolve
from typing_extensions import override

from support.counted import results_college
from support.results_work import LOOKED, Chooses, Links, results_work
from support.results_work import booked as with_user
from support.scripted import ByCourse, ById
from support.the_guide import COMPETENT, COURSE, PINK, TODAY, provisioned, rules, talent_unit, unit
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import (
    MemoryJournal,
    MemoryLastLooks,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    Enrolment,
    EnrolmentId,
    TalentUserId,
)
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.record import StageName
from talent_powerpro.records.scope import Scope
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.rto_choices import RtoChoices
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.read_ahead import Load
from talent_powerpro.run.scope_work import scope_work
from talent_powerpro.run.tasks import Batch
from talent_powerpro.run.unmatched import student_of
from talent_powerpro.run.work import StageWork

YESTERDAY = TODAY.today - timedelta(days=1)
LONG_AGO = TODAY.today - timedelta(days=400)
FRUIT = evolve(COURSE, code=CourseCode("FRUIT"), talent_course_id="127")


class Watched(MemoryPowerPro):
    """PowerPro that remembers which enrolments were read whole, and lists none."""

    def __init__(self, *enrolments: Enrolment) -> None:
        super().__init__(enrolments)
        self.read: list[EnrolmentId] = []

    def enrolments_with(self, enrolment_ids: Any) -> Any:
        self.read += enrolment_ids
        return super().enrolments_with(enrolment_ids)


def booked(number: str, **changes: Any) -> Enrolment:
    """A provisioned enrolment of a client of its own, with one open unit."""
    key, client = EnrolmentId(number), evolve(PINK, code=ClientCode(f"C{number}"))
    units = changes.pop("units", (evolve(unit(), enrolment_id=key),))
    return evolve(provisioned(unit(), client=client, **changes), id=key, units=units)


def work(looks: MemoryLastLooks | None = None) -> StageWork:
    links = MemoryVerifiedLinks()
    return StageWork(
        rules(), MemoryJournal(), TODAY, links, "", looks or MemoryLastLooks(), MemoryTries()
    )


def batches(powerpro: MemoryPowerPro, looks: MemoryLastLooks | None = None) -> list[Batch]:
    return list(work(looks).of(StageName.RESULTS, powerpro).batches)


def taken(found: list[Batch]) -> list[list[str]]:
    return [[task.enrolment.id for task in batch.tasks] for batch in found]


def test_closed_enrolments_are_not_read() -> None:
    done = (evolve(unit(), outcome=COMPETENT),)
    powerpro = Watched(
        booked("1"),
        booked("2", completion_date=LONG_AGO),
        booked("3", course=evolve(FRUIT, archived=True)),
        booked("4", booking_status="Cancelled"),
        booked("5", completion_date=LONG_AGO, units=done),
    )
    looks = MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("5"), LONG_AGO, LONG_AGO)])
    assert taken(batches(powerpro, looks)) == [[], ["1"]]
    assert powerpro.read == ["1"]


def test_one_that_left_is_looked_at_in_its_talent_courses_turn() -> None:
    powerpro = Watched(
        booked("1"),
        booked("2", completion_date=YESTERDAY),
        booked("3", course=FRUIT, completion_date=LONG_AGO),
    )
    looks = MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("3"))])
    found = batches(powerpro, looks)
    assert taken(found) == [[], ["1", "2"], ["3"]]
    assert [batch.course for batch in found] == [None, "126", "127"]
    (seen,) = found[2].seen
    assert seen == LastLook(EnrolmentId("3"), LONG_AGO)


def test_one_that_left_before_is_still_looked_at() -> None:
    powerpro, looks = Watched(booked("1", completion_date=LONG_AGO)), MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("1"), LONG_AGO)])
    assert taken(batches(powerpro, looks)) == [[], ["1"]]


def test_one_that_left_with_nothing_open_is_settled_and_never_read_again() -> None:
    done = (evolve(unit(), outcome=COMPETENT),)
    ids = [EnrolmentId(number) for number in ("1", "2")]
    powerpro = Watched(*(booked(each, completion_date=YESTERDAY, units=done) for each in ids))
    looks = MemoryLastLooks()
    looks.remember([LastLook(each) for each in ids])
    (first,) = batches(powerpro, looks)
    assert first.seen == tuple(LastLook(each, YESTERDAY, TODAY.today) for each in ids)
    looks.remember(first.seen)
    powerpro.read.clear()
    assert taken(batches(powerpro, looks)) == [[]]
    assert powerpro.read == []


class Remembering:
    """Last looks of a host, which cannot leave out those that are settled."""

    def __init__(self) -> None:
        self.remembered = MemoryLastLooks().remembered


def test_without_a_memory_of_what_is_settled_every_enrolment_is_read_whole() -> None:
    powerpro = Watched(booked("1"), booked("2", completion_date=LONG_AGO))
    looks: Any = Remembering()
    assert taken(batches(powerpro, looks)) == [[], ["1"]]
    assert powerpro.read == []


def test_an_enrolment_in_scope_is_remembered_once() -> None:
    powerpro, looks = Watched(booked("1"), booked("2")), MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("2"))])
    _, course = batches(powerpro, looks)
    assert course.seen == (LastLook(EnrolmentId("1")),)


@pytest.mark.parametrize("changes", [{}, {"completion_date": LONG_AGO}])
def test_an_unreadable_enrolment_is_read_whole_and_fails_once(changes: dict[str, Any]) -> None:
    bad = evolve(booked("1", **changes), unreadable=("Its date is 'soon'.",))
    powerpro, looks = Watched(bad), MemoryLastLooks()
    assert taken(batches(powerpro, looks)) == [[], ["1"]]
    looks.remember([LastLook(EnrolmentId("1"), YESTERDAY)])
    assert taken(batches(powerpro, looks)) == [[], ["1"]]


def test_an_enrolment_that_is_deleted_meanwhile_has_no_task() -> None:
    powerpro = Watched(booked("1"), booked("2"))

    def without_the_first(enrolment_ids: Any) -> Any:
        return [powerpro.enrolment(each) for each in enrolment_ids if each != "1"]

    vars(powerpro)["enrolments_with"] = without_the_first
    assert taken(batches(powerpro)) == [[], ["2"]]


def test_those_not_taken_are_named_by_their_ids() -> None:
    powerpro = Watched(booked("1"), booked("2", course=FRUIT, completion_date=YESTERDAY))
    found = work().of(StageName.RESULTS, powerpro)
    next(found.batches)
    assert list(found.unread()) == ["1", "2"]


class Stricter(RtoChoices):
    """A plugin's condition in the place of one of the guide's."""

    def conditions(self) -> tuple[Condition, ...]:
        return (Condition("booking-confirmed", "paid too", lambda *_: None, "Fees"),)


def test_where_a_plugin_replaces_a_condition_every_enrolment_is_read_whole() -> None:
    ours = rules()
    ours = Rules(ours.policy, ours.zone, Stricter())
    assert ours.scope_conditions is None
    powerpro = Watched(booked("1", booking_status="Waiting"))
    found = evolve(work(), rules=ours).of(StageName.RESULTS, powerpro)
    assert taken(list(found.batches)) == [[], ["1"]]
    assert powerpro.read == []


def test_one_that_is_spared_is_not_read_and_keeps_its_place_in_every_list() -> None:
    rto = results_college(4, 2)
    (talent_course, *_) = rto.talent.talent.courses.values()
    extra = talent_unit("ICTICT999", number="999")
    units = (*talent_course.units, extra)
    rto.talent.talent.put_course(evolve(talent_course, units=units))
    rto.talent.talent.complete(TalentUserId("1000"), talent_course.id, "999", rto.now)
    first = rto.run()
    rto.powerpro = powerpro = Watched(*rto.powerpro.enrolments)
    second = rto.run()
    assert powerpro.read == []
    assert first.unchanged == second.unchanged
    assert [each.unit_name for each in second.lists.unmatched] == [extra.name]
    assert first.lists.unmatched[0].students == second.lists.unmatched[0].students


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, ById, ByCourse])
def test_links_of_many_clients_are_verified_from_one_listing(
    powerpro: type[MemoryPowerPro],
) -> None:
    rto = results_college(12, 2, verified=False)
    rto.powerpro = powerpro(rto.powerpro.enrolments)
    rto.run()
    assert rto.talent.calls["listed_users"] == 1
    assert rto.talent.calls["user_by_id"] == 0


# --- without a run ----------------------------------------------------------------


def test_what_a_course_takes_counts_everybody_and_reads_early_who_fails_or_waits() -> None:
    looks = MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("2"))])
    odd = with_user("4", unreadable=("Its date is 'soon'.",))
    there = [*map(with_user, "13"), with_user("2", withdrawal_date=YESTERDAY), odd]
    ours = results_work(last_looks=looks, waiting=["3"])
    narrow = scope_work(ours, MemoryPowerPro(there))
    assert narrow is not None
    list(islice(narrow.found().batches, 1))
    made = narrow._prepared("126")
    assert made.load == Load(enrolments=4, calls=1 + 3 * 2 + 2)
    assert [task.enrolment.id for task in made.others] == ["3", "2"]
    assert sorted(made.tasks.made) == ["2", "3", "4"]
    assert made.seen == (
        *(LastLook(EnrolmentId(key)) for key in "13"),
        LastLook(EnrolmentId("2"), YESTERDAY),
    )


class OtherValue(MemoryPowerPro):
    """PowerPro in which no value that the scope needs is unreadable."""

    @override
    def _in_scope(self, scope: Scope) -> Iterable[Enrolment]:
        return (each for each in self.provisioned_enrolments() if scope.includes(each))


@pytest.mark.parametrize("powerpro", [MemoryPowerPro, OtherValue])
def test_an_unreadable_enrolment_that_left_with_nothing_open_still_fails(
    powerpro: type[MemoryPowerPro],
) -> None:
    done = (evolve(unit(), outcome=COMPETENT),)
    odd = booked("1", withdrawal_date=YESTERDAY, units=done, unreadable=("Odd.",))
    looks = MemoryLastLooks()
    looks.remember([LastLook(EnrolmentId("1"))])
    assert taken(batches(powerpro([odd]), looks)) == [[], ["1"]]


def test_who_comes_back_or_is_looked_at_before_their_turn_is_taken_once() -> None:
    looks, keys = MemoryLastLooks(), [EnrolmentId(key) for key in "1234"]
    looks.remember([*(LastLook(each) for each in keys[:3]), LastLook(keys[3], YESTERDAY)])
    powerpro = MemoryPowerPro(
        [*(booked(each, withdrawal_date=YESTERDAY) for each in keys), booked("5")]
    )
    found = work(looks).of(StageName.RESULTS, powerpro).batches
    next(found)
    powerpro.put_enrolment(booked("1", unreadable=("Odd.",)))
    powerpro.put_enrolment(booked("4"))
    done = Completion(unit().id, "ICTWEB304", YESTERDAY)
    looks.remember([LastLook(keys[1], YESTERDAY, TODAY.today, (done,))])
    (batch,) = found
    assert [task.enrolment.id for task in batch.tasks] == ["1", "4", "5", "3"]
    assert [each.enrolment_id for each in batch.closed] == ["2"]
    assert batch.seen == (
        *(LastLook(EnrolmentId(key)) for key in "45"),
        LastLook(keys[2], YESTERDAY),
    )


def test_a_batch_has_those_who_are_asked_about_those_who_wait_and_those_who_are_spared() -> None:
    chooses, there = Chooses(), [with_user(key) for key in "1234"]
    ours = results_work(choosing=cast(Any, chooses), waiting=["3"])
    narrow = scope_work(ours, MemoryPowerPro(there))
    assert narrow is not None
    _, batch = narrow.found().batches
    assert [(t.enrolment.id, t.look, t.news) for t in batch.tasks] == [
        ("1", LOOKED, True),
        ("3", None, False),
    ]
    assert [each.enrolment_id for each in batch.spared] == ["2", "4"]
    assert batch.students == {"2": (there[1].course.code, student_of(there[1]))}
    assert (batch.looks, chooses.courses) == ((LOOKED,), 1)


def test_users_are_read_in_bulk_by_the_number_of_those_asked_about_without_a_link() -> None:
    links = Links()
    narrow = scope_work(
        results_work(prefetch=cast(Any, links)), MemoryPowerPro(map(with_user, "124"))
    )
    assert narrow is not None
    list(narrow.found().batches)
    assert links.asked == [(2, ["C2", "C4"])]
