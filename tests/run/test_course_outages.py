"""One Talent course that does not answer, and the outage of all of them (case S1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    LOG,
    STARTED,
    TALENT_COURSE,
    ended,
    enrolment,
    many,
    outcomes,
    portal,
    rto,
)
from talent_powerpro.errors import Fault, NoAnswer, Refused, TalentUnusable
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.model import (
    Client,
    ClientCode,
    CourseCode,
    Enrolment,
    TalentCourseId,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.record import Remark, StageName
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.run.course_outages import CourseOutages, is_answered, named
from talent_powerpro.run.tasks import Ending, Task

SILENT = NoAnswer("TalentLMS did not answer in time")


def pp_course(number: str) -> CourseCode:
    return CourseCode(f"PP{number}")


def student(name: str, number: str, **changes: object) -> Enrolment:
    """A student who is due in Talent course *number*."""
    course = evolve(COURSE, code=pp_course(number), talent_course_id=number, talent_group_key="")
    client = Client(ClientCode(name), "CASTER", name, email=f"{name.lower()}@pm.me")
    return enrolment(name, client, course, **changes)


class Broken:
    """A portal whose courses *down* give no answer."""

    def __init__(self, *down: str, courses: str = "99 126 127 128 129") -> None:
        self.down = {TalentCourseId(each) for each in down}
        self.talent = portal()
        for number in courses.split():
            self.talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId(number)))
        self.asked: list[str] = []
        course, progress = self.talent.course, self.talent.progress

        def answer(course_id: TalentCourseId, then: Callable[[], object]) -> object:
            self.asked.append(course_id)
            if course_id in self.down:
                raise SILENT
            return then()

        def of_course(course_id: TalentCourseId) -> object:
            return answer(course_id, lambda: course(course_id))

        def of_user(user_id: TalentUserId, course_id: TalentCourseId) -> object:
            return answer(course_id, lambda: progress(user_id, course_id))

        vars(self.talent).update(course=of_course, progress=of_user)


def due(*names: str) -> tuple[Enrolment, ...]:
    """``"A126"``: student A of Talent course 126."""
    return tuple(student(each, each[1:]) for each in names)


FIVE = ("A126", "B126", "C126", "D126", "E126")


@pytest.mark.parametrize("place", [0, 3, 5])
def test_five_records_of_a_broken_course_do_not_stop_a_healthy_one(place: int) -> None:
    names = [*FIVE[:place], "Z127", *FIVE[place:]]
    world = rto(*due(*names), talent=Broken("126").talent)
    report = world.run()
    assert (ended(report), outcomes(report)) == (
        "",
        {**dict.fromkeys(FIVE, "deferred"), "Z127": "provisioned"},
    )
    (named,) = report.remarks
    assert named.reason == "course-not-answering"
    assert named.message.startswith("Talent course 126 gave no answer for 5 records in a row")


def test_the_remaining_records_of_a_broken_course_are_deferred_unasked() -> None:
    broken = Broken("126")
    world = rto(*due(*FIVE, "F126", "G126", "Z127"), talent=broken.talent)
    report = world.run()
    reasons = {str(record.enrolment_id): record.reason for record in report.records}
    assert {each: reasons[each] for each in ("E126", "F126", "G126")} == {
        "E126": "no-answer",
        "F126": "course-not-answering",
        "G126": "course-not-answering",
    }
    assert broken.asked.count("126") == 5
    unasked = next(each for each in report.records if each.enrolment_id == "F126")
    assert unasked.message == (
        "Talent course 126 gave no answer for 5 records in a row, so TalentLMS was not asked for "
        "this one."
    )
    assert "The next run tries again" in unasked.remedy
    broken.down.clear()
    world.clock.pass_days()
    assert set(outcomes(world.run()).values()) == {"provisioned"}


def test_a_second_broken_course_without_a_success_between_stops_the_run() -> None:
    two = (*FIVE, "A127", "B127", "C127", "D127", "E127", "Z128")
    report = rto(*due(*two), talent=Broken("126", "127").talent).run()
    assert report.stopped is not None
    assert report.stopped.reason == "talent-unusable"
    assert report.stopped.message.startswith(
        "TalentLMS did not answer for 10 records in a row, of Talent course 126 and "
        "Talent course 127: "
    )
    assert outcomes(report)["Z128"] == "not reached"


def test_a_success_between_two_broken_courses_lets_the_run_go_on() -> None:
    names = (*FIVE, "Z128", "A127", "B127", "C127", "D127", "E127", "F127", "Y128")
    report = rto(*due(*names), talent=Broken("126", "127").talent).run()
    assert ended(report) == ""
    assert outcomes(report) == {
        each: ("provisioned" if each in ("Z128", "Y128") else "deferred") for each in names
    }
    assert len(report.remarks) == 2


def test_many_small_courses_without_an_answer_stop_the_run() -> None:
    names = [f"{letter}{number}" for number in (128, 127, 99, 126) for letter in "ABC"]
    broken = Broken("126", "127", "128", "99")
    report = rto(*due(*names), talent=broken.talent).run()
    assert report.stopped is not None
    assert report.stopped.reason == "talent-unusable"
    assert report.stopped.message == (
        "TalentLMS did not answer for 10 records in a row, of Talent course 99, Talent course 126, "
        f"Talent course 127 and Talent course 128: {SILENT}"
    )
    assert report.stopped.remedy == "Nothing is lost. Run again when TalentLMS answers."
    assert len(broken.asked) == 10


def test_one_course_alone_is_never_an_outage() -> None:
    names = [f"{letter}126" for letter in "ABCDEFGHIJKL"]
    report = rto(*due(*names), talent=Broken("126").talent).run()
    assert (ended(report), set(outcomes(report).values())) == ("", {"deferred"})


def test_an_answer_for_a_record_of_the_course_restarts_its_count() -> None:
    world = rto(*many(9))
    world.talent.script.raises("user_by_email", *[SILENT] * 4)
    world.talent.script.does("user_by_email", lambda: None)
    world.talent.script.raises("user_by_email", *[SILENT] * 4)
    report = world.run()
    assert (ended(report), report.remarks) == ("", ())
    assert list(outcomes(report).values()).count("deferred") == 8


def test_a_broken_course_does_not_stop_the_results_of_a_healthy_one() -> None:
    names = (*FIVE, "F126", "Z127")
    provisioned, users = [], []
    for number, each in enumerate(due(*names), 10):
        user_id = TalentUserId(str(number))
        client = evolve(each.client, secondary_id=user_id)
        log = evolve(LOG, description=f"Enrolled in Talent Course: {each.id[1:]}")
        provisioned.append(evolve(each, client=client, contact_logs=(log,)))
        users.append(
            TalentUser(user_id, client.email, client.given_names, client.surname, client.email)
        )
    broken = Broken("126")
    for user, each in zip(users, provisioned, strict=True):
        broken.talent.put_user(user)
        broken.talent.put_enrolment(user.id, TalentCourseId(each.id[1:]))
    broken.talent.complete(users[-1].id, TalentCourseId("127"), "ICTWEB304", LOG.contact_date)
    report = rto(*provisioned, talent=broken.talent).run(only="results")
    assert outcomes(report, "results") == {
        **dict.fromkeys((*FIVE, "F126"), "deferred"),
        "Z127": "written",
    }
    assert broken.asked.count("126") == 5
    assert [each.reason for each in report.remarks] == ["course-not-answering"]


# --- without a run ----------------------------------------------------------------


def asks(fault: Fault | None, side: Side = Side.TALENT) -> Event:
    return Event(STARTED, Call("course", side, ()), fault=fault)


def ending(number: str, fault: NoAnswer | None) -> Ended[Task, Ending]:
    """A record of a Talent course, which answered its only call or did not."""
    task = Task(StageName.PROVISIONING, student("A", number), lambda: iter(()))  # type: ignore[arg-type, return-value]
    return Ended(task, (asks(fault),), None, fault)


def silent(outages: CourseOutages, *numbers: str) -> list[Remark]:
    found = [outages.ended(ending(number, SILENT)) for number in numbers]
    return [each for each in found if each]


def test_one_course_that_goes_on_failing_is_told_once_and_stops_nothing() -> None:
    outages = CourseOutages(2)
    assert silent(outages, "127") == []
    assert outages.ended(ending("128", None)) is None
    assert len(silent(outages, *["126"] * 9)) == 1


def test_courses_that_go_down_since_the_last_answer_stop_the_run_however_few_their_records() -> (
    None
):
    outages = CourseOutages(5)
    assert silent(outages, *["126"] * 4, *["127"] * 4) == []
    outages.ended(ending("128", None))
    assert len(silent(outages, "129", "126")) == 1
    with pytest.raises(
        TalentUnusable, match="for 3 records in a row, of Talent course 126 and Talent course 127"
    ):
        silent(outages, "127")


@pytest.mark.parametrize(
    ("last", "named"),
    [
        (["126"], "Talent course 126 and Talent course 127"),
        (["128"], "Talent course 126, Talent course 127 and Talent course 128"),
    ],
)
def test_as_many_records_of_two_courses_stop_the_run_and_all_of_them_are_named(
    last: list[str], named: str
) -> None:
    """A record of a course that is down already may have been under way."""
    outages = CourseOutages(2)
    assert len(silent(outages, "126", "126", "127")) == 1
    with pytest.raises(TalentUnusable, match=f"for 4 records in a row, of {named}: {SILENT}"):
        silent(outages, *last)


@pytest.mark.parametrize(
    ("event", "answered"),
    [
        (asks(None), True),
        (asks(Refused("no")), True),
        (asks(SILENT), False),
        (asks(None, Side.POWERPRO), False),
        (Event(STARTED, Note("remark")), False),
    ],
)
def test_an_answer_of_talentlms_is_no_outage_be_it_a_refusal(event: Event, answered: bool) -> None:
    assert is_answered([asks(SILENT), event]) is answered


def test_a_course_without_a_number_is_named_by_its_own_code() -> None:
    assert named(evolve(COURSE, talent_course_id="")) == "The Talent course of ICT30120-A"
