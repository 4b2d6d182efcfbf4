"""The flow that explains units asks what a run asks, and the course's list; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from support.the_guide import (
    DONE,
    TALENT_COURSE,
    TODAY,
    USER_7,
    provisioned,
    rules,
    talent_unit,
    unit,
)
from talent_powerpro.errors import Failed
from talent_powerpro.flows.explaining import explain_units
from talent_powerpro.model import Absent, CourseProgress, UnitProgress
from talent_powerpro.records.links import Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.step import Call
from talent_powerpro.rules.unit_verdicts import UnitFound, Verdict

LINK = VerifiedLink(provisioned().client.code, USER_7, "p", LinkBasis.AGREES)
KNOWN = Linkage("p", LINK)
PROGRESS = CourseProgress((UnitProgress(talent_unit("ICTWEB304"), "Completed", DONE),))


def played(course: Any) -> tuple[Sequence[str], Sequence[UnitFound]]:
    """The flow's calls, and what it returns where the Talent course is *course*."""
    answers: dict[str, Any] = {
        "clients_linked_to": (),
        "progress": PROGRESS,
        "last_results": {},
        "provisioned_enrolments_of": (),
        "course": course,
    }
    flow = explain_units(provisioned(unit(), unit("ICTWEB305")), rules(), TODAY, KNOWN)
    asked: list[str] = []
    answer: Any = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration as ended:
            return asked, ended.value
        answer = None
        if isinstance(step, Call):
            asked.append(step.action)
            answer = answers[step.action]


def test_the_course_shows_what_the_student_never_opened() -> None:
    asked, found = played(TALENT_COURSE)
    assert asked[1:] == ["progress", "last_results", "provisioned_enrolments_of", "course"]
    assert [each.verdict for each in found] == [Verdict.WRITES, Verdict.NOT_COMPLETED]


def test_without_the_courses_list_the_progress_alone_counts() -> None:
    _, found = played(Absent("course", "The requested course does not exist"))
    assert [each.verdict for each in found] == [Verdict.WRITES, Verdict.NO_TALENT_UNIT]


def test_an_enrolment_that_cannot_be_read_fails() -> None:
    broken = provisioned(unit(), unreadable=("The date soon is none.",))
    with pytest.raises(Failed):
        next(explain_units(broken, rules(), TODAY, KNOWN))
