"""Both rosters side by side: every planted difference is found, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    GROUP,
    JOANA,
    LOG,
    PERTH,
    STARTED,
    TALENT_COURSE,
    Clock,
    booking,
    enrolment,
    portal,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro, MeteredTalent
from talent_powerpro.errors import NoAnswer, QuotaReached, SettingsFault
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    Enrolment,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UnitRowId,
)
from talent_powerpro.records.reconciled import DifferenceKind, Reconciled

OTHER = evolve(COURSE, code=CourseCode("B"), talent_course_id="9")


def agent(rows: list[Enrolment], talent: Any) -> Agent:
    return Agent(MemoryPowerPro(rows), talent, timezone=PERTH, clock=Clock(STARTED), reserve=0)


def student(number: int, **changes: Any) -> Enrolment:
    client = evolve(
        JOANA,
        code=ClientCode(f"C{number}"),
        secondary_id=str(number),
        email=f"{number}@x.au",
    )
    return enrolment(f"E{number}", client, contact_logs=(LOG,), **changes)


def college() -> tuple[list[Enrolment], Any]:
    """Ten students in order, and one of each difference: 20 to 24, and Talent user 50."""
    rows = [student(n) for n in range(1, 11)]
    rows += [student(20), student(21), student(22, withdrawal_date=EXPORT_DATE)]
    done = evolve(rows[0].units[0], id=UnitRowId("E23-1"), outcome="20 - Competency achieved/pass")
    rows += [student(23, units=(done, *rows[0].units[1:]))]
    talent = portal()
    for number in (*range(1, 11), 21, 22, 23, 50):
        user = TalentUser(TalentUserId(str(number)), f"u{number}", "A", "Learner", f"{number}@x.au")
        talent.put_user(user)
        talent.put_enrolment(user.id, COURSE_126)
    talent.complete(TalentUserId("21"), COURSE_126, "ICTWEB304", DONE)
    return rows, talent


def found_by_kind(found: Reconciled) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for each in found.differences:
        kinds.setdefault(each.kind, []).append(each.enrolment_id or each.talent_user_id)
    return kinds


def test_every_planted_difference_is_found_and_nothing_else() -> None:
    rows, talent = college()
    metered = MeteredTalent(talent, 100)
    found = agent(rows, metered).reconcile()
    assert found_by_kind(found) == {
        DifferenceKind.ONLY_IN_TALENT: ["50"],
        DifferenceKind.NOT_IN_TALENT: ["E20"],
        DifferenceKind.CLOSED_IN_POWERPRO: ["E22"],
        DifferenceKind.COMPLETED_IN_TALENT_ONLY: ["E21"],
        DifferenceKind.COMPLETED_IN_POWERPRO_ONLY: ["E23"],
    }
    assert (found.courses, found.people, found.not_compared) == (1, 14, ())
    assert metered.calls == 1 + 1 + 2, "the roster, the stranger, and two students' units"


def test_equal_rosters_cost_one_call_a_course() -> None:
    talent = portal()
    rows = [student(n) for n in range(1, 6)]
    for row in rows:
        talent.put_user(TalentUser(TalentUserId(row.client.secondary_id), row.id, "A", "B", row.id))
        talent.put_enrolment(TalentUserId(row.client.secondary_id), COURSE_126)
    metered = MeteredTalent(talent, 1)
    assert agent(rows, metered).reconcile().differences == ()
    assert metered.calls == 1


def test_one_course_alone_is_compared_by_its_code() -> None:
    rows, talent = college()
    unticked = evolve(COURSE, code=CourseCode("C"), export_to_talent=False)
    rows += [evolve(student(90), course=OTHER), evolve(student(91), course=unticked)]
    seen: list[tuple[int, int]] = []
    found = agent(rows, talent).reconcile(
        " ICT30120-A ", progress=lambda done, total: seen.append((done, total))
    )
    assert (found.courses, seen) == (1, [(1, 1)])
    whole = agent(rows, talent).reconcile()
    assert (whole.courses, whole.people) == (2, found.people)
    assert whole.not_compared == ("TalentLMS has no course 9, the Talent Course ID of B.",)


def test_a_course_whose_id_is_no_number_is_named_where_it_has_students_in_talentlms() -> None:
    rows, talent = college()
    typed = evolve(COURSE, code=CourseCode("D"), talent_course_id="12x")
    booked = evolve(student(92), course=typed)
    waiting = evolve(booked, contact_logs=())
    assert agent([*rows, waiting], talent).reconcile().not_compared == ()
    assert agent([*rows, booked], talent).reconcile().not_compared == (
        "D has students who were provisioned, and its Talent Course ID '12x' is not a number.",
    )
    powerpro = MemoryPowerPro(rows)
    powerpro.put_course(typed)
    without_anybody = Agent(powerpro, talent, timezone=PERTH, clock=Clock(STARTED))
    assert without_anybody.reconcile().not_compared == ()
    # Another course alone is not asked about it.
    assert agent([*rows, booked], talent).reconcile("ICT30120-A").not_compared == ()


def test_a_code_of_no_exported_course_is_refused_with_those_there_are() -> None:
    rows, talent = college()
    with pytest.raises(SettingsFault, match="'NOPE' is not the code") as raised:
        agent(rows, talent).reconcile("NOPE")
    assert raised.value.remedy == "Exported are: ICT30120-A."
    unticked = evolve(COURSE, code=CourseCode("C"), export_to_talent=False)
    rows += [evolve(student(90), course=OTHER), evolve(student(91), course=unticked)]
    with pytest.raises(SettingsFault) as raised:
        agent(rows, talent).reconcile("C")
    assert raised.value.remedy == "Exported are: B, ICT30120-A."
    with pytest.raises(SettingsFault) as raised:
        agent([], talent).reconcile("NOPE")
    assert raised.value.remedy == "Exported are: none."


def test_what_could_not_be_read_is_said_by_name() -> None:
    rows, talent = college()

    class Failing:
        def __init__(self, *failing: str) -> None:
            self.failing = failing

        def __getattr__(self, name: str) -> Any:
            return self.fail if name in self.failing else getattr(talent, name)

        def fail(self, *_: object) -> None:
            raise NoAnswer("TalentLMS did not answer.")

    def said(*failing: str) -> tuple[str, ...]:
        return agent(rows, Failing(*failing)).reconcile().not_compared

    assert said("roster") == ("Talent course 126 of ICT30120-A: TalentLMS did not answer.",)
    assert said("user_by_id") == ("Talent user 50: TalentLMS did not answer.",)
    assert said("progress") == (
        "JOANA GOMEZ (C21): TalentLMS did not answer.",
        "JOANA GOMEZ (C23): TalentLMS did not answer.",
    )


def test_people_who_left_between_two_calls_are_no_difference() -> None:
    rows, talent = college()

    class Leaving:
        def __getattr__(self, name: str) -> Any:
            return getattr(talent, name)

        def user_by_id(self, _: object) -> object:
            return portal().user_by_id(TalentUserId("50"))

        def progress(self, *_: object) -> object:
            talent.enrolled.pop((TalentUserId("21"), COURSE_126), None)
            return talent.progress(TalentUserId("21"), COURSE_126)

    found = agent(rows, Leaving()).reconcile()
    assert found_by_kind(found).keys() == {"not-in-talent", "closed-in-powerpro"}
    assert found.not_compared == ()


# --- Talent groups that bring other courses ---------------------------------------

BROUGHT = evolve(COURSE, code=CourseCode("B"), talent_course_id="127", talent_group_key="")
ALSO = evolve(COURSE, code=CourseCode("A2"))


def grouped() -> tuple[list[Enrolment], Any]:
    """Two courses, three students of the first: its group brings all into the second's course.

    Talent user 5 is in the second one as its own student, 50 is a stranger in both.
    """
    rows = [student(1), student(2), evolve(student(3), course=ALSO)]
    rows += [evolve(student(5), course=BROUGHT), evolve(student(6), contact_logs=())]
    talent = portal()
    talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId("127"), name="Photos"))
    talent.put_group(GROUP, [COURSE_126, TalentCourseId("127")])
    for number in (1, 2, 3, 5, 6, 50):
        user_id = TalentUserId(str(number))
        talent.put_user(TalentUser(user_id, f"u{number}", "A", "Learner", f"{number}@x.au"))
        talent.put_enrolment(user_id, TalentCourseId("127"))
        if number != 5:
            talent.put_enrolment(user_id, COURSE_126)
    return rows, talent


def test_students_of_a_group_in_another_course_are_named_once_with_their_number() -> None:
    rows, talent = grouped()
    metered = MeteredTalent(talent, 100)
    found = agent(rows, metered).reconcile()
    (brought,) = found.brought
    assert (brought.group_key, brought.from_courses) == (GROUP, ("ICT30120-A", "A2"))
    assert (brought.talent_course_id, brought.talent_course) == ("127", "Photos")
    assert (brought.course, brought.learners) == ("B", 3)
    # Who is not provisioned was not brought by the agent's doing: 6 is named by name.
    assert found_by_kind(found) == {DifferenceKind.ONLY_IN_TALENT: ["50", "6", "50"]}
    assert metered.calls == 2 + 1 + 3, "the rosters, the group, and those who are unknown"
    one = agent(rows, talent).reconcile("B")
    assert (one.courses, one.brought) == (1, found.brought)
    assert found.people == 6 + 5, "of both courses"


def test_a_group_is_not_asked_for_with_one_call_left() -> None:
    """Its courses take two."""
    rows, talent = grouped()
    metered = MeteredTalent(talent, 2)
    with pytest.raises(QuotaReached):
        agent(rows, metered).reconcile("B")
    assert metered.calls == 1


def test_a_group_that_does_not_bring_the_course_explains_nobody() -> None:
    rows, talent = grouped()
    talent.put_group(GROUP, [COURSE_126])
    found = agent(rows, talent).reconcile("B")
    assert found.brought == ()
    assert len(found.differences) == 5


@pytest.mark.parametrize("answer", ["no port", "absent", "fault"])
def test_without_the_courses_of_the_group_everybody_is_named(answer: str) -> None:
    rows, talent = grouped()
    if answer == "absent":
        del talent.groups[GROUP]

    class Answering:
        def __getattr__(self, name: str) -> Any:
            if name == "courses_of_group" and answer == "no port":
                raise AttributeError(name)
            if name == "courses_of_group" and answer == "fault":
                return self.fail
            return getattr(talent, name)

        def fail(self, *_: object) -> None:
            raise NoAnswer("TalentLMS did not answer.")

    found = agent(rows, Answering()).reconcile("B")
    assert (len(found.differences), found.brought) == (5, ())
    said = (f"Talent Group {GROUP}: TalentLMS did not answer.",)
    assert found.not_compared == (said if answer == "fault" else ())


def test_a_student_of_two_groups_counts_once() -> None:
    rows, talent = grouped()
    other = evolve(COURSE, code=CourseCode("C"), talent_course_id="128", talent_group_key="two")
    rows += [evolve(student(1), id=booking("E9"), course=other)]
    talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId("128")))
    talent.put_enrolment(TalentUserId("1"), TalentCourseId("128"))
    talent.put_group(TalentGroupKey("two"), [TalentCourseId("127"), TalentCourseId("128")])
    found = agent(rows, talent).reconcile("B")
    assert sorted((each.group_key, each.learners) for each in found.brought) == [
        (GROUP, 3),
    ]
    assert agent(rows, talent).reconcile().brought == found.brought, "whatever courses follow"


def test_a_repository_without_rosters_is_refused() -> None:
    class Single:
        def __getattr__(self, name: str) -> Any:
            if name == "roster":
                raise AttributeError(name)
            return getattr(portal(), name)

    with pytest.raises(SettingsFault, match="lacks a port"):
        agent([], Single()).reconcile()

    class Narrow(MemoryPowerPro):
        every_enrolment = None  # type: ignore[assignment]

    with pytest.raises(SettingsFault, match="lacks a port"):
        Agent(Narrow(), portal(), timezone=PERTH).reconcile()
