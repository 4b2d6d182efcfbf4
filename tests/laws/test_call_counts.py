"""The number of calls to TalentLMS, asserted exactly. The benchmark's table has the same cases."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from support.counted import (
    CountedCollege,
    client,
    provisioning_college,
    results_college,
)
from talent_powerpro.model import TalentCourseId, TalentUserId
from talent_powerpro.rules.saving import NO_SAVING

DONE = datetime(2022, 6, 1, 4, tzinfo=UTC)


def complete(college: CountedCollege, students: int, courses: int, code: str) -> None:
    for number in range(students):
        college.talent.talent.complete(
            TalentUserId(str(1000 + number)),
            TalentCourseId(str(126 + number % courses)),
            code,
            DONE,
        )


# --- results ----------------------------------------------------------------------


def test_idle_results_cost_one_roster_for_each_talent_course() -> None:
    """2,000 enrolments in 60 courses: 2,060 calls the first time, then 60, and 160 with 100
    students who moved. Here a tenth of it."""
    college = results_college(200, 6)
    assert college.calls() == 206
    assert college.calls() == 6
    complete(college, 10, 6, "ICTWEB304")
    assert college.calls() == 16
    assert college.calls() == 6


def test_a_large_idle_college_costs_its_courses_and_the_students_who_moved() -> None:
    """20,000 enrolments in 300 courses, 100 of whom moved: 400 calls. Here a twentieth of it."""
    college = results_college(1000, 15)
    college.run()
    complete(college, 5, 15, "ICTWEB304")
    assert college.calls() == 20


def test_a_day_of_runs_sweeps_each_enrolment_once() -> None:
    """A day at ten-minute runs: a roster for each course and run, and each detail once."""
    college = results_college(20, 2)
    college.run()
    calls = 0
    for _ in range(144):
        college.wait(minutes=10)
        calls += college.calls()
    assert calls == 144 * 2 + 20


def test_a_day_that_begins_without_memory_asks_for_each_detail_once() -> None:
    """The first run's details count for the sweep: 144 rosters for each course, and each detail.

    With 2,000 enrolments in 60 courses these are 10,640 calls. What is asked next is a day old.
    """
    college = results_college(20, 2)
    calls = 0
    for _ in range(144):
        calls += college.calls()
        college.wait(minutes=10)
    assert calls == 144 * 2 + 20
    assert college.calls() == 2 + 20


def test_a_sweep_that_would_take_much_of_the_quota_is_spread_over_the_day() -> None:
    """Twenty details at one run would be more than half of what is left of forty calls an hour."""
    college = results_college(20, 2)
    college.limit = 49
    college.run()
    calls = []
    for _ in range(144):
        college.wait(minutes=10)
        calls.append(college.calls())
    assert sum(calls) == 144 * 2 + 20
    assert max(calls) <= 2 + 4


def test_without_saving_each_enrolment_is_asked_about_at_each_run() -> None:
    college = evolve(results_college(20, 2), saving=NO_SAVING)
    assert college.calls() == college.calls() == 20


def test_one_enrolment_of_a_course_costs_no_roster() -> None:
    college = results_college(1, 1)
    for _ in range(2):
        assert college.calls() == 1
        assert college.talent.calls == {"progress": 1}


def test_an_outcome_that_a_person_cleared_is_asked_for_afresh() -> None:
    college = results_college(20, 2)
    complete(college, 1, 2, "ICTWEB304")
    college.run()
    assert college.calls() == 2
    written = college.powerpro.enrolments[0]
    (done,) = (each for each in written.units if each.outcome)
    college.powerpro.put_unit(evolve(done, outcome="", outcome_date=None))
    assert college.calls() == 3
    (again,) = (each for each in college.powerpro.enrolments[0].units if each.id == done.id)
    assert again.outcome == done.outcome
    assert college.calls() == 2


def test_links_of_another_agents_history_cost_one_listing() -> None:
    """2,000 links to be verified, in a portal of 5,000 users: 2,061 calls. Here a tenth of it."""
    college = results_college(200, 6, verified=False, strangers=300)
    assert college.calls() == 207
    assert college.talent.calls == {"roster": 6, "progress": 200, "listed_users": 1}
    assert college.calls() == 6


# --- provisioning -----------------------------------------------------------------


def test_new_students_cost_three_calls_each_and_no_progress() -> None:
    """100 new students in one course and group, a portal of 1,000 users, both stages."""
    college = provisioning_college(100, known=False, strangers=900)
    assert college.calls() == 304
    assert college.talent.calls == {
        "roster": 1,
        "group_keys": 1,
        "listed_users": 2,
        "create_user": 100,
        "enrol": 100,
        "add_to_group": 100,
    }
    assert college.calls("results") == 1


def test_known_students_cost_two_calls_each() -> None:
    """100 known students into a second course with its group."""
    college = provisioning_college(100, known=True, strangers=900)
    assert college.calls() == 204
    assert college.calls("results") == 1


def test_after_a_crash_before_the_contact_logs_four_calls_are_enough() -> None:
    college = provisioning_college(100, known=True, strangers=900)
    course, group = TalentCourseId("126"), next(iter(college.talent.talent.groups))
    for number in range(100):
        there = TalentUserId(client(number).secondary_id)
        college.talent.talent.enrol(there, course)
        college.talent.talent.add_to_group(there, group)
    assert college.calls("provisioning") == 4
    assert college.talent.calls == {
        "roster": 1,
        "group_keys": 1,
        "listed_users": 1,
        "members": 1,
    }
    assert all(each.provisioning_log for each in college.powerpro.enrolments)


def test_a_few_students_are_looked_up_one_by_one() -> None:
    college = provisioning_college(2, known=True, strangers=20)
    assert college.calls("provisioning") == 8
    assert college.talent.calls["listed_users"] == 0
