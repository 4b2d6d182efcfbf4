"""Under a quota every run writes what it learnt, and begins with those who waited."""

from __future__ import annotations

import pytest
from attrs import evolve
from typing_extensions import override

from support.metered import Asked, college, course, learner, student
from support.the_guide import enrolment, many, rto
from talent_powerpro import RecordStatus
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import Saving


@pytest.mark.parametrize("width", [1, 8])
def test_every_run_writes_what_it_learnt_and_nobody_waits_for_long(width: int) -> None:
    done = range(8, 401, 8)
    world = college(
        150,
        learners=[learner(number, 1) for number in range(1, 401)],
        done=done,
        reserve=0,
        width=width,
    )
    world.know_links()
    asked = Asked(world.portal)
    written: list[int] = []
    for _ in range(3):
        report = world.run(asked)
        written.append(sum(each.status is RecordStatus.WRITTEN for each in report.records))
    assert sum(written) == len(done)
    assert all(written)
    assert len(set(asked.users)) == 400


def test_a_roster_shows_whose_results_come_first() -> None:
    """The same students with a roster, whose call counts too: those with news are asked first."""
    done = range(8, 401, 8)
    learners = [learner(number, 1) for number in range(1, 401)]
    world = college(150, learners=learners, done=done, reserve=0)
    world.saving = Saving()
    world.know_links()
    report = world.run()
    written = [each for each in report.records if each.status is RecordStatus.WRITTEN]
    assert len(written) == len(done)


def test_no_run_begins_with_students_whom_an_earlier_run_looked_at() -> None:
    learners = [learner(number, 1 + number % 3) for number in range(1, 100)]
    world = college(50, learners=learners, courses=3)
    seen: set[str] = set()
    while len(seen) < len(learners):
        asked = Asked(world.portal)
        assert world.run(asked).stopped
        assert not seen & set(asked.users[:10])
        seen |= set(asked.users)


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


def test_what_the_other_stage_leaves_over_the_first_one_uses() -> None:
    new = [enrolment(f"N{n}", student(n), course(1)) for n in range(1, 11)]
    world = college(66, new=new, reserve=0)
    report = world.run()
    assert report.stopped is None
    assert report.counts("provisioning") == {"provisioned": 10}
