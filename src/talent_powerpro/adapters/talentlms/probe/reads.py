"""Reading probe: asks a portal where it differs from the sandbox. Changes nothing.

Most facts about API v1 come from other people's portals. Each question here is one whose
answer is not certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Protocol

from attrs import frozen

from talent_powerpro.adapters.talentlms import Site
from talent_powerpro.adapters.talentlms.probe.report import Finding, ProbeReport, asked, presence
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    NotEnrolled,
    Quota,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    TalentUserId,
    plain,
)
from talent_powerpro.ports import TalentRepository

NOBODY = "nobody-a7c41f0e@powerpro.invalid"
"""An e-mail that cannot exist: the domain ``invalid`` is reserved."""
FAR_BEYOND = "999999999"
"""A user id and course id that no portal has reached."""

NO_USER = "absent: The requested user does not exist"
NO_COURSE = "absent: The requested course does not exist"
DATE_FORMATS = ("DDMMYYYY", "MMDDYYYY", "YYYYMMDD")
LABELS = ("completed", "passed", "not attempted", "in progress", "failed", "not passed", "pending")


class ProbedPortal(TalentRepository, Protocol):
    """The client to probe with: `talent_powerpro.adapters.talentlms.TalentLMS`."""

    def site(self) -> Site: ...

    def quota(self) -> Quota: ...


@frozen
class Landmarks:
    """A user and a course that the portal's administrator names. The probe changes neither."""

    user_id: TalentUserId
    email: str
    """That user's."""
    course_id: TalentCourseId
    """A course in which that user has completed a unit, better several, and not all."""
    other_course_id: TalentCourseId | None = None
    """A course that they are not in; ``None`` to leave the question out."""


def probe(talent: ProbedPortal, known: Landmarks) -> ProbeReport:
    """Ask the portal some twenty questions, with as many calls. Creates and changes nothing.

    Raises `TalentUnusable` where the portal does not answer at all.
    """
    return ProbeReport(
        (
            *_about_the_site(talent),
            *_about_the_quota(talent),
            *_about_absence(talent),
            *_about_the_user(talent, known),
            *_about_progress(talent, known),
            *_about_refusals(talent, known),
        )
    )


def _about_the_site(talent: ProbedPortal) -> Iterator[Finding]:
    # Not through `asked`: where this cheapest of calls fails, no other can succeed.
    given = talent.site().date_format
    found = "one of the three" if given in DATE_FORMATS else given or "none given"
    yield Finding("date format of siteinfo", "one of the three", found)


def _about_the_quota(talent: ProbedPortal) -> Iterator[Finding]:
    yield asked("the parts of ratelimit", "limit, remaining, reset", talent.quota, _parts_given)
    yield asked(
        "whether a ratelimit call counts",
        "not counted",
        lambda: (talent.quota().remaining, talent.quota().remaining),
        lambda left: "not counted" if left[0] == left[1] else "counted, or other programs call too",
    )


def _parts_given(quota: Quota) -> str:
    parts = {"limit": quota.limit, "remaining": quota.remaining, "reset": quota.resets_at}
    return ", ".join(name for name, part in parts.items() if part is not None) or "nothing"


def _about_absence(talent: ProbedPortal) -> Iterator[Finding]:
    nobody, nowhere = TalentUserId(FAR_BEYOND), TalentCourseId(FAR_BEYOND)
    email, login = partial(talent.user_by_email, NOBODY), partial(talent.user_by_login, NOBODY)
    yield asked("an e-mail that cannot exist", NO_USER, email, presence)
    yield asked("a login that cannot exist", NO_USER, login, presence)
    by_id, course = partial(talent.user_by_id, nobody), partial(talent.course, nowhere)
    yield asked("a user id far beyond the last", NO_USER, by_id, presence)
    yield asked("a course id far beyond the last", NO_COURSE, course, presence)


def _about_the_user(talent: ProbedPortal, known: Landmarks) -> Iterator[Finding]:
    # The client sends a login in the case it is given, but an e-mail always in lower case.

    def same(answer: TalentUser | Absent) -> str:
        if isinstance(answer, Absent):
            return presence(answer)
        return "that user" if answer.id == known.user_id else "another user"

    user = talent.user_by_id(known.user_id)
    yield Finding("the known user, by id", "that user", same(user))
    by_email = partial(talent.user_by_email, known.email.swapcase())
    yield asked("the known e-mail in another case", "that user", by_email, same)
    if isinstance(user, Absent):
        return
    by_login = partial(talent.user_by_login, user.login.swapcase())
    yield asked("their login in another case", "that user", by_login, same)
    listed = "not listed" if user.enrolments is None else "listed"
    yield Finding("a found user's courses", "listed", listed)
    place = "listed" if user.enrolment_in(known.course_id) else "not among them"
    yield Finding("the known course among them", "listed", place)


def _about_progress(talent: ProbedPortal, known: Landmarks) -> Iterator[Finding]:
    course = partial(talent.course, known.course_id)
    yield asked("the known course", "found", course, presence)
    status = partial(talent.progress, known.user_id, known.course_id)
    yield asked("completion dates", "with timestamps", status, _dates)
    yield asked("status labels", "known ones", status, _labels)
    yield asked("sections in a course status", "left out", status, _sections)
    yield asked(
        "units that nobody opened",
        "listed",
        lambda: (course(), status()),
        lambda both: _unopened(*both),
    )


def _dates(progress: CourseProgress | NotEnrolled) -> str:
    # A bare date had no timestamp and was read in the portal's own format. A date that cannot
    # be read raises `Refused`, which `asked` reports.
    if isinstance(progress, NotEnrolled):
        return "not enrolled"
    dates = [each.completed for each in progress.units if each.completed]
    if not dates:
        return "no dates to compare"
    bare = any(not isinstance(each, datetime) for each in dates)
    return "as texts only" if bare else "with timestamps"


def _labels(progress: CourseProgress | NotEnrolled) -> str:
    if isinstance(progress, NotEnrolled):
        return "not enrolled"
    strange = sorted({u.label for u in progress.units if plain(u.label) not in LABELS})
    return f"unknown: {', '.join(strange)}" if strange else "known ones"


def _sections(progress: CourseProgress | NotEnrolled) -> str:
    if isinstance(progress, NotEnrolled):
        return "not enrolled"
    return "listed" if any(each.unit.is_section for each in progress.units) else "left out"


def _unopened(course: TalentCourse | Absent, progress: CourseProgress | NotEnrolled) -> str:
    if isinstance(course, Absent) or isinstance(progress, NotEnrolled):
        return "nothing to compare"
    items = {each.id for each in course.units if not each.is_section}
    missing = len(items - {each.unit.id for each in progress.units})
    return f"{missing} of {len(items)} left out" if missing else "listed"


def _about_refusals(talent: ProbedPortal, known: Landmarks) -> Iterator[Finding]:
    of_nobody = partial(talent.progress, TalentUserId(FAR_BEYOND), known.course_id)
    nowhere = partial(talent.progress, known.user_id, TalentCourseId(FAR_BEYOND))
    yield asked("status of an unknown user", "Refused: unknown-user", of_nobody, _status)
    yield asked("status in an unknown course", "Refused: unknown-course", nowhere, _status)
    if known.other_course_id is not None:
        elsewhere = partial(talent.progress, known.user_id, known.other_course_id)
        yield asked("status in a course they are not in", "not enrolled", elsewhere, _status)


def _status(progress: CourseProgress | NotEnrolled) -> str:
    return "not enrolled" if isinstance(progress, NotEnrolled) else "a status"
