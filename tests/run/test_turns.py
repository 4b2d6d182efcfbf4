"""Under a quota every run writes what it learnt, and begins with those who waited."""

from __future__ import annotations

import pytest

from support.metered import Asked, college, learner
from talent_powerpro import RecordStatus
from talent_powerpro.rules.saving import Saving


@pytest.mark.parametrize("width", [1, 8])
def test_every_run_writes_what_it_learnt_and_nobody_waits_for_long(width: int) -> None:
    learners = [learner(number, 1) for number in range(1, 81)]
    done = range(8, 81, 8)
    world = college(33, learners=learners, done=done, reserve=0, width=width)
    world.know_links()
    asked = Asked(world.portal)
    written: list[int] = []
    for _ in range(3):
        report = world.run(asked)
        written.append(sum(each.status is RecordStatus.WRITTEN for each in report.records))
    assert sum(written) == len(done)
    assert all(written)
    assert len(set(asked.users)) == 80


def test_a_roster_shows_whose_results_come_first() -> None:
    """The same students with a roster, whose call counts too: those with news are asked first."""
    learners = [learner(number, 1) for number in range(1, 81)]
    done = range(8, 81, 8)
    world = college(33, learners=learners, done=done, reserve=0)
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
