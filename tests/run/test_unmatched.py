"""Completed Talent units that no row answers to."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    JOANA,
    PERTH,
    TALENT_COURSE,
    USER_7,
    Rto,
    booking,
    portal_with_joana,
    provisioned,
    rto,
    rules,
    talent_unit,
    unit,
)
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import ClientCode, CourseCode, TalentUser, TalentUserId, UnitProgress
from talent_powerpro.records.look import Look
from talent_powerpro.records.report import Student, Unmatched
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.run.news import News
from talent_powerpro.run.unmatched import (
    UnmatchedUnits,
    dismissal_key,
    mark_new_unmatched,
    student_of,
    unmatched_unit,
)

OLD = talent_unit("BSBWEB304A", "Old code", "904")
VIDEO = talent_unit("Welcome", "video", "1")
SOFIA = evolve(JOANA, code=ClientCode("2021000020"), given_names="SOFIA", secondary_id="8")


def world() -> Rto:
    """Two students who completed the same old unit, and watched the video."""
    units = (*TALENT_COURSE.units, OLD, VIDEO)
    talent = portal_with_joana(units=units)
    talent.put_user(TalentUser(TalentUserId("8"), "s", "Sofia", "Gomez", "s@pm.me"))
    talent.put_enrolment(TalentUserId("8"), COURSE_126)
    for user in (USER_7, TalentUserId("8")):
        for item in (OLD, VIDEO):
            talent.complete(user, COURSE_126, item.id, DONE)
    row = unit(row="b", enrolment_id=booking("1002"))
    other = provisioned(row, id=booking("1002"), client=SOFIA)
    made = rto(provisioned(unit()), other, talent=talent)
    made.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    return made


def test_a_completed_unit_without_a_row_is_listed_once_with_all_its_students() -> None:
    made = world()
    report = made.run()
    (entry,) = report.lists.unmatched
    assert (entry.course_code, entry.unit_id, entry.new) == ("ICT30120-A", "904", True)
    assert entry.unit_name == "BSBWEB304A Old code"
    assert entry.students == (
        Student("1001", "2021000017", "JOANA GOMEZ"),
        Student("1002", "2021000020", "SOFIA GOMEZ"),
    )
    assert report.lists.other_items == 1
    assert report.has_new_entries
    assert report.counts("results") == {"unchanged": 2}
    again = made.run()
    assert [each.new for each in again.lists.unmatched] == [False]
    assert not again.has_new_entries


def test_an_alias_ends_it() -> None:
    made = world()
    made.run()
    made.policy = evolve(made.policy, unit_aliases={"BSBWEB304A": ["ICTWEB304"]})
    report = made.run()
    assert report.lists.unmatched == ()
    assert report.counts("results") == {"written": 2}


def test_a_code_of_the_course_is_known_from_its_other_enrolments() -> None:
    """M1 has not the shape of a national code."""
    talent = portal_with_joana(units=(talent_unit("M1-", "Own module", "905"),))
    talent.complete(USER_7, COURSE_126, "905", DONE)
    other = provisioned(unit("M1", "b"), id=booking("1002"), client=SOFIA)
    alone, together = rto(provisioned(), talent=talent), rto(provisioned(), other, talent=talent)
    alone.clock.now = together.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    assert alone.run().lists.other_items == 1
    (entry,) = together.run().lists.unmatched
    assert entry.unit_id == "905"


def test_entries_are_in_order_of_course_and_name() -> None:
    units = UnmatchedUnits(rules())
    some = tuple(
        UnitProgress(talent_unit("B", "b", number), "Completed", DONE) for number in ("2", "1")
    )
    old = UnitProgress(OLD, "Completed")
    other = provisioned(course=evolve(COURSE, code=CourseCode("A")), id=booking("1002"))
    for each in (provisioned(), other):
        units.add(each, Fetched(unmatched=(old, *some)))
    assert [(each.course_code, each.unit_name, each.unit_id) for each in units.entries()] == [
        (course, name, number)
        for course in ("A", COURSE.code)
        for name, number in (("B b", "1"), ("B b", "2"), ("BSBWEB304A Old code", "904"))
    ]
    days = [each.completed for entry in units.entries() for each in entry.students]
    assert days == [DONE.date(), DONE.date(), None] * 2


def test_the_students_of_all_enrolments_are_in_the_entry_asked_or_remembered() -> None:
    units = UnmatchedUnits(rules())
    done = UnitProgress(OLD, "Completed", DONE)
    units.add(provisioned(), Fetched(unmatched=(done,), other_items=(VIDEO,)))
    sofia = Student("1002", SOFIA.code, SOFIA.name)
    look = Look(booking("1002"), TalentUserId("8"), COURSE_126, "facts", DONE)
    units.add_remembered(evolve(look, other_items=("2",)), None)
    units.add_remembered(
        evolve(look, unmatched=(unmatched_unit(done, rules()),)), (COURSE.code, sofia)
    )
    units.add(provisioned(), Fetched(other_items=(talent_unit("x", "y", "3"),)))
    (entry,) = units.entries()
    assert entry.students == (student_of(provisioned()), sofia)
    assert units.other_items == {VIDEO.id, "2", "3"}


def test_a_unit_that_a_person_dismissed_is_not_listed_for_that_enrolment() -> None:
    old = UnitProgress(OLD, "Completed", DONE)
    key = dismissal_key("1001", unmatched_unit(old, rules()))
    assert key == (ListName.UNMATCHED, "1001", "904 BSBWEB304A Old code")
    units = UnmatchedUnits(evolve(rules(), dismissed={key}))
    units.add(provisioned(), Fetched(unmatched=(old, evolve(old, unit=VIDEO))))
    units.add(provisioned(id=booking("1002")), Fetched(unmatched=(old,)))
    assert [(each.unit_id, len(each.students)) for each in units.entries()] == [
        ("904", 1),
        (VIDEO.id, 1),
    ]


def test_a_talent_unit_is_new_until_a_run_has_reported_it() -> None:
    journal, entry = MemoryJournal(), Unmatched("C", "1", "ICTWEB999", ())
    for _ in range(2):
        news = News(journal, DONE.date())
        assert mark_new_unmatched((), news) == ()
        (marked,) = mark_new_unmatched([entry], news)
        assert marked.new
    news.mark_reported()
    others = (
        evolve(entry, course_code="D"),
        evolve(entry, unit_id="2"),
        evolve(entry, unit_name="x"),
    )
    marked, *new = mark_new_unmatched([entry, *others], News(journal, DONE.date()))
    assert not marked.new
    assert [each.new for each in new] == [True] * 3
