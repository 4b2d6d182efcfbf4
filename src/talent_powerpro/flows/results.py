"""Result fetching for one enrolment, as a flow. Guide, "Result fetching algorithm".

`fetch_results` reads the progress and writes the new results. The function
`talent_powerpro.rules.completions.decide` decides which results are new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from attrs import evolve, field, frozen

from talent_powerpro.errors import Deferred, Failed, Held, PluginFault, Refused
from talent_powerpro.flows import ask
from talent_powerpro.flows.talent_link import verified_link
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
    talent_number,
)
from talent_powerpro.records.due import Day
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.changed_course import courses_to_ask, results_from_the_log
from talent_powerpro.rules.completions import Decision, Evidence, NewResult, completions, decide
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.rules.policy import RepeatedUnits
from talent_powerpro.rules.result_evidence import evidence_of, without_start_date
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.shared_completion_hazards import Sibling


@frozen
class Written:
    """A result that was written, with the unit that it replaced."""

    unit: Unit
    """The unit as it was before."""
    result: UnitResult
    evidence: ResultEvidence | None = field(default=None, eq=False)
    """What the result rests on."""


@frozen
class Fetched:
    """The results of one enrolment: written, held, and not accepted by PowerPro or unreadable."""

    written: tuple[Written, ...] = ()
    held: tuple[Held, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    """Edited by a person meanwhile, or put off by a host's repository."""
    failed: tuple[Failed, ...] = ()
    """Results that cannot be read, or that a host's repository refused for good. The
    enrolment's other results are written."""
    unmatched: tuple[TalentUnit, ...] = ()
    """Completed Talent units with a unit code that no row of the enrolment has."""
    other_items: tuple[TalentUnit, ...] = ()
    """Other completed items of the Talent course."""


def fetch_results(
    enrolment: Enrolment,
    rules: Rules,
    day: Day,
    course_codes: frozenset[str] = frozenset(),
    known: Linkage = UNKNOWN,
) -> Flow[Fetched]:
    """Fetches the progress of one provisioned enrolment and sets units that are now competent.

    *course_codes* are the unit codes on all enrolments in its PowerPro course. They tell a Talent
    unit with a wrong code from a welcome video. *known* is the client's link. Without one to the
    Secondary ID of now, the user is looked at.
    """
    if rules.out_of_scope(enrolment, day):
        return Fetched()
    user_id, course_ids = whom_to_ask(enrolment, rules)
    link = yield from verified_link(enrolment, user_id, course_ids[0], rules, known)
    course_id, progress = yield from progress_in_one(enrolment, user_id, course_ids)
    listed = yield from course_units(course_id, rules)
    evidence = yield from evidence_on(enrolment, progress, listed, rules, day)
    evidence = evolve(evidence, course_codes=course_codes)
    decision = decide(enrolment, progress, listed, evidence, day.today, rules)
    yield from ask.remark(decision.remarks)

    origin = partial(evidence_of, enrolment, user_id, course_id, rules=rules)
    return (yield from write_results(decision, link, origin))


def write_results(
    decision: Decision, link: VerifiedLink, origin: Callable[[NewResult], ResultEvidence | None]
) -> Flow[Fetched]:
    """Writes the new results of one enrolment, one unit after the other.

    *origin* returns what a result rests on.
    """
    written, held, failed, deferred = [], list(decision.held), list(decision.failed), []
    for new in decision.results:
        # One unit's veto, edit or refusal must not keep the others from being written.
        try:
            over = over_family_name(new.unit, link)
            yield from ask.remark((*new.remarks, *without_start_date(new), *over))
            yield from ask.set_result(new.unit, new.result)
        except Held as hold:  # a plugin's veto
            held += hold.all
        except PluginFault:  # a plugin's veto that raised: the whole record fails
            raise
        except Failed as refusal:
            failed.append(refusal)
        except Deferred as delay:
            deferred.append(delay)
        else:
            written.append(Written(new.unit, new.result, origin(new)))
    return Fetched(
        tuple(written),
        tuple(held),
        tuple(deferred),
        tuple(failed),
        decision.unmatched,
        decision.other_items,
    )


def over_family_name(unit: Unit, link: VerifiedLink) -> tuple[Remark, ...]:
    """A remark on a result that comes from a Talent user with another given name."""
    if link.basis != LinkBasis.FAMILY_NAME:
        return ()
    return (
        Remark(
            "family-name-only",
            f"{unit.code}: the result comes from Talent User {link.user_id}, which has the "
            "client's e-mail and family name, but another given name.",
        ),
    )


def progress_in_one(
    enrolment: Enrolment, user_id: TalentUserId, course_ids: Sequence[TalentCourseId]
) -> Flow[tuple[TalentCourseId, CourseProgress]]:
    """The progress in the first of the Talent courses that the user is enrolled in.

    Raises `Failed` if the user is enrolled in none of them.
    """
    for course_id in course_ids:
        try:
            progress = yield from ask.progress(user_id, course_id)
        except Refused as refusal:
            # A mistyped id: the course in which the client was provisioned may still be asked.
            if refusal.reason != "unknown-course" or course_id == course_ids[-1]:
                raise
            continue
        # API fact (recorded): "not enrolled" is the normal answer after someone removed the
        # student from the course by hand.
        if not isinstance(progress, NotEnrolled):
            if course_id != course_ids[0]:
                yield from ask.remark(results_from_the_log(enrolment, course_ids[0], course_id))
            return course_id, progress
    named = " or ".join(course_ids)
    raise unreachable(
        f"Talent User {user_id} is not enrolled in Talent course {named}, so results "
        "cannot be fetched.",
        "Enrol the user again in TalentLMS > Courses, or withdraw the enrolment in PowerPro: "
        "Home > Enrolments and Results > Course data > Withdrawal Date.",
    )


def evidence_on(
    enrolment: Enrolment,
    progress: CourseProgress,
    listed: Sequence[TalentUnit],
    rules: Rules,
    day: Day,
) -> Flow[Evidence]:
    """What the agent wrote last, and the client's other enrolments."""
    # Without a new result they would decide nothing, and most enrolments have none.
    if not completions(enrolment, progress, listed, rules).results:
        return Evidence()
    last = yield from ask.last_results([unit.id for unit in enrolment.units])
    all_of_them = yield from ask.provisioned_enrolments_of(enrolment.client.code)
    others = (each for each in all_of_them if each.id != enrolment.id)
    return Evidence(
        last, tuple(Sibling(each, not rules.out_of_scope(each, day)) for each in others)
    )


def whom_to_ask(
    enrolment: Enrolment, rules: Rules
) -> tuple[TalentUserId, tuple[TalentCourseId, ...]]:
    """The client's Talent user, and the Talent courses to ask in turn.

    Raises `Failed` if results cannot be fetched for them, and `Held` if a person has to choose
    between two Talent courses.
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
    return TalentUserId(user_id), courses_to_ask(enrolment, TalentCourseId(course_number), rules)


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
