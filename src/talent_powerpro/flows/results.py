"""Result fetching for one enrolment, as a flow. Guide, "Result fetching algorithm".

`fetch_results` reads the progress and writes the new results. The function
`talent_powerpro.rules.completions.decide` decides which results are new.
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
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import RepeatedUnits, SharedTalentUser
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.sharing_hazards import results_of_two_clients


@frozen
class Written:
    """A result that was written, with the unit that it replaced."""

    unit: Unit
    """The unit as it was before."""
    result: UnitResult


@frozen
class Fetched:
    """The results of one enrolment: written, held, and edited by a person meanwhile."""

    written: tuple[Written, ...] = ()
    held: tuple[Held, ...] = ()
    edited: tuple[EditedMeanwhile, ...] = ()


def fetch_results(enrolment: Enrolment, rules: Rules, day: Day) -> Flow[Fetched]:
    """Fetches the progress of one provisioned enrolment and sets units that are now competent."""
    if rules.out_of_scope(enrolment, day):
        return Fetched()
    user_id, course_id = whom_to_ask(enrolment)
    # The progress of a Talent user of two clients could be either person's. With ``link`` the RTO
    # accepts that, so the other clients are not looked up.
    if rules.policy.shared_talent_user == SharedTalentUser.HOLD:
        linked = yield from ask.clients_linked_to(user_id)
        concerns = results_of_two_clients(enrolment.client, user_id, linked, rules.policy)
        yield from ask.remark(rules.weigh(enrolment, concerns))
    progress = yield from ask.progress(user_id, course_id)
    # API fact (recorded): the normal answer after someone removed the student from the course by
    # hand.
    if isinstance(progress, NotEnrolled):
        raise unreachable(
            f"Talent User {user_id} is not enrolled in Talent course {course_id}, so results "
            "cannot be fetched.",
            "Enrol the user again in TalentLMS > Courses, or withdraw the enrolment in PowerPro: "
            "Home > Enrolments and Results > Course data > Withdrawal Date.",
        )
    listed = yield from course_units(course_id, rules)
    last = yield from last_results(enrolment, progress)
    decision = decide(enrolment, progress, listed, last, day.today, rules)
    yield from ask.remark(decision.remarks)

    written, held, edited = [], list(decision.held), []
    for new in decision.results:
        # One unit's veto or edit must not keep the others from being written.
        try:
            yield from ask.remark(new.remarks)
            yield from ask.set_result(new.unit, new.result)
        except Held as hold:  # a plugin's veto
            held += hold.all
        except EditedMeanwhile as edit:
            edited.append(edit)
        else:
            written.append(Written(new.unit, new.result))
    return Fetched(tuple(written), tuple(held), tuple(edited))


def last_results(
    enrolment: Enrolment, progress: CourseProgress
) -> Flow[Mapping[UnitRowId, UnitResult]]:
    """The results that the agent last wrote to the enrolment's units."""
    # Without a completed unit they would decide nothing, and most enrolments have none.
    if not any(is_complete(unit) for unit in progress.units):
        return {}
    return (yield from ask.last_results([unit.id for unit in enrolment.units]))


def whom_to_ask(enrolment: Enrolment) -> tuple[TalentUserId, TalentCourseId]:
    """The client's Talent user and the course's Talent course, as they are now.

    Raises `Failed` if results cannot be fetched for them.
    """
    user_id = talent_number(enrolment.client.secondary_id)
    if user_id is None:
        raise unreachable(
            f"The Secondary ID {enrolment.client.secondary_id!r} of {enrolment.client.name} "
            f"({enrolment.client.code}) is not a Talent user id, so results cannot be fetched.",
            "Enter the id of the client's Talent user: Client > Secondary ID.",
        )
    course_number = talent_number(enrolment.course.talent_course_id)
    if course_number is None:
        raise unreachable(
            f"The Talent Course ID {enrolment.course.talent_course_id!r} of "
            f"{enrolment.course.code} is not a number, so results cannot be fetched.",
            f"Correct the Talent Course ID of {enrolment.course.code}: {TALENT_COURSE_ID}.",
        )
    course_id = TalentCourseId(course_number)
    # Progress in a course other than the one provisioned may be another piece of work.
    provisioned_in = course_in_log(enrolment)
    if provisioned_in not in (None, course_id):
        raise unreachable(
            f"{enrolment.client.name} ({enrolment.client.code}) was provisioned in Talent course "
            f"{provisioned_in}, but the Talent Course ID of {enrolment.course.code} is now "
            f"{course_id}, so results cannot be fetched.",
            f"Change the Talent Course ID back to {provisioned_in}, or enrol the client again: "
            f"{TALENT_COURSE_ID}.",
        )
    return TalentUserId(user_id), course_id


def course_in_log(enrolment: Enrolment) -> TalentCourseId | None:
    """The Talent course in the provisioning contact log; ``None`` if it names none."""
    # Another agent or a person may have written the log in other words.
    log = enrolment.provisioning_log
    if (
        log
        and (named := re.search(r"Talent Course:\s*([0-9]+)", log.description))
        and (number := talent_number(named[1]))
    ):
        return TalentCourseId(number)
    return None


def unreachable(message: str, remedy: str) -> Failed:
    """A failure of a record whose results cannot be fetched."""
    return Failed(message, reason="results-unreachable", remedy=remedy)


def course_units(course_id: TalentCourseId, rules: Rules) -> Flow[tuple[TalentUnit, ...]]:
    """The Talent course's own list of units, if the policy needs it; else nothing."""
    if rules.policy.repeated_units == RepeatedUnits.ANY:
        return ()
    course = yield from ask.course(course_id)
    if isinstance(course, Absent):
        raise unreachable(
            f"Talent course {course_id} does not exist in TalentLMS, so results cannot be fetched.",
            f"Correct the Talent Course ID: {TALENT_COURSE_ID}.",
        )
    return course.units
