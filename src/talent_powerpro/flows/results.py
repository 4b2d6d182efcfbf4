"""The guide's result-fetching page, "Result fetching algorithm", as a flow.

`fetch_results` asks for an enrolment's progress and writes what is new; what that means is
one decision, `talent_powerpro.rules.completions.decide`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from talent_powerpro.errors import EditedMeanwhile, Failed, Held
from talent_powerpro.flows import ask
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Enrolment,
    NotEnrolled,
    TalentCourseId,
    TalentUnit,
    TalentUserId,
    Unit,
    UnitResult,
    UnitRowId,
    talent_number,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.completions import decide, is_complete
from talent_powerpro.rules.policy import RepeatedUnits, SharedTalentUser
from talent_powerpro.rules.provisioning_hazards import linked_to_another
from talent_powerpro.rules.rules import Rules


@frozen
class Written:
    """A result that was written, with what it replaced."""

    unit: Unit
    """As it was before."""
    result: UnitResult


@frozen
class Fetched:
    """The results of one enrolment, fetched."""

    written: tuple[Written, ...] = ()
    held: tuple[Held, ...] = ()
    edited: tuple[EditedMeanwhile, ...] = ()


def fetch_results(enrolment: Enrolment, rules: Rules, day: Day) -> Flow[Fetched]:
    """One provisioned enrolment: fetch its User Progress, set what is newly competent."""
    if rules.out_of_scope(enrolment, day):
        return Fetched()
    user_id, course_id = whom_to_ask(enrolment)
    if rules.policy.shared_talent_user == SharedTalentUser.HOLD:
        linked = yield from ask.clients_linked_to(user_id)
        concerns = linked_to_another(enrolment.client, user_id, linked, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, concerns))
    progress = yield from ask.progress(user_id, course_id)
    if isinstance(progress, NotEnrolled):
        raise unreachable(
            f"Talent User {user_id} is not enrolled in Talent course {course_id}",
            "Enrol them again in TalentLMS > Courses, or withdraw the enrolment in PowerPro",
        )
    listed = yield from course_units(course_id, rules)
    last = yield from last_results(enrolment, progress)
    decision = decide(enrolment, progress, listed, last, day.today, rules)
    yield from ask.remark(decision.remarks)

    written, held, edited = [], list(decision.held), []
    for new in decision.results:
        try:
            yield from ask.remark(new.remarks)
            yield from ask.set_result(new.unit, new.result)
        except Held as hold:
            held += hold.all  # a veto
        except EditedMeanwhile as edit:
            edited.append(edit)
        else:
            written.append(Written(new.unit, new.result))
    return Fetched(tuple(written), tuple(held), tuple(edited))


def last_results(
    enrolment: Enrolment, progress: CourseProgress
) -> Flow[Mapping[UnitRowId, UnitResult]]:
    """What the agent last wrote to the enrolment's units; where nothing is completed, that
    decides nothing and is not asked."""
    if not any(is_complete(unit) for unit in progress.units):
        return {}
    return (yield from ask.last_results([unit.id for unit in enrolment.units]))


def whom_to_ask(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """The secondary id now, in the Talent course id now; `Failed` when they cannot be asked."""
    user_id = talent_number(enrolment.client.secondary_id)
    if user_id is None:
        raise unreachable(
            f"the Secondary ID {enrolment.client.secondary_id!r} of {enrolment.client.name} "
            f"({enrolment.client.code}) is no Talent user id",
            "Enter the id of their Talent user: Client > Secondary ID",
        )
    course_number = talent_number(enrolment.course.talent_course_id)
    if course_number is None:
        raise unreachable(
            f"the Talent Course ID {enrolment.course.talent_course_id!r} of "
            f"{enrolment.course.code} is not a number",
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    course_id = TalentCourseId(course_number)
    provisioned_in = course_in_log(enrolment)
    if provisioned_in not in (None, course_id):
        raise unreachable(
            f"provisioned in Talent course {provisioned_in}, but the Talent Course ID "
            f"of {enrolment.course.code} is {course_id} now",
            "Set it back, or enrol the client anew: "
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return TalentUserId(user_id), course_id


def course_in_log(enrolment: Enrolment) -> TalentCourseId | None:
    """The Talent course that the provisioning contact log names; ``None``: it names none."""
    log = enrolment.provisioning_log
    if (
        log
        and (named := re.search(r"Talent Course:\s*([0-9]+)", log.description))
        and (number := talent_number(named[1]))
    ):
        return TalentCourseId(number)
    return None


def unreachable(message: str, remedy: str) -> Failed:
    return Failed(message, reason="results-unreachable", remedy=remedy)


def course_units(course_id: TalentCourseId, rules: Rules) -> Flow[tuple[TalentUnit, ...]]:
    """The Talent course's own list of units; asked for only where the policy needs it."""
    if rules.policy.repeated_units == RepeatedUnits.ANY:
        return ()
    course = yield from ask.course(course_id)
    if isinstance(course, Absent):
        raise unreachable(
            f"Talent has no course {course_id}",
            "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        )
    return course.units
